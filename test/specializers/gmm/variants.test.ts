// Generated EM: forms, strategies, precisions and random variants against the definition, and what is no variant.
// Time limit: 240 s
import { spawnSync } from "node:child_process";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { generate } from "../../../specializers/codegen/generate.ts";
import { templateVersion } from "../../../specializers/codegen/templates.ts";
import { layoutOf, type MixtureProgram } from "../../../specializers/gmm/program.ts";
import { mixture } from "../../../specializers/gmm/specializer.ts";
import { covarianceTypes } from "../../../specializers/gmm/state.ts";
import { cache } from "../../../specializers/pipeline.ts";
import { loadKernel } from "../../../specializers/runtime/load.ts";
import { openTrialKernel } from "../../../specializers/runtime/trial/kernel.ts";
import { describeMistake, verifyChecks } from "../../../specializers/runtime/trial/verify.ts";
import type { Config } from "../../../specializers/specializer.ts";
import { compile } from "../../../specializers/toolchain/compile.ts";
import { findToolchain } from "../../../specializers/toolchain/compilers.ts";
import { machine } from "../../../specializers/toolchain/machine.ts";
import { createRandom, type Random } from "../../../specializers/tuner/random.ts";
import { skip } from "../../support/skip.ts";
import { apartThenTogether, casesOf, programOf } from "./cases.ts";

const test = suite("variants of mixtures");

const compilers = findToolchain(cache()).compilers.map(({ name }) => name);
const spaceOf = (program: MixtureProgram) =>
  mixture.variants(program, layoutOf(program, 1e6), { ...machine(), compilers }, false);
const seedOf = (program: MixtureProgram, form: string): Config =>
  spaceOf(program).seeds.find((config) => config.form === form)!;

/** The same in floats, of which a block of doubles need not be whole vectors. */
const inFloats = (config: Config): Config => ({
  ...config,
  single: true,
  block: Number(config.block) % 16 === 0 ? config.block! : 192,
});

/** The text with one place changed, which must be there. */
const replacing =
  (from: string, to: string) =>
  (text: string): string => {
    assert.ok(text.includes(from), from);
    return text.replace(from, to);
  };

async function build(program: MixtureProgram, config: Config, edit: (text: string) => string) {
  const generated = generate(mixture.lower(program, layoutOf(program, 1000), config), "openmp");
  const kernel = { ...generated, source: edit(generated.source) };
  const { signal } = new AbortController();
  const compiler = String(config.compiler);
  const built = await compile({ kernel, compiler, cache: cache(), templates: templateVersion() }, { signal });
  if (!built.ok) throw new Error(built.log);
  return { library: built.library, parameters: kernel.parameters, single: kernel.single };
}

async function verify(
  program: MixtureProgram,
  config: Config,
  cases = casesOf(program),
  edit = (text: string) => text,
) {
  const built = await build(program, config, edit);
  const opened = openTrialKernel({ language: "c", ...built }, [], new Int32Array(1));
  return verifyChecks(opened, cases, false);
}

/** Compiled side by side; the checks themselves take no time. */
async function allRight(program: MixtureProgram, configs: readonly Config[], cases = casesOf(program)): Promise<void> {
  const { illegal } = spaceOf(program);
  const check = async (config: Config) => {
    const what = `${program.components} of ${program.features}, ${JSON.stringify(config)}`;
    assert.is(illegal(config), undefined, what);
    const verdict = await verify(program, config, cases);
    assert.ok(verdict.ok, verdict.ok ? "" : `${what}: ${describeMistake(verdict.mistake)}`);
  };
  await Promise.all(configs.map(check));
}

/** One of the legal configurations, any of them equally likely. */
function anyConfig(program: MixtureProgram, random: Random): Config {
  const { axes, illegal } = spaceOf(program);
  for (;;) {
    const config = Object.fromEntries(
      axes.map(({ name, values }) => [name, values[Math.floor(random() * values.length)]!]),
    );
    if (illegal(config) === undefined) return config;
  }
}

const forms = ["events", "components", "direct"] as const;
const unfused = ["V1", "V2A", "V2B", "V3"] as const;

// each form meets each strategy with one type of covariances: compiling takes the time
for (const [t, covarianceType] of covarianceTypes.entries()) {
  test(`${covarianceType}: forms by strategies, and a random variant, give what the definition gives`, () => {
    const program = programOf(covarianceType, 9, 5);
    return allRight(program, [
      ...forms.slice(t % 2).map((form) => seedOf(program, form)),
      ...forms.map((form, i) => ({ ...seedOf(program, form), strategy: unfused[(t + i) % 4]! })),
      anyConfig(program, createRandom(t + 1)),
    ]);
  });

  test(`${covarianceType}: events of floats, with weights, in doubles and in floats`, () => {
    const program = programOf(covarianceType, 5, 2, "f32", true);
    return allRight(program, [
      spaceOf(program).seeds.find(({ single }) => single === true)!,
      { ...inFloats(seedOf(program, forms[t % 3]!)), strategy: unfused[t]! },
      anyConfig(program, createRandom(t + 11)),
    ]);
  });

  test(`${covarianceType}: scores, in doubles and in floats`, () => {
    const program = programOf(covarianceType, 9, 5, "f32", false, "score");
    const seeds = spaceOf(program).seeds.filter(({ single }) => single !== true);
    return allRight(program, [seeds[t % seeds.length]!, inFloats(seeds.at((t % seeds.length) - 1)!)]);
  });
}

