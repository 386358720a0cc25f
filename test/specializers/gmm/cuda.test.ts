// EM by CUDA: every strategy run on the CPU by an emulator and held to the definition; what stays on the device; nvcc.
// Time limit: 240 s
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { generate } from "../../../specializers/codegen/generate.ts";
import { layoutOf, type MixtureProgram } from "../../../specializers/gmm/program.ts";
import { mixture } from "../../../specializers/gmm/specializer.ts";
import { type CovarianceType, covarianceTypes } from "../../../specializers/gmm/state.ts";
import type { Strategy } from "../../../specializers/gmm/strategies.ts";
import { type Arguments, openTrialKernel, type TrialKernel } from "../../../specializers/runtime/trial/kernel.ts";
import { describeMistake, verifyChecks } from "../../../specializers/runtime/trial/verify.ts";
import type { Config } from "../../../specializers/specializer.ts";
import { nvccFlags } from "../../../specializers/toolchain/cuda.ts";
import { findProgram } from "../../../specializers/toolchain/programs.ts";
import type { CheckCase } from "../../../specializers/tuner/job.ts";
import { variantName } from "../../../specializers/tuner/name.ts";
import { emulated } from "../../support/cuda/emulate.ts";
import { skip } from "../../support/skip.ts";
import { temporaryFolder } from "../../support/temp.ts";
import { casesOf, programOf } from "./cases.ts";

const test = suite("mixtures by CUDA");

const spaceOf = (
  program: MixtureProgram,
  cuda: { readonly sharedBytes: number } | string = { sharedBytes: 48 << 10 },
) =>
  mixture.variants(
    program,
    layoutOf(program, 1e5),
    { cores: 2, vectorBytes: 32, lastLevelCacheBytes: 1 << 24, compilers: ["gcc"], cuda },
    false,
  );
const seedsOf = (program: MixtureProgram): readonly Config[] =>
  spaceOf(program).seeds.filter(({ target }) => target === "cuda");
const seedOf = (program: MixtureProgram, strategy: string): Config =>
  seedsOf(program).find((config) => config.strategy === strategy)!;

const kernelOf = (program: MixtureProgram, config: Config) =>
  generate(mixture.lower(program, layoutOf(program, 1000), config), "cuda");
const open = (program: MixtureProgram, config: Config, cancelled: 0 | 1 = 0): TrialKernel => {
  const kernel = kernelOf(program, config);
  const { parameters } = kernel;
  return openTrialKernel({ language: "cuda", library: emulated(kernel), parameters }, [], Int32Array.of(cancelled));
};

test("the paper's four strategies and the fused one are tried, each as large as shared memory allows", () => {
  const names = (program: MixtureProgram) => seedsOf(program).map(({ strategy, shared }) => `${strategy} ${shared}`);
  assert.equal(names(programOf("full", 5, 3)), ["fused 128", "V1 128", "V2A 128", "V2B 128", "V3 128"]);
  assert.equal(names(programOf("full", 16, 64)), ["fused 64", "V1 64", "V2A 64", "V2B 64", "V3 64"]);
  assert.equal(names(programOf("diag", 100, 19)), ["fused 32", "V1 128", "V2A 128", "V2B 128", "V3 128"]);
  assert.equal(names(programOf("full", 5, 3, "f64", false, "score")), ["none 128"]);
  assert.equal(names(programOf("full", 5, 400)), []);
});

test("a variant's name has what the device does, and nothing of the CPU", () => {
  assert.is(variantName(seedOf(programOf("full", 5, 3), "V2B")), "nvcc V2B warps 4 shared 128 square 2 parts 64");
  const { illegal, default: first } = spaceOf(programOf("full", 5, 3));
  assert.is(illegal({ ...first, tile: 0 }), "openmp needs tile");
  assert.is(illegal({ ...first, form: "none" }), "openmp needs form");
});

test("no configuration is legal that can't run", () => {
  const space = spaceOf(programOf("full", 5, 30));
  const seeds: Readonly<Record<string, Config>> = Object.fromEntries(
    seedsOf(programOf("full", 5, 30)).map((config) => [String(config.strategy), config]),
  );
  const why = (config: Config): string => space.illegal(config) ?? "legal";
  for (const seed of Object.values(seeds)) assert.is(why(seed), "legal");
  assert.match(why({ ...seeds.V1, compiler: "gcc" }), "compiled by nvcc");
  assert.match(why({ ...seeds.V1, tile: 2 }), "tile is no choice of cuda");
  assert.match(why({ ...seeds.V1, warps: 0 }), "cuda needs warps a block");
  assert.match(why({ ...seeds.V2A, parts: 32 }), "V2A takes all events at once");
  assert.match(why({ ...seeds.V2B, parts: 0 }), "V2B needs parts");
  assert.match(why({ ...seeds.V1, together: 2 }), "a component at a time");
  assert.match(why({ ...seeds.V3, together: 0 }), "V3 needs components together");
  assert.match(why({ ...seeds.V3, square: 4 }), "8 x 16 sums > 64 registers");
  assert.match(why({ ...seeds.fused, shared: 128, warps: 16, square: 4, parts: 512 }), "legal");
  assert.match(why({ ...space.default, warps: 2 }), "warps a block is a choice of cuda");
  assert.match(spaceOf(programOf("full", 5, 400)).illegal({ ...seeds.V1 }) ?? "legal", "bytes of shared memory");
  const diag = programOf("diag", 3, 2);
  assert.match(spaceOf(diag).illegal({ ...seeds.V1, square: 2 }) ?? "legal", "a unit is a row");
});

