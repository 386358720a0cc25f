// What serves untuned, and what is tried first: a ranking by cost, whose flips are those of the paper's figure.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createProgram, layoutOf, type Task } from "../../../specializers/gmm/program.ts";
import type { MixtureShape } from "../../../specializers/gmm/state.ts";
import { variants } from "../../../specializers/gmm/variants.ts";
import type { VariantSpace } from "../../../specializers/specializer.ts";
import { machine } from "../../../specializers/toolchain/machine.ts";
import { configKey } from "../../../specializers/tuner/name.ts";

const source = { name: "GaussianMixture", text: "call", firstLine: 1 };
const facts = { ...machine(), cores: 2, vectorBytes: 32, compilers: ["gcc", "clang"] };

function spaceOf(
  covarianceType: MixtureShape["covarianceType"],
  features: number,
  components: number,
  { task = "iteration" as Task, vectorBytes = 32, dtype = "f64" as "f64" | "f32" } = {},
): VariantSpace {
  const program = createProgram({ covarianceType, features, components }, dtype, false, source, task);
  return variants(program, layoutOf(program, 20_000).arrays.events!.shape[0]!, { ...facts, vectorBytes });
}

test("few components have lanes of events; many, or whole vectors of them, lanes of components", () => {
  const forms = (...of: readonly number[]) => of.map((m) => spaceOf("full", 19, m).default.form);
  assert.equal(forms(5, 7, 8, 9, 12, 16), new Array(6).fill("events"));
  assert.equal(forms(17, 24, 33, 64, 100), new Array(5).fill("components"));
  assert.is(spaceOf("full", 2, 5).default.form, "events");
  assert.is(spaceOf("spherical", 19, 16).default.form, "components");
});

test("products are left out where they are many beside the components", () => {
  const nested = (features: number, components: number) => spaceOf("full", features, components).default.nested;
  assert.equal([nested(19, 5), nested(19, 8), nested(19, 16), nested(64, 16)], new Array(4).fill(true));
  assert.equal([nested(2, 5), nested(19, 33), nested(19, 100), nested(8, 16)], new Array(4).fill(false));
});

test("sums beyond the first-level cache: more accumulators, longer blocks, products a tile at a time", () => {
  const sizes = (features: number, components: number) => {
    const { tile, vectors, block, chunk } = spaceOf("full", features, components).default;
    return [tile, vectors, block, chunk];
  };
  assert.equal(sizes(64, 17), [6, 2, 120, 1]);
  assert.equal(sizes(32, 17).slice(2), [120, 1]);
  assert.equal(sizes(19, 17), [4, 2, 48, 48], "which these sums are not");
});

test("tiles that waste nothing: terms of an M step, vectors of a block, and in registers of 64 bytes components", () => {
  const { sums } = spaceOf("full", 2, 5).default;
  assert.is(6 % Number(sums), 0, "of six terms");
  const forms = (...of: readonly number[]) => of.map((m) => spaceOf("full", 19, m, { vectorBytes: 64 }).default.form);
  assert.equal(forms(5, 9, 16, 17, 24, 33), new Array(6).fill("events"));
  for (const features of [2, 8, 19, 64]) {
    const { vectors, block } = spaceOf("full", features, 5, { vectorBytes: 64 }).default;
    assert.ok((Number(block) / 8) % Number(vectors) <= 1, `${features} features: ${vectors}`);
  }
});

test("a baseline is taken where a tile or a vector of components is saved", () => {
  const has = (components: number, type: MixtureShape["covarianceType"] = "full", task: Task = "iteration") =>
    spaceOf(type, 19, components, { task }).default.baseline;
  assert.equal([has(2), has(5), has(9), has(16), has(17), has(33)], new Array(6).fill(true));
  assert.equal([has(1), has(20), has(100)], new Array(3).fill(false));
  assert.equal([has(5, "tied"), has(5, "diag"), has(5, "full", "score")], new Array(3).fill(false));
});

test("rows of many features do not begin in the same sets of the cache", () => {
  const block = (features: number, vectorBytes = 32) => spaceOf("full", features, 5, { vectorBytes }).default.block;
  assert.equal([block(19), block(32), block(64)], [192, 120, 120]);
  assert.equal([block(2, 64), block(19, 64), block(64, 64)], new Array(3).fill(120), "with AVX-512 of few as well");
  const { seeds } = spaceOf("full", 64, 5, { vectorBytes: 64, dtype: "f32" });
  assert.is(seeds.find(({ single }) => single === true)!.block, 192, "floats are half as long");
});

test("a sparse M step serves several full covariances of many features", () => {
  const strategy = (...of: Parameters<typeof spaceOf>) => spaceOf(...of).default.strategy;
  assert.equal([strategy("full", 11, 5), strategy("full", 12, 5)], ["fused", "sparse"]);
  assert.equal([strategy("full", 12, 1), strategy("tied", 19, 5), strategy("diag", 19, 5)], new Array(3).fill("fused"));
});

test("seeds are legal, one of each form first, none twice, other compilers among them", () => {
  for (const vectorBytes of [16, 32, 64])
    for (const dtype of ["f64", "f32"] as const)
      for (const type of ["full", "tied", "diag", "spherical"] as const)
        for (const [features, components] of [
          [1, 1],
          [2, 5],
          [19, 7],
          [64, 100],
        ] as const) {
          const { seeds, illegal, axes, default: first } = spaceOf(type, features, components, { vectorBytes, dtype });
          const name = `${type} ${features} ${components} ${dtype} ${vectorBytes}`;
          for (const seed of seeds) {
            assert.is(illegal(seed), undefined, `${name} ${JSON.stringify(seed)}`);
            for (const axis of axes) assert.ok(axis.values.includes(seed[axis.name]!), `${name} ${axis.name}`);
          }
          assert.is(seeds[0], first);
          assert.is(new Set(seeds.map(configKey)).size, seeds.length, name);
          const leading = seeds.slice(0, dtype === "f32" ? 4 : 3).map(({ form }) => form);
          assert.equal([...new Set(leading)].sort(), ["components", "direct", "events"], name);
          assert.ok(
            seeds.some(({ compiler }) => compiler === "clang"),
            name,
          );
          assert.is(
            seeds.some(({ single }) => single === true),
            dtype === "f32",
            name,
          );
        }
});

test("where only direct distances are legal, they are the default", () => {
  assert.is(spaceOf("full", 5, 3, { task: "sums" }).default.form, "direct");
  assert.is(spaceOf("tied", 5, 3, { task: "score" }).default.form, "direct");
});

test.run();
