// Generated C and JavaScript, whole, for sample cells and variants: read them as documentation of what code looks like.
// TAIPAN_UPDATE=1 writes them again.
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { generate } from "../../../specializers/codegen/generate.ts";
import type { Boundary, DType } from "../../../specializers/ir/dtype.ts";
import { positionOf } from "../../../specializers/ir/span.ts";
import type { CallLayout, Config } from "../../../specializers/specializer.ts";
import { stencil } from "../../../specializers/stencil/index.ts";
import { functionsOf } from "../../../specializers/syntax/function-source.ts";
import { matchesGolden } from "../../support/golden.ts";
import { packageRoot } from "../../support/root.ts";

const test = suite("golden");

interface Golden {
  readonly cell: string;
  readonly extents: readonly number[];
  readonly dtypes?: Readonly<Record<string, DType>>;
  readonly boundary?: Boundary;
  readonly config: Config;
}

const plain: Config = { target: "openmp", compiler: "gcc", threads: 1, vector: 0, streaming: false, prefetch: "none" };
const laplacian = `function laplacian(u: Grid, out: Grid) {
  for (const p of out.interior())
    out[p] = u.at(p, 1, 0, 0) + u.at(p, -1, 0, 0) + u.at(p, 0, 1, 0)
           + u.at(p, 0, -1, 0) + u.at(p, 0, 0, 1) + u.at(p, 0, 0, -1) - 6 * u[p];
}`;
const blur = `function blur(image: Grid, out: Grid, weight: number) {
  for (const p of out.points()) {
    const row = image.at(p, 0, -1) + 2 * image[p] + image.at(p, 0, 1);
    out[p] = weight * row + Math.max(image.at(p, -1, 0), image.at(p, 1, 0));
  }
}`;
const upwind = `function upwind(u: Grid, v: Grid, out: Grid) {
  for (const p of out.interior()) {
    let slope = u[p] - u.at(p, -1);
    if (v[p] < 0) slope = u.at(p, 1) - u[p];
    out[p] = u[p] - Math.abs(v[p]) * slope;
  }
}`;
const wave = `function wave(u: Grid, out: Grid) {
  for (const p of out.points()) out[p] = Math.sin(u[p]) * 100;
}`;
const twice = `function twice(u: Grid, mid: Grid, out: Grid) {
  for (const p of mid.interior()) mid[p] = (u.at(p, -1, 0) + u.at(p, 1, 0)) / 2;
  for (const p of out.interior()) out[p] = (mid.at(p, 0, -1) + mid.at(p, 0, 1)) / 2;
}`;

const norm = `function norm(u: Grid, f: Grid, r: Grid) {
  let square = 0;
  let largest = 0;
  for (const p of r.interior()) {
    r[p] = f[p] - u.at(p, 1, 0) - u.at(p, -1, 0) + 2 * u[p];
    square += r[p] * r[p];
    largest = Math.max(largest, r[p]);
  }
  return [Math.sqrt(square), largest];
}`;
const relax = `function relax(u: Grid) {
  for (const p of u.points()) u[p] = 0.25 * (u.at(p, 1, 0) + u.at(p, -1, 0) + u.at(p, 0, 1) + u.at(p, 0, -1));
}`;

const goldens: Readonly<Record<string, Golden>> = {
  "laplacian-streaming": {
    cell: laplacian,
    extents: [256, 256, 256],
    config: {
      ...plain,
      threads: 2,
      vector: 64,
      jamOuter: 2,
      jamInner: 2,
      tile: 32,
      streaming: true,
      prefetch: "T0+2",
      fused: true,
    },
  },
  "laplacian-plain": { cell: laplacian, extents: [8, 8, 8], config: plain },
  "laplacian-js": { cell: laplacian, extents: [256, 256, 256], config: { target: "js" } },
  "laplacian-single": {
    cell: laplacian,
    extents: [64, 64, 64],
    dtypes: { u: "f32", out: "f32" },
    config: { ...plain, threads: 2, vector: 32, jamOuter: 2, single: true },
  },
  "blur-clamp": {
    cell: blur,
    extents: [480, 640],
    boundary: "clamp",
    dtypes: { image: "u8", out: "f32" },
    config: { ...plain, threads: 2, vector: 32, jamOuter: 4 },
  },
  "blur-constant": { cell: blur, extents: [480, 640], boundary: 0, config: { ...plain, threads: 2, O2: true } },
  "blur-js": { cell: blur, extents: [480, 640], boundary: "reflect", config: { target: "js" } },
  "upwind-branch": { cell: upwind, extents: [100000], config: { ...plain, vector: 32, streaming: true } },
  "wave-library": {
    cell: wave,
    extents: [1000, 1000],
    dtypes: { u: "f64", out: "i32" },
    config: { ...plain, threads: 2 },
  },
  "total-blocks": { cell: norm, extents: [512, 512], config: { ...plain, threads: 2, sums: "by blocks" } },
  "total-js": { cell: norm, extents: [16, 16], config: { target: "js" } },
  "in-order": { cell: relax, extents: [512, 512], boundary: "wrap", config: plain },
  "two-sweeps": { cell: twice, extents: [512, 512], config: { ...plain, threads: 2, vector: 16 } },
};

function lowered({ cell, extents, dtypes = {}, boundary = "none", config }: Golden) {
  const source = functionsOf({ name: "Cell 1", text: cell, firstLine: 2 })[0];
  const program = source && stencil.recognise(source);
  if (!program) throw new Error("nothing was recognised");
  const call: CallLayout = {
    arrays: Object.fromEntries(
      program.parameters
        .filter(({ kind, name }) => kind === "array" && name !== "weight")
        .map(({ name }) => [name, { dtype: dtypes[name] ?? "f64", shape: extents, boundary }]),
    ),
    constants: {},
  };
  return stencil.lower(stencil.bind(program, call), call, config);
}

for (const [name, golden] of Object.entries(goldens))
  test(name, () => {
    const kernel = generate(lowered(golden), golden.config.target === "js" ? "js" : "openmp");
    matchesGolden(join(packageRoot, "test/golden/codegen", `${name}.${kernel.language}`), kernel.source);
  });

test("lines lead back to the TypeScript that they come from", () => {
  const { source, lines } = generate(lowered(goldens["blur-clamp"] as Golden), "openmp");
  const text = source.split("\n");
  const from = (pattern: RegExp): Set<number> =>
    new Set(
      text.flatMap((line, i) => {
        const offset = pattern.test(line) ? lines.get(i + 1) : undefined;
        return offset === undefined ? [] : [positionOf({ name: "", text: blur, firstLine: 2 }, offset).line];
      }),
    );
  assert.equal([...from(/(vector|double) row_? = /)], [4]);
  assert.equal([...from(/out\[q\] = |out_\d_out = taipan|out_\d_out = .*vector_max/)], [5]);
  for (const line of lines.keys()) assert.ok(line >= 1 && line <= text.length);
});

test("the same program gives the same text, wherever its cell stands", () => {
  const past = lowered(goldens["laplacian-streaming"] as Golden);
  const moved = { ...past, source: { name: "Cell 9", text: laplacian, firstLine: 40 } };
  assert.is(generate(past, "openmp").source, generate(moved, "openmp").source);
});

test.run();
