// Every loop decision at work: threads, tiles, jam, vectors, streaming, prefetch, on shapes that leave remainders, with
// every boundary rule, aligned and not, against the interpreter.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Config } from "../../../specializers/specializer.ts";
import { variants } from "../../../specializers/stencil/variants.ts";
import { machine } from "../../../specializers/toolchain/machine.ts";
import { skip } from "../../support/skip.ts";
import { makeCase, type ProgramSpec } from "./build.ts";
import { assertSame, compilers, expected, javascript, kernelOf, native } from "./execute.ts";
import { dataFor } from "./random.ts";
import { laplacian, line, samples } from "./samples.ts";

const test = suite("schedules");

const plain: Config = { target: "openmp", compiler: "none", threads: 1, vector: 0, streaming: false, prefetch: "none" };
/** Wider ones are never generated; gcc 12 fails on some of them. */
const widest = machine().vectorBytes;
const configs: readonly Config[] = [
  { threads: 1, vector: widest, columns: "kept" },
  { threads: 2, vector: widest, jamOuter: 2, jamInner: 2, tile: 8, streaming: true, prefetch: "T0+2", columns: "kept" },
  { threads: 3, vector: 32, jamOuter: 4, jamInner: 1, tile: 0, streaming: true, prefetch: "T1+4", columns: "kept" },
  { threads: 2, vector: 32, jamOuter: 1, jamInner: 4, tile: 16 },
  { threads: 2, vector: 0, jamOuter: 2, jamInner: 2, tile: 8 },
  { threads: 1, vector: 16, jamOuter: 8 },
].map((config) => ({ ...plain, ...config }));

/** Beside its own shape, through the entry for any: smaller than a vector, than the reach, than a jam; lines and not. */
const shapes: Readonly<Record<number, readonly (readonly number[])[]>> = {
  1: [[3], [4], [16], [131], [200000]],
  2: [
    [4, 5],
    [5, 8],
    [6, 64],
    [23, 33],
  ],
  3: [
    [4, 4, 5],
    [3, 9, 16],
    [11, 5, 64],
    [5, 20, 41],
  ],
};

const run = (name: string, spec: ProgramSpec, config: Config, flags: readonly string[]): void => {
  const made = makeCase(spec);
  const what = `${name} ${JSON.stringify(config)}`;
  const kernel = kernelOf(made, config);
  const js = config.target === "js";
  const call = js ? javascript(kernel, spec.extents) : native(kernel, String(config.compiler), flags);
  const tables = spec.arrays.flatMap(({ table }) => (table === undefined ? [] : [table]));
  const data = dataFor(made, 7);
  // what C's library rounds otherwise is held to a few units
  const tolerance = name === "transcendental" && !js ? 1e-12 : 0;
  for (const skew of [0, 1])
    assertSame(`${what} skew ${skew}`, call, data, expected(made, data), made.program.dtypes, { skew, tolerance });
  for (const extents of shapes[spec.extents.length] ?? []) {
    const other = makeCase({ ...spec, extents });
    const more = dataFor(other, 11);
    assertSame(`${what} at ${extents}`, call, more, expected(other, more), other.program.dtypes, {
      extents: [...extents, ...tables],
      tolerance,
    });
  }
};

/** Compiling takes most of the time: the first samples get every configuration, the others some, in turn. */
const thorough = 2;
const chosen = (sample: number, compiler: number): readonly Config[] =>
  sample < thorough && compiler === 0
    ? configs
    : configs.filter((_, i) => (i + sample + compiler) % configs.length < (compiler === 0 ? 2 : 1));

for (const [sample, [name, spec]] of Object.entries(samples).entries()) {
  test(`js: ${name}`, () => run(name, spec, { ...plain, target: "js" }, []));
  for (const [i, compiler] of compilers.entries())
    test(`${compiler}: ${name}`, () => {
      for (const config of chosen(sample, i)) run(name, spec, { ...config, compiler }, ["-O1"]);
    });
}

const [first] = compilers;
if (first === undefined) skip(test, "schedules of native code", "no C compiler is installed");
else {
  test("a call that finds the cancel word set stops early and says so", () => {
    for (const spec of [laplacian([40, 20, 32]), line([400000])]) {
      const made = makeCase(spec);
      const kernel = kernelOf(made, { ...plain, threads: 2, vector: 32, jamOuter: 2 });
      const data = dataFor(made, 3);
      assert.is(native(kernel, first, ["-O1"])(data), 0);
      assert.is(native(kernel, first, ["-O1"], 1)(data), 1);
    }
  });

  test("the default of every sample is legal and compiles with the standard flags", () => {
    for (const [name, spec] of Object.entries(samples)) {
      const made = makeCase(spec);
      const machine = { cores: 2, vectorBytes: 32, lastLevelCacheBytes: 1 << 12, compilers };
      const space = variants(made.program, made.call, machine, name !== "transcendental");
      assert.is(space.illegal(space.default), undefined, name);
      run(name, spec, space.default, []);
      for (const seed of space.seeds) assert.is(space.illegal(seed), undefined, `${name} ${JSON.stringify(seed)}`);
    }
  });
}
if (compilers.length < 2) skip(test, "schedules through gcc and clang", `only ${compilers.join()} is installed`);

test.run();
