// A marked function together with one layout of its arguments: what serves its calls, and what its tuning has found.
import { readTrials, readWinner } from "./cache/index.ts";
import type { Original } from "./checks.ts";
import type { GeneratedKernel } from "./codegen/generated.ts";
import { templateVersion } from "./codegen/templates.ts";
import { firstChoice, winnerOf } from "./first-variant.ts";
import {
  cache,
  checksOf,
  generate,
  lower,
  type Served,
  serveJavaScript,
  serveNative,
  serveVerified,
} from "./pipeline.ts";
import type { Plan } from "./plan.ts";
import { recordForAnyWork, recordKeyOf, trialKeyOf } from "./record-keys.ts";
import { referenceSource } from "./reference.ts";
import type { ReportState } from "./report/index.ts";
import type { Instance } from "./runtime/dispatch.ts";
import type { ArrayLayout, Config, Cost } from "./specializer.ts";
import { failedTrial } from "./tuner/candidate.ts";
import type { CheckCase, FromTuner, Trial, TuneJob } from "./tuner/job.ts";
import type { Tunable } from "./tuning.ts";

/** Points below which a first call does not wait for a compiler: JavaScript has done them before gcc has started. */
const SMALL_POINTS = 1 << 15;
/** Once the js target has done so many points in waiting for idle time, compiling would have been cheaper. */
const PATIENCE_POINTS = 1e8;

export interface CompiledCall extends Instance {
  readonly plan: Plan;
  /** Of the winner, for calls that do any amount of work (`iterate` with another number of steps). */
  readonly recordKey: string;
  /** Of the first call, or of the one that was tuned. */
  cost: Cost;
  served: Served;
  state: ReportState;
  readonly notes: string[];
  /** By name, in the order of their first result. */
  readonly trials: Map<string, Trial>;
  best: Trial | undefined;
  ceiling: { readonly bytesPerSecond: number; readonly flopsPerSecond: number } | undefined;
  referenceSeconds: number | undefined;
  noisy: boolean;
  final: boolean;
  /** Spent on tuning so far, pauses left out. */
  tuningSeconds: number;
  checks(): readonly CheckCase[];
}

/**
 * Finds code for a call that has not been made before: the winner of an earlier session, plain JavaScript while a small
 * grid is not worth the wait, else the default schedule, compiled and verified.
 * @throws DiagnosticError for a call that nothing can serve
 */
export function compileCall(
  plan: Plan,
  layouts: readonly (ArrayLayout | undefined)[],
  constants: readonly number[],
  original: Original,
  tunesLater: boolean,
  scalars: Readonly<Record<string, number>>,
): CompiledCall {
  const recordKey = recordKeyOf(plan);
  const cost = plan.specializer.cost(plan.program, plan.call, scalars);
  const trialKey = trialKeyOf({ recordKey, plan, cost });
  let cases: readonly CheckCase[] | undefined;
  const checks = () => (cases ??= checksOf(plan, original));
  const notes = [...cache().notes, ...(plan.space.notes ?? [])];
  const winner = readWinner(cache(), trialKey);
  const trials = readTrials(cache(), trialKey).map(({ trial }) => trial as Trial);
  const config = (winner ?? readWinner(cache(), recordKey))?.config;
  const isSmall = plan.cost.points < SMALL_POINTS && cost.points < PATIENCE_POINTS;
  const served = winnerOf(plan, config, checks) ?? firstChoice(plan, checks, tunesLater && isSmall, notes);
  const isKnown = winner && served.variant.from === "cache";
  const best = isKnown ? trials.findLast(({ name }) => name === winner.name) : undefined;
  return {
    plan,
    layouts,
    constants,
    recordKey,
    cost,
    served,
    variant: served.variant,
    calls: 0,
    state: best && winner?.final ? "final" : "serving",
    notes,
    trials: new Map(best ? trials.map((trial) => [trial.name, trial]) : []),
    best,
    ceiling: undefined,
    referenceSeconds: winner?.referenceSeconds,
    noisy: winner?.noisy ?? false,
    final: best !== undefined && winner?.final === true,
    tuningSeconds: 0,
    checks,
  };
}

/** A small grid that is called again and again within one cell is worth a compile after all. */
export function outgrown(call: CompiledCall): boolean {
  const { variant, plan, calls, cost } = call;
  return (
    variant.target === "js" &&
    variant.from === "default" &&
    plan.space.default.target !== "js" &&
    calls * cost.points > PATIENCE_POINTS
  );
}

export function promoteDefault(call: CompiledCall): void {
  const served = serveNative(call.plan, call.plan.space.default, call.checks, "default");
  if ("why" in served) {
    call.notes.push(`The js target serves: ${served.why}.`);
    call.variant = { ...call.variant, from: "tuned" };
  } else use(call, served);
}

/**
 * The device is gone or its driver failed: calls go through the best of the other targets. False where none was asked
 * for: then the function runs as TypeScript.
 */
export function leaveDevice(call: CompiledCall, why: string): boolean {
  const { plan, trials, checks, notes } = call;
  const others = [...trials.values()].filter(({ status, target }) => status === "ok" && target !== "cuda");
  const [best] = others.sort((a, b) => (a.seconds ?? Infinity) - (b.seconds ?? Infinity));
  const config = best?.config ?? plan.space.seeds.find(({ target }) => target !== "cuda");
  const native = config && config.target !== "js" ? serveNative(plan, config, checks, "default") : undefined;
  const served = native && !("why" in native) ? native : serveJavaScript(plan, checks);
  const isServed = !("why" in served);
  if (isServed) use(call, served);
  notes.push(`The CUDA device failed (${why}): ${isServed ? served.variant.target : "TypeScript"} serves.`);
  return isServed;
}

