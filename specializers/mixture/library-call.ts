// The second door into the pipeline: a domain AST that a library call makes goes the way of all others.
import type { Original } from "../checks.ts";
import { type CompiledCall, compileCall, tunableOf } from "../instance.ts";
import { plan } from "../pipeline.ts";
import type { CallSource, Plan, Recognised } from "../plan.ts";
import type { CallLayout, DomainProgram, Specializer } from "../specializer.ts";
import { DiagnosticError } from "../syntax/diagnostic.ts";
import { forget, type Tunable, tuneNow, tuneWhenIdle } from "../tuning.ts";

/** Beyond so many events a pass only takes longer: rankings and records are shared. */
const MOST_EVENTS = 1 << 17;
const TUNING_SECONDS = 20;

/** How many events code is planned for that serves about so many. */
export const plannedEvents = (count: number): number => Math.min(MOST_EVENTS, 2 ** Math.ceil(Math.log2(count)));

/** Where the domain AST comes from. @param text the call as a user would write it */
export const sourceOf = (name: string, text: string): CallSource => ({
  name,
  source: { name: "GaussianMixture", text, firstLine: 1 },
  at: { start: 0, end: text.length },
  kind: "call",
});

export function planCall<D extends DomainProgram>(
  specializer: Specializer<D>,
  source: CallSource,
  program: D,
  layout: CallLayout,
): Plan {
  // a program only ever comes back to the specializer that made it
  const recognised = {
    specializer: specializer as unknown as Specializer<DomainProgram>,
    source,
    program,
  } as Recognised;
  return plan(recognised, layout, { exact: false, targets: undefined });
}

/** Compiled and verified code, or why there is none. */
export function compilePlan(
  plan: Plan,
  original: Original,
  scalars: Readonly<Record<string, number>>,
): CompiledCall | string {
  const layouts = plan.program.parameters.map(({ name }) => plan.call.arrays[name]);
  try {
    return compileCall(plan, layouts, [], original, false, scalars);
  } catch (error) {
    // whatever is wrong with generated code, the TypeScript engine is there
    if (error instanceof DiagnosticError) return error.diagnostic.message;
    throw error;
  }
}

const queued = new WeakMap<CompiledCall, Tunable>();
const ignore = () => {};

/** Tiles and compilers are for the time between cells; once is enough. */
export function tuneLater(call: CompiledCall, scalars: Readonly<Record<string, number>>): void {
  if (call.final || queued.has(call)) return;
  const tunable = tunableOf(call, { seconds: TUNING_SECONDS, scalars, captures: {} }, ignore, ignore);
  queued.set(call, tunable);
  tuneWhenIdle(tunable);
}

/** Tunes at once; it need not be tuned later. */
export function tuneAtOnce(
  call: CompiledCall,
  scalars: Readonly<Record<string, number>>,
  seconds: number,
): Promise<void> {
  const before = queued.get(call);
  if (before) forget(before);
  return new Promise((resolve) => {
    const tunable = tunableOf(call, { seconds, scalars, captures: {} }, ignore, resolve);
    queued.set(call, tunable);
    tuneNow(tunable);
  });
}
