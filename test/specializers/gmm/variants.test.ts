// Generated EM: seeds and random variants against the definition, and what is no variant.
// Time limit: 240 s
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { generate } from "../../../specializers/codegen/generate.ts";
import { templateVersion } from "../../../specializers/codegen/templates.ts";
import { layoutOf, type MixtureProgram } from "../../../specializers/gmm/program.ts";
import { mixture } from "../../../specializers/gmm/specializer.ts";
import { covarianceTypes } from "../../../specializers/gmm/state.ts";
import { cache } from "../../../specializers/pipeline.ts";
import { openTrialKernel } from "../../../specializers/runtime/trial/kernel.ts";
import { describeMistake, verifyChecks } from "../../../specializers/runtime/trial/verify.ts";
import type { Config } from "../../../specializers/specializer.ts";
import { compileSync } from "../../../specializers/toolchain/compile.ts";
import { findToolchain } from "../../../specializers/toolchain/compilers.ts";
import { machine } from "../../../specializers/toolchain/machine.ts";
import { createRandom, type Random } from "../../../specializers/tuner/random.ts";
import { casesOf, programOf } from "./cases.ts";

const test = suite("variants of mixtures");

const compilers = findToolchain(cache()).compilers.map(({ name }) => name);
function verify(program: MixtureProgram, config: Config, cases: ReturnType<typeof casesOf>) {
  const kernel = generate(mixture.lower(program, layoutOf(program, 1000), config), "openmp");
  const templates = templateVersion();
  const built = compileSync({ kernel, compiler: String(config.compiler), cache: cache(), templates, limitSeconds: 60 });
  assert.ok(built.ok, built.ok ? "" : built.log);
  const { parameters, single } = kernel;
  const opened = openTrialKernel({ language: "c", library: built.library, parameters, single }, [], new Int32Array(1));
  return verifyChecks(opened, cases, false);
}

/** One of the legal configurations, any of them equally likely. */
function anyConfig(program: MixtureProgram, random: Random): Config {
  const { axes, illegal } = mixture.variants(program, layoutOf(program, 1e6), { ...machine(), compilers }, false);
  for (;;) {
    const config = Object.fromEntries(
      axes.map(({ name, values }) => [name, values[Math.floor(random() * values.length)]!]),
    );
    if (illegal(config) === undefined) return config;
  }
}

for (const covarianceType of covarianceTypes)
  test(`${covarianceType}: seeds and random variants give what the definition gives`, () => {
    const random = createRandom(covarianceTypes.indexOf(covarianceType) + 1);
    const shapes = [
      programOf(covarianceType, 5, 2, "f32", true),
      programOf(covarianceType, 13, 7),
      programOf(covarianceType, 9, 5, "f64", false, "score"),
    ];
    for (const program of shapes) {
      const cases = casesOf(program);
      const { seeds } = mixture.variants(program, layoutOf(program, 1e6), { ...machine(), compilers }, false);
      for (const config of [...seeds, anyConfig(program, random)]) {
        const verdict = verify(program, config, cases);
        const what = `${program.components} of ${program.features}, ${JSON.stringify(config)}`;
        assert.ok(verdict.ok, verdict.ok ? "" : `${what}: ${describeMistake(verdict.mistake)}`);
      }
    }
  });

test("one component of one feature", () => {
  const program = programOf("full", 1, 1);
  const { seeds } = mixture.variants(program, layoutOf(program, 1e6), { ...machine(), compilers }, false);
  for (const config of seeds) assert.ok(verify(program, config, casesOf(program)).ok, JSON.stringify(config));
});

test("a wrong sum is found", () => {
  const program = programOf("full", 5, 3);
  const { seeds } = mixture.variants(program, layoutOf(program, 1e6), { ...machine(), compilers }, false);
  const spoilt = casesOf(program);
  spoilt[2]!.after.seconds![7]! *= 1 + 1e-7;
  const verdict = verify(program, seeds[0]!, spoilt);
  assert.is(verdict.ok, false);
});

test("no configuration is legal that has no text: tiles beyond the registers, the components or the block", () => {
  const program = programOf("diag", 3, 2);
  const space = mixture.variants(program, layoutOf(program, 10), { ...machine(), compilers }, false);
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
});

test.run();