/** Calls go through this from now on. */
export function use(call: CompiledCall, served: Served): void {
  call.served = served;
  call.variant = served.variant;
}

/** Whether a configuration's target was asked for. */
const wanted = ({ options }: Plan, { target }: Config): boolean => options.targets?.includes(String(target)) ?? true;

let jobs = 0;

export interface TuneWish {
  readonly seconds: number;
  readonly scalars: Readonly<Record<string, number>>;
  readonly captures: Readonly<Record<string, () => unknown>>;
}

/** The call as the tuner's scheduler sees it; `changed` is told whenever its report would look different. */
export function tunableOf(call: CompiledCall, wish: TuneWish, changed: () => void, done: () => void): Tunable {
  const { plan } = call;
  return {
    job: () => tuneJob(call, wish),
    generate: (config): GeneratedKernel | string => plan.space.illegal(config) ?? generate(plan, config),
    paused(paused) {
      call.state = paused ? "paused" : "tuning";
      changed();
    },
    on(message) {
      receive(call, message);
      changed();
      if (message.kind === "done") done();
    },
    dropped() {
      call.state = "serving";
      changed();
      done();
    },
  };
}

function tuneJob(call: CompiledCall, { seconds, scalars, captures }: TuneWish): TuneJob {
  const { plan } = call;
  call.cost = plan.specializer.cost(plan.program, plan.call, scalars);
  const past = lower(plan, plan.space.default);
  const { returns } = plan.program;
  const { axes, default: initial, seeds } = plan.space;
  call.state = "tuning";
  call.final = false;
  // a report says what this machine lacks, whether or not the search would have asked for it
  for (const config of plan.space.missing ?? []) {
    const trial = failedTrial(config, "illegal", plan.space.illegal(config) ?? "", 0);
    if (wanted(plan, config)) call.trials.set(trial.name, trial);
  }
  return {
    id: `${process.pid}-${++jobs}`,
    kernel: plan.source.name,
    signature: signatureOf(plan),
    arrays: {
      ...plan.call.arrays,
      ...(returns && { [returns.name]: { dtype: "f64", shape: [returns.length], boundary: "none" } }),
    },
    ...(returns && { returned: returns.name }),
    extents: [
      ...past.extents,
      ...past.parameters.flatMap(({ kind, length }) => (kind === "table" ? [length ?? 0] : [])),
    ],
    given: givenOf(call),
    scalars,
    repeated: Object.fromEntries(
      plan.program.parameters.flatMap(({ name, repeated }) => (repeated === undefined ? [] : [[name, repeated]])),
    ),
    checks: call.checks(),
    space: { axes, default: initial, seeds },
    cost: call.cost,
    seconds,
    seed: 1,
    exact: plan.options.exact,
    strategy: "climb",
    reference: referenceSource(plan, captures),
    cacheFolder: cache().root,
    recordKey: trialKeyOf(call),
    templates: templateVersion(),
  };
}

/** The inputs that the tuner can't make up, as a check has them: their shapes are the same whatever the call's size. */
function givenOf(call: CompiledCall): TuneJob["given"] {
  const names = call.plan.program.parameters.filter(({ given }) => given).map(({ name }) => name);
  return Object.fromEntries(names.map((name) => [name, call.checks()[0]!.before[name]!]));
}

function receive(call: CompiledCall, message: FromTuner): void {
  switch (message.kind) {
    case "ceiling":
      call.ceiling = { bytesPerSecond: message.bytesPerSecond, flopsPerSecond: message.flopsPerSecond };
      break;
    case "reference":
      call.referenceSeconds = message.seconds;
      break;
    case "trial":
      if (isKnownReason(call, message.trial)) break;
      call.trials.set(message.trial.name, message.trial);
      call.tuningSeconds = Math.max(call.tuningSeconds, message.trial.at);
      break;
    case "best":
      call.best = message.trial;
      promote(call, message.trial);
      break;
    case "note":
      if (!call.notes.includes(message.text)) call.notes.push(message.text);
      break;
    case "done":
      recordForAnyWork(call);
      call.final = message.final;
      call.noisy = message.noisy;
      call.state = message.final ? "final" : "serving";
      break;
    default:
  }
}

/** The search meets hundreds of configurations that are illegal for the same reason: one of them says it. */
const isKnownReason = ({ trials }: CompiledCall, { status, why, name }: Trial): boolean =>
  status === "illegal" &&
  [...trials.values()].some((other) => other.status === "illegal" && other.why === why && other.name !== name);

/** Calls go through the promoted variant from now on; the trial process has verified it. */
function promote(call: CompiledCall, trial: Trial): void {
  const { plan } = call;
  const { config, target } = trial;
  if (target === "js") {
    const served = serveJavaScript(plan, call.checks);
    if (!("why" in served)) use(call, { ...served, variant: { ...served.variant, from: "tuned" } });
    return;
  }
  const served = serveVerified(plan, config, {
    error: trial.error ?? 0,
    bound: trial.bound ?? 0,
    shapes: call.checks().length,
  });
  if ("why" in served) call.notes.push(`The winner could not be loaded: ${served.why}.`);
  else use(call, served);
}

/** "u f64 256×256×256, out f64 256×256×256". */
export const signatureOf = ({ program, call }: Plan): string =>
  program.parameters
    .map(({ name }) => {
      const layout = call.arrays[name];
      if (!layout) return name in call.constants ? `${name} = ${call.constants[name]}` : name;
      return `${name} ${layout.dtype} ${layout.shape.join("×")}${layout.boundary === "none" ? "" : ` ${layout.boundary}`}`;
    })
    .join(", ");