for (const [t, covarianceType] of covarianceTypes.entries())
  test(`${covarianceType}: sums of events whose responsibilities are given`, () => {
    const program = programOf(covarianceType, 5, 7, t % 2 === 0 ? "f64" : "f32", t % 2 === 0, "sums");
    const { seeds, illegal } = spaceOf(program);
    assert.match(illegal({ ...seeds[0]!, form: "events" })!, "direct");
    return allRight(program, seeds);
  });

test("without products: whole tiles and what is left of them, blocks in parts", async () => {
  const nested = { nested: true, block: 48, chunk: 24 };
  const few = programOf("full", 9, 9, "f32", true);
  const wide = programOf("full", 3, 90);
  const [first, last] = [seedOf(few, "components"), seedOf(wide, "components")];
  assert.match(spaceOf(few).illegal({ ...first, ...nested, chunk: 96 })!, "none are left to nest");
  await allRight(few, [
    { ...first, ...nested },
    { ...first, ...nested, strategy: "V2B", single: true, tile: 4, vectors: 1 },
  ]);
  await allRight(wide, [
    { ...last, ...nested },
    { ...last, ...nested, chunk: 1 },
    { ...last, ...nested, nested: false, chunk: 1 },
  ]);
  const least = programOf("full", 1, 1);
  await allRight(
    least,
    ["fused", "V2B"].map((strategy) => ({ ...seedOf(least, "events"), strategy, nested: true, sums: 5 })),
  );
  // lanes of events: rows that are whole tiles of terms and rows that are not, with what lies beyond the last one
  const lanes = { ...seedOf(few, "events"), nested: true };
  assert.match(spaceOf(few).illegal({ ...lanes, form: "direct", baseline: false })!, "products to nest");
  assert.match(spaceOf(programOf("diag", 9, 9)).illegal({ ...lanes, baseline: false })!, "products to nest");
  await allRight(few, [
    { ...lanes, nested: false },
    { ...lanes, tile: 1, vectors: 5, sums: 5 },
    { ...lanes, tile: 4, vectors: 3, sums: 3, strategy: "V1" },
    { ...lanes, tile: 5, vectors: 2, sums: 1, strategy: "V3" },
  ]);
});

test("against a baseline: any component, in both forms and each strategy, with products and without", async () => {
  const baseline = { baseline: true };
  const some = programOf("full", 9, 9, "f32", true);
  await allRight(some, [
    { ...seedOf(some, "events"), ...baseline },
    { ...seedOf(some, "components"), ...baseline, nested: true, strategy: "V1" },
    { ...seedOf(some, "components"), ...baseline, nested: false, strategy: "V3", single: true },
    { ...seedOf(some, "events"), ...baseline, nested: true, strategy: "V2A", threads: 2 },
  ]);
  // fewer terms than components: what is multiplied by the shares of events are the terms
  const many = programOf("full", 33, 2);
  await allRight(many, [{ ...seedOf(many, "components"), ...baseline, strategy: "fused" }]);
  const two = programOf("full", 2, 3);
  const one = { ...seedOf(two, "events"), ...baseline, tile: 1 };
  await allRight(two, [one, { ...seedOf(two, "components"), ...baseline, strategy: "V2B" }]);
  assert.match(spaceOf(two).illegal({ ...one, tile: 2 })!, "tile 2 > 1 components");
  assert.match(spaceOf(two).illegal({ ...seedOf(two, "direct"), ...baseline })!, "several full covariances");
  assert.match(spaceOf(programOf("diag", 2, 3)).illegal(one)!, "several full covariances");
});

test("sparse M steps: queues that fill up, blocks of which many count between such of which few do, what each leaves to the other", async () => {
  // with registers of any size blocks of apart events are ones of which few count
  const program = programOf("full", 9, 17, "f32", true);
  const configs = ["events", "components"].flatMap((form, i) => {
    const seed = spaceOf(program).seeds.find((each) => each.form === form && each.single !== true)!;
    return [
      { ...seed, strategy: "sparse", threads: 1 + i, block: 48 },
      { ...seed, strategy: "sparse", threads: 2 - i, block: 24, vector: 16, baseline: false },
    ];
  });
  const cases = [apartThenTogether(program, 1203), ...casesOf(program)];
  await allRight(program, [...configs, { ...configs[0]!, single: true }, { ...configs[2]!, single: true }], cases);
  // each of the two is there: a mistake in it shows
  const [config] = configs;
  const mistakes = [
    replacing("y[D] = root;", "y[D] = root * 1.001;"),
    replacing("if (someWait)", "if (0)"),
    replacing("if (few) sparse_maximisation(", "if (!few && b % 2) continue; else if (few) sparse_maximisation("),
  ];
  for (const edit of mistakes) assert.is((await verify(program, config!, cases.slice(0, 1), edit)).ok, false);
  const { illegal } = spaceOf(program);
  assert.match(illegal({ ...seedOf(program, "direct"), strategy: "sparse" })!, "expanded");
  assert.match(spaceOf(programOf("full", 1, 17)).illegal({ ...config!, baseline: false })!, "several full covariances");
});

