// Taipan's own contenders: the TypeScript as written, the js target, the untuned default, the tuned winner.
import { type SpecializedFunction, type SpecializeOptions, specialize } from "../../../specializers/index.ts";
import type { NumericArray } from "../../../specializers/specializer.ts";
import { variantName } from "../../../specializers/tuner/name.ts";
import { type Arena, createArena, difference } from "./arena.ts";
import { type BenchCase, pointsOf } from "./case.ts";
import { type Contender, type Kind, timed } from "./contender.ts";
import { factsHere, planOf } from "./plan.ts";

type Marked = SpecializedFunction<(...values: unknown[]) => unknown>;

const mark = ({ kernel }: BenchCase, options: SpecializeOptions = {}): Marked =>
  specialize.stencil(kernel as (...values: unknown[]) => void, options);

/** Points of the grid on which the TypeScript and, for many steps, the js target are sampled. */
const SAMPLED_POINTS = 2 ** 18;
/** Steps that a slow contender takes of an iterated case. */
const SAMPLED_STEPS = 2;

/** Runs a marked function, or its steps. */
const runOnce = (f: Marked, { bench, values }: Arena, steps = bench.steps): void => {
  if (steps === undefined) f(...values);
  else f.iterate(steps, values[0], values[1], ...values.slice(2));
};

function contender(arena: Arena, kind: Kind, name: string, f: Marked): Contender {
  return {
    kind,
    name,
    flush: arena.flush,
    run: (count) =>
      timed(() => {
        for (let i = 0; i < count; i++) runOnce(f, arena);
      }),
    async result(): Promise<readonly NumericArray[]> {
      arena.reset();
      runOnce(f, arena);
      return arena.results;
    },
  };
}

/**
 * The schedule that the cost model chooses, as the first call has it.
 * @throws Error when something tuned serves it, as the case was in this process before
 */
export function untuned(arena: Arena): Contender {
  const f = mark(arena.bench);
  runOnce(f, arena);
  const { best } = f.report();
  if (best) throw new Error(`${arena.bench.name} was tuned in this process before: ${best.name} serves it`);
  const { space } = planOf(arena.bench, factsHere());
  return contender(arena, "default", `untuned: ${variantName(space.default)}`, f);
}

export interface TunedContender extends Contender {
  readonly fractionOfCeiling: number | null;
  readonly bestName: string | undefined;
}

export async function tuned(arena: Arena, seconds: number): Promise<TunedContender> {
  const f = mark(arena.bench);
  const { steps } = arena.bench;
  const report = await f.tune(arena.values, { seconds, ...(steps !== undefined && { steps }) });
  const bestName = report.best?.name;
  return {
    ...contender(arena, "tuned", `tuned ${seconds} s: ${bestName ?? "?"}`, f),
    fractionOfCeiling: report.fractionOfCeiling,
    bestName,
  };
}

/** Generated JavaScript; of an iterated case a few steps. */
export function javascript(arena: Arena): Contender {
  const f = mark(arena.bench, { targets: ["js"] });
  const { steps } = arena.bench;
  const whole = contender(arena, "js", "js target", f);
  if (steps === undefined) return whole;
  return {
    kind: "js",
    name: `js target (${SAMPLED_STEPS} steps)`,
    flush: arena.flush,
    run: () => timed(() => runOnce(f, arena, SAMPLED_STEPS)),
    once: { factor: steps / SAMPLED_STEPS },
  };
}

/** The function itself, once, on a smaller grid; checked there against the generated code. */
export function typescript(bench: BenchCase): Contender {
  const shape = sampledShape(bench.shape);
  const sampled: BenchCase = { ...bench, shape };
  const arena = createArena(steplessly(sampled));
  const f = mark(bench);
  arena.reset();
  f.reference(...arena.values);
  const wanted = arena.results.map((array) => array.slice());
  arena.reset();
  f(...arena.values);
  arena.results.forEach((array, index) => {
    const wrong = difference(sampled, "generated code", array, wanted[index]!);
    if (wrong !== undefined) throw new Error(`${wrong} (the TypeScript's, here)`);
  });
  const factor =
    (pointsOf(inner(bench.shape, bench.border)) / pointsOf(inner(shape, bench.border))) * (bench.steps ?? 1);
  return {
    kind: "typescript",
    name: `TypeScript as written (on ${shape.join("×")})`,
    flush: arena.flush,
    run: () => timed(() => f.reference(...arena.values)),
    once: { factor },
  };
}

const steplessly = ({ steps: _, ...bench }: BenchCase): BenchCase => bench;
const inner = (shape: readonly number[], border: number): readonly number[] => shape.map((n) => n - 2 * border);

/** Halved until it is small enough. */
function sampledShape(shape: readonly number[]): readonly number[] {
  return pointsOf(shape) <= SAMPLED_POINTS ? shape : sampledShape(shape.map((n) => n / 2));
}
