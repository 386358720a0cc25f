// Generated CUDA against the interpreter, run on the CPU by an emulator; and compiled by nvcc where it is installed.
// Time limit: 300 s
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { generate } from "../../../specializers/codegen/generate.ts";
import type { GeneratedKernel } from "../../../specializers/codegen/generated.ts";
import { loadKernel } from "../../../specializers/runtime/load.ts";
import type { Config } from "../../../specializers/specializer.ts";
import { lower } from "../../../specializers/stencil/lower.ts";
import { findProgram } from "../../../specializers/toolchain/programs.ts";
import { emulated } from "../../support/cuda/emulate.ts";
import { skip } from "../../support/skip.ts";
import { temporaryFolder } from "../../support/temp.ts";
import { type Case, makeCase, type ProgramSpec } from "./build.ts";
import { assertSame, expected, type Run } from "./execute.ts";
import { dataFor, programs } from "./random.ts";
import { laplacian, samples } from "./samples.ts";

const test = suite("cuda");
const seed = Number(process.env.TAIPAN_SEED ?? 1);
const runs = Number(process.env.TAIPAN_RUNS ?? 12);

const CONFIGS: readonly Config[] = [
  { target: "cuda", block: "32x4", march: 1, keep: "none", each: 1 },
  { target: "cuda", block: "8x2", march: 3, keep: "none", each: 3 },
  { target: "cuda", block: "16x4", march: 4, keep: "shared", each: 1 },
  { target: "cuda", block: "8x3", march: 5, keep: "shared", each: 1 },
  { target: "cuda", block: "16x2", march: 4, keep: "registers", each: 1 },
];

const kernelOf = ({ program, call }: Case, config: Config): GeneratedKernel =>
  generate(lower(program, call, config), "cuda");

const runOf = (kernel: GeneratedKernel, cancelled: 0 | 1 = 0, version?: number): Run => {
  const { run, any } = loadKernel(emulated(kernel, version), kernel.parameters);
  const cancel = Int32Array.of(cancelled);
  return ({ arrays, scalars }, extents) => {
    const values = kernel.parameters.map(({ name }) => arrays[name] ?? scalars[name] ?? Number.NaN);
    return extents ? any(BigInt64Array.from(extents, BigInt), ...values, cancel) : run(...values, cancel);
  };
};

const tablesOf = ({ arrays }: ProgramSpec): readonly number[] =>
  arrays.flatMap(({ table }) => (table === undefined ? [] : [table]));

/** Other shapes for the entry that takes any: long and short, down to a single point. */
const SHAPES: Readonly<Record<number, readonly (readonly number[])[]>> = {
  1: [[1], [2], [700]],
  2: [
    [1, 1],
    [5, 40],
    [37, 3],
  ],
  3: [
    [1, 1, 1],
    [4, 5, 33],
    [9, 2, 3],
  ],
};

const check = (what: string, spec: ProgramSpec, config: Config, tolerance = 0): void => {
  const made = makeCase(spec);
  const run = runOf(kernelOf(made, config));
  const data = dataFor(made, 7);
  assertSame(what, run, data, expected(made, data), made.program.dtypes, { tolerance });
  for (const extents of SHAPES[spec.extents.length] ?? []) {
    const other = makeCase({ ...spec, extents });
    const more = dataFor(other, 11);
    assertSame(`${what} at ${extents}`, run, more, expected(other, more), other.program.dtypes, {
      extents: [...extents, ...tablesOf(spec)],
      tolerance,
    });
  }
};

if (findProgram("g++") === undefined) skip(test, "CUDA on the CPU", "g++ is not installed");
else {
  for (const [index, [name, spec]] of Object.entries(samples).entries())
    test(`emulated: ${name}`, () => {
      for (const [i, config] of CONFIGS.entries())
        if (index < 1 || (i + index) % 3 === 0)
          check(`${name} ${JSON.stringify(config)}`, spec, config, name === "transcendental" ? 1e-12 : 0);
    });

  test("emulated: random programs equal the interpreter", () => {
    fc.assert(
      fc.property(programs({ vectors: false }), fc.constantFrom(...CONFIGS), fc.integer(), (spec, config, salt) => {
        const made = makeCase(spec);
        const data = dataFor(made, salt);
        assertSame(
          JSON.stringify(config),
          runOf(kernelOf(made, config)),
          data,
          expected(made, data),
          made.program.dtypes,
        );
      }),
      { numRuns: runs, seed, includeErrorInReport: true },
    );
  });

  test("a missing barrier shows", () => {
    const made = makeCase(laplacian([20, 9, 40]));
    const kernel = kernelOf(made, CONFIGS[2]!);
    const broken = { ...kernel, source: kernel.source.replace("__syncthreads();", "") };
    const data = dataFor(made, 3);
    assert.throws(
      () => assertSame("broken", runOf(broken), data, expected(made, data), made.program.dtypes),
      /broken: out\[\d+\] of \d+ is /,
    );
  });

  test("a cancelled call leaves the arrays as they were", () => {
    const made = makeCase(laplacian([6, 9, 10]));
    const data = dataFor(made, 3);
    const before = data.arrays.out!.slice();
    assert.is(runOf(kernelOf(made, CONFIGS[0]!), 1)(data), 1);
    assert.equal([...data.arrays.out!], [...before]);
  });

  test("the runtimes of CUDA 12 and 13 take different arguments for moving pages", () => {
    const made = makeCase(laplacian([6, 9, 10]));
    const kernel = kernelOf(made, CONFIGS[0]!);
    const data = dataFor(made, 3);
    for (const version of [12000, 13000])
      assertSame(`CUDA ${version}`, runOf(kernel, 0, version), data, expected(made, data), made.program.dtypes);
  });

  test("a device without room says so, and the arrays are as they were", () => {
    const made = makeCase(laplacian([6, 9, 10]));
    const data = dataFor(made, 3);
    const before = data.arrays.out!.slice();
    const run = runOf(kernelOf(made, CONFIGS[0]!));
    process.env.EMULATED_DEVICE_BYTES = "100";
    try {
      assert.is(run(data), -3);
    } finally {
      delete process.env.EMULATED_DEVICE_BYTES;
    }
    assert.equal([...data.arrays.out!], [...before]);
  });
}

const nvcc = findProgram("nvcc");
if (nvcc === undefined) skip(test, "CUDA through nvcc", "nvcc is not installed");
else
  test("nvcc compiles what is generated", () => {
    const folder = temporaryFolder("nvcc");
    for (const [index, config] of CONFIGS.entries()) {
      const [, spec] = Object.entries(samples)[index]!;
      const { source, flags } = kernelOf(makeCase(spec), config);
      const file = join(folder, `kernel${index}.cu`);
      writeFileSync(file, source);
      const args = ["-O3", "-std=c++17", "-arch=sm_90", ...flags, "-Xcompiler", "-fPIC", "-shared", file, "-o"];
      const { status, stderr } = spawnSync(nvcc, [...args, `${file}.so`], { encoding: "utf8" });
      assert.is(status, 0, `${stderr}\n${source}`);
    }
  });

test.run();