test("without a device cuda is listed with the reason, and what serves is the same", () => {
  const space = spaceOf(programOf("full", 5, 3), "no CUDA device: none");
  assert.equal(space.missing, [{ target: "cuda" }]);
  assert.is(space.illegal({ target: "cuda" }), "no CUDA device: none");
  assert.is(space.default.target, "openmp");
  assert.not.ok("warps" in space.default);
});

if (findProgram("g++") === undefined) skip(test, "CUDA on the CPU", "g++ is not installed");
else {
  // matrices and their absence are other code, each sums in its own way; compiling takes the time
  const tried: Readonly<Record<CovarianceType, readonly Strategy[]>> = {
    full: ["V1", "V2A", "V2B", "V3", "fused", "none"],
    tied: ["V3", "fused"],
    diag: ["V1", "V2A", "fused"],
    spherical: ["V2B", "V3", "none"],
  };
  for (const covarianceType of covarianceTypes)
    test(`emulated, ${covarianceType}: every strategy gives what the definition gives`, () => {
      for (const [i, strategy] of tried[covarianceType].entries()) {
        const task = strategy === "none" ? "score" : "iteration";
        const program =
          i % 2 === 0
            ? programOf(covarianceType, 3, 2, "f32", task === "iteration", task)
            : programOf(covarianceType, 9, 6, "f64", false, task);
        const seed = seedOf(program, strategy);
        // few threads, so that they come round more than once
        const config = {
          ...{ ...seed, warps: 1, shared: 32 },
          ...(seed.parts === 0 ? {} : { parts: 32 }),
          ...(strategy === "V3" ? { together: 2 } : {}),
        };
        const verdict = verifyChecks(open(program, config), casesOf(program, [1, 61, 140]), false);
        const what = `${program.components} of ${program.features}, ${JSON.stringify(config)}`;
        assert.ok(verdict.ok, verdict.ok ? "" : `${what}: ${describeMistake(verdict.mistake)}`);
      }
    });

  const program = programOf("full", 3, 2);
  const [small, large] = casesOf(program, [40, 140]) as [CheckCase, CheckCase];
  const argumentsOf = ({ before, scalars }: CheckCase, other: Readonly<Record<string, number>> = {}) =>
    program.parameters.map(({ name }) => before[name]?.slice() ?? { ...scalars, ...other }[name]!);
  const at = (name: string): number => program.parameters.findIndex((parameter) => parameter.name === name);
  const countsOf = (values: Arguments): readonly number[] => [...(values[at("counts")] as Float64Array)];

  test("events stay on the device while their edition is the same, and leave it with a call of none", () => {
    const { run } = open(program, { ...seedOf(program, "fused"), warps: 1, shared: 32 });
    const first = argumentsOf(large);
    assert.is(run(first), 0);
    const wanted = countsOf(first);
    const again = argumentsOf(large);
    (again[at("events")] as Float64Array).fill(Number.NaN);
    assert.is(run(again), 0);
    assert.equal(countsOf(again), wanted, "a fit can be repeated, and the host's events are not looked at");
    again[at("edition")] = 99;
    assert.is(run(again), 0);
    assert.not.equal(countsOf(again), wanted, "another edition is fetched");
    again[at("edition")] = large.scalars.edition!;
    const none = argumentsOf(small, { count: 0 });
    assert.is(run(none), 0);
    assert.equal(countsOf(none), [0, 0, 0]);
    assert.is(run(again), 0);
    assert.ok(countsOf(again).every(Number.isNaN), "nothing was left there");
  });

  test("a missing barrier shows", () => {
    const kernel = kernelOf(program, { ...seedOf(program, "fused"), warps: 2, shared: 32 });
    const source = kernel.source.replace(/(tile \+ e\);\s*\}\s*)__syncthreads\(\);/, "$1");
    assert.not.equal(source, kernel.source);
    const { parameters } = kernel;
    const library = emulated({ ...kernel, source });
    const broken = openTrialKernel({ language: "cuda", library, parameters }, [], new Int32Array(1));
    assert.is(verifyChecks(broken, [large], false).ok, false);
  });

  test("a cancelled call, and a device without room, say so", () => {
    const config = { ...seedOf(program, "V1"), warps: 1, shared: 32 };
    assert.is(open(program, config, 1).run(argumentsOf(large)), 1);
    process.env.EMULATED_DEVICE_BYTES = "100";
    try {
      assert.throws(() => open(program, config).run(argumentsOf(large)), /the device's memory: out of memory/);
    } finally {
      delete process.env.EMULATED_DEVICE_BYTES;
    }
  });
}

const nvcc = findProgram("nvcc");
if (nvcc === undefined) skip(test, "CUDA through nvcc", "nvcc is not installed");
else
  test("nvcc compiles what is generated", () => {
    const folder = temporaryFolder("nvcc");
    const program = programOf("tied", 5, 3, "f32", true);
    const kernels = ["fused", "V3"].map((strategy) => kernelOf(program, seedOf(program, strategy)));
    for (const [index, { source, flags }] of kernels.entries()) {
      const file = join(folder, `kernel${index}.cu`);
      writeFileSync(file, source);
      const args = [...nvccFlags("sm_90"), ...flags, "-shared", file, "-o", `${file}.so`];
      const { status, stderr } = spawnSync(nvcc, args, { encoding: "utf8" });
      assert.is(status, 0, `${stderr}\n${source}`);
    }
  });

test.run();