test("events beyond what is kept between the steps come in stretches", async () => {
  const program = programOf("full", 5, 3);
  for (const strategy of ["V1", "V2B"]) {
    const config = { ...seedOf(program, "events"), strategy, block: 24 };
    const little = replacing("1 << 28", "1 << 13");
    assert.ok((await verify(program, config, casesOf(program), little)).ok, strategy);
  }
});

for (const covarianceType of ["full", "tied"] as const)
  test(`${covarianceType}: sums are the same to the last bit, however many threads share the parts of two`, async () => {
    const program = programOf(covarianceType, 5, 3);
    const config = { ...seedOf(program, "components"), threads: 2 };
    const alone = replacing("num_threads(THREADS)", "num_threads(1)");
    const call = mixture.data!(program, layoutOf(program, 20_001), createRandom(1));
    const [two, one] = await Promise.all(
      [(text: string) => text, alone].map(async (edit) => {
        const { library, parameters } = await build(program, config, edit);
        const arrays = Object.fromEntries(Object.entries(call.arrays).map(([name, array]) => [name, array.slice()]));
        const values = parameters.map(({ name }) => arrays[name] ?? call.scalars[name]!);
        assert.is(loadKernel(library, parameters).run(...values, new Int32Array(1)), 0);
        return arrays;
      }),
    );
    assert.equal(one, two);
    assert.ok(two!.likelihood!.every((value) => Number.isFinite(value) && value !== 0));
  });

const inAvx512 =
  "registers of 64 bytes, which this machine need not have: each compiler accepts the text, in doubles and in floats";
if (process.arch !== "x64") skip(test, inAvx512, "this is no x86");
else
  test(inAvx512, () => {
    const program = programOf("full", 5, 13, "f32");
    const wide = { ...machine(), compilers, vectorBytes: 64 };
    const { seeds } = mixture.variants(program, layoutOf(program, 1e6), wide, false);
    const flags = ["-fsyntax-only", "-std=gnu11", "-march=skylake-avx512", "-fopenmp", "-x", "c", "-"];
    for (const config of seeds.filter(({ target }) => target === "openmp")) {
      assert.is(config.vector, 64);
      const { source } = generate(mixture.lower(program, layoutOf(program, 1000), config), "openmp");
      const { status, stderr } = spawnSync(String(config.compiler), flags, { input: source, encoding: "utf8" });
      assert.is(status, 0, `${JSON.stringify(config)}: ${stderr}`);
    }
  });

test("one component of one feature", () => {
  const program = programOf("full", 1, 1);
  return allRight(program, spaceOf(program).seeds);
});

test("a wrong sum is found", async () => {
  const program = programOf("full", 5, 3);
  const spoilt = casesOf(program);
  spoilt[2]!.after.seconds![7]! *= 1 + 1e-7;
  const verdict = await verify(program, seedOf(program, "events"), spoilt);
  assert.is(verdict.ok, false);
});

test("no configuration is legal that has no text: tiles beyond the registers, the components or the block", () => {
  const program = programOf("diag", 3, 2);
  const space = spaceOf(program);
  const { default: first } = space;
  const why = (config: Config): string => space.illegal(config) ?? "legal";
  assert.match(why({ ...first, compiler: "none" }), "was not found");
  assert.match(why({ ...first, vector: 1024 }), "registers have");
  assert.match(why({ ...first, tile: 17, vectors: 6 }), "accumulators");
  assert.match(why({ ...first, form: "events", tile: 8, vectors: 1, sums: 1 }), "tile 8 > 3 components");
  assert.match(why({ ...first, form: "events", tile: 1, vectors: 1, sums: 0 }), "holds a term");
  assert.match(
    why({ ...first, form: "components", tile: 7, vectors: 1, sums: 0, block: 24, chunk: 24 }),
    "whole tiles",
  );
  assert.match(why({ ...first, form: "components", tile: 6, vectors: 1, sums: 2, chunk: 24 }), "one tile for both");
  assert.match(why({ ...first, form: "components", tile: 6, vectors: 1, sums: 0, chunk: 48 }), "24 terms are all");
  assert.match(why({ ...first, form: "events", tile: 1, vectors: 1, sums: 1, chunk: 24 }), "stores terms");
  assert.match(why({ ...first, form: "direct", tile: 2 }), "without a matrix");
  const { axes } = spaceOf(programOf("full", 5, 3, "f64", false, "score"));
  assert.equal(axes.find(({ name }) => name === "strategy")!.values, ["none"], "scores have no M step");
  assert.equal(axes.find(({ name }) => name === "single")!.values, [false], "doubles are computed with in doubles");
});

test.run();
