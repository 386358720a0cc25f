// Iterated stencils for tests: stars of any rank and radius, their data, and the comparison with single sweeps.
import { generate } from "../../../specializers/codegen/generate.ts";
import type { Boundary, DType } from "../../../specializers/ir/dtype.ts";
import type { CallData, Config } from "../../../specializers/specializer.ts";
import { iteration } from "../../../specializers/stencil/iterate/index.ts";
import { iterated, swapped } from "../../../specializers/stencil/iterate/program.ts";
import { createRandom } from "../../../specializers/tuner/random.ts";
import { binary, type Case, load, makeCase, num, type ProgramSpec, store, sum } from "../targets/build.ts";
import { assertSame, compilers, copyOf, javascript, native } from "../targets/execute.ts";

export interface Star {
  readonly rank: number;
  readonly radius: number;
  readonly extents: readonly number[];
  readonly dtype: DType;
  readonly boundary: Boundary;
  readonly interior: number;
  /** Diagonal neighbours as well. */
  readonly box?: boolean;
  readonly coefficient?: boolean;
}

/** A weighted mean of a point and its neighbours along the axes; no two weights are alike, so that a mix-up shows. */
export function star({ rank, radius, extents, dtype, boundary, interior, box, coefficient }: Star): Case {
  const origin = new Array<number>(rank).fill(0);
  const offsets = [
    origin,
    ...origin.flatMap((_, axis) =>
      Array.from({ length: 2 * radius }, (_, i) => origin.with(axis, i < radius ? i - radius : i - radius + 1)),
    ),
    ...(box
      ? [origin.map(() => -radius), origin.map(() => radius), origin.map((_, i) => (i === 0 ? -radius : radius))]
      : []),
  ];
  const total = offsets.length;
  const terms = offsets.map((offset, i) => binary("*", num((1 + i / 64) / (1.6 * total)), load("u", ...offset)));
  const [first, ...rest] = terms;
  const mean = sum(first!, ...rest);
  const spec: ProgramSpec = {
    extents,
    arrays: [
      { name: "u", dtype, access: "in", boundary },
      { name: "out", dtype, access: "out", boundary },
      ...(coefficient ? [{ name: "k", dtype: "f64" as const, access: "in" as const }] : []),
    ],
    sweeps: [
      { interior, body: [store("out", coefficient ? binary("*", mean, load("k", ...origin)) : sum(mean, num(3)))] },
    ],
  };
  return makeCase(spec, "star");
}

export function programOf({ program, call }: Case) {
  const repeated = iterated(program);
  if (!repeated) throw new Error("it has two grids");
  return { repeated, call };
}

export function arraysFor({ call }: Case, seed: number): CallData["arrays"] {
  const random = createRandom(seed);
  return Object.fromEntries(
    Object.entries(call.arrays).map(([name, { dtype, shape }]) => {
      const length = shape.reduce((a, b) => a * b, 1);
      const make = { f64: Float64Array, f32: Float32Array, i32: Int32Array, u8: Uint8Array }[dtype];
      const real = dtype === "f64" || dtype === "f32";
      const values = Array.from({ length }, () => (real ? 0.5 + random() : Math.floor(200 * random())));
      return [name, make.from(values)];
    }),
  );
}

/** The number of steps under whichever name it has got. */
const stepCount = (steps: number): CallData["scalars"] => ({ steps, steps_: steps });

export const wavefront = (rank: number, changes: Config = {}): Config => ({
  target: "openmp",
  compiler: compilers[0] ?? "gcc",
  threads: 2,
  vector: 32,
  schedule: rank === 1 ? "trapezoid" : "wavefront",
  depth: 5,
  height: rank === 1 ? 64 : rank === 2 ? 0 : 8,
  planes: rank === 1 ? 1 : 2,
  fetch: rank > 1,
  slide: true,
  ...changes,
});

const counts = [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 19, 20];

/** `steps` ascend; `flags` are the compiler's. */
export function check(
  what: string,
  made: Case,
  config: Config,
  steps: readonly number[] = counts,
  flags: readonly string[] = ["-O0"],
): void {
  const { repeated, call } = programOf(made);
  const past = iteration.lower(repeated, call, config);
  const kernel = generate(past, config.target === "js" ? "js" : "openmp");
  const run =
    config.target === "js" ? javascript(kernel, past.extents) : native(kernel, String(config.compiler), flags);
  const dtypes = Object.fromEntries(Object.entries(call.arrays).map(([name, { dtype }]) => [name, dtype]));
  const start = { arrays: arraysFor(made, 7), scalars: {} };
  // One run of the definition, looked at after each count of steps; before an odd step the grids have swapped roles.
  const wanted = copyOf(start);
  let done = 0;
  for (const count of steps) {
    const arrays = done % 2 === 0 ? wanted.arrays : swapped(repeated, wanted.arrays);
    iteration.interpret(repeated, call, { arrays, scalars: stepCount(count - done) });
    done = count;
    const data = { ...start, scalars: stepCount(count) };
    const skew = count % 2 === 0 ? 0 : 3;
    assertSame(`${what}, ${count} steps, ${JSON.stringify(config)}`, run, data, wanted, dtypes, { skew });
    if (count === 13) assertSame(`${what}, any extents`, run, data, wanted, dtypes, { extents: past.extents });
  }
}
