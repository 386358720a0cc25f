// Which form of a mixture's iteration goes on: what was timed for each event, and what neighbouring shapes won with.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { CovarianceType } from "../../../specializers/gmm/state.ts";
import { type CompiledMixture, compileMixture, record } from "../../../specializers/mixture/compiled.ts";
import { type Served, serveNative } from "../../../specializers/pipeline.ts";

const test = suite("winning forms of mixtures");

const compiled = (covarianceType: CovarianceType, components: number, features: number): CompiledMixture => {
  const found = compileMixture(
    { covarianceType, components, features },
    { dtype: "f64", weighted: false, count: 3000 },
  );
  assert.not.type(found, "string");
  return found as CompiledMixture;
};

test("the fastest form of those timed for each event goes on, whichever fit has timed it", () => {
  // a shape that no other test times
  const mixture = compiled("diag", 6, 2);
  const { call } = mixture;
  const first = call.served;
  const others = call.plan.space.seeds.filter((seed) => seed !== first.config);
  const served = others.map((config) => serveNative(call.plan, config, call.checks, "tuned") as Served);
  record(mixture, served[0]!, 1e-12);
  assert.is(call.served, first, "what serves has no time yet");
  record(mixture, first, 2e-12);
  assert.is(call.served, first, "only what is timed now takes over");
  record(mixture, served[1]!, 1e-13);
  assert.is(call.served, served[1]);
  assert.is(call.trials.get(served[1]!.variant.name)!.seconds, 1e-13 * 4096);
});

test("known winners of neighbouring shapes are tried first, the nearest first, where they are legal", () => {
  const planned = (components: number, features: number) => compiled("spherical", components, features);
  const names = (mixture: CompiledMixture) => mixture.untried.map((config) => `${config.form} ${config.tile}`);
  const win = (mixture: CompiledMixture, tile: number, vectors: number) => {
    const { call } = mixture;
    const seed = call.plan.space.seeds.find(({ form }) => form === "events")!;
    const config = { ...seed, tile, vectors, sums: vectors };
    record(mixture, call.served, 1);
    record(mixture, serveNative(call.plan, config, call.checks, "tuned") as Served, 0.1);
  };
  win(planned(40, 9), 16, 1);
  win(planned(7, 3), 2, 3);
  const legal = names(planned(8, 3));
  assert.is(legal[0], "events 2");
  assert.not.ok(legal.includes("events 16"), "16 of 8 components");
  assert.equal(names(planned(24, 7)).slice(0, 2), ["events 16", "events 2"], "the nearest first");
});

test.run();
