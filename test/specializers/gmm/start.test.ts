// Where a fit starts: the sums of all events by generated code, held to those of TypeScript.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Events } from "../../../specializers/gmm/engine.ts";
import { type InitMethod, initialise } from "../../../specializers/gmm/initialise.ts";
import { openShares } from "../../../specializers/gmm/shares.ts";
import type { CovarianceType, MixtureState } from "../../../specializers/gmm/state.ts";
import { openStart } from "../../../specializers/mixture/start.ts";
import { host } from "../../../specializers/node-host.ts";
import { createRandom } from "../../../specializers/tuner/random.ts";

const test = suite("where a mixture's fit starts");

const features = 19;
const components = 10;
/** Enough that a compiler pays. */
const count = 60_000;

function eventsOf(offset: number, weighted: boolean): Events {
  const random = createRandom(3);
  const values = new Float64Array(count * features);
  for (let n = 0; n < count; n++)
    for (let i = 0; i < features; i++) values[n * features + i] = offset + 8 * (n % components) + random();
  return { count, values, ...(weighted && { weights: Float64Array.from({ length: count }, () => 2 * random()) }) };
}

function startOf(events: Events, covarianceType: CovarianceType, method: InitMethod, script: boolean) {
  const centre = Float64Array.from({ length: features }, () => events.values[0]! + 30);
  const options = { covarianceType, components, features, centre, regCovar: 1e-6, checkpoint() {} };
  const native = openStart(events, features, components, () => {});
  const steps = script ? { ...native, openShares } : native;
  const state = initialise(events, options, method, createRandom(1), steps);
  return { state, notes: native.notes().join("\n") };
}

function differenceOf(a: MixtureState, b: MixtureState): number {
  let most = 0;
  for (const name of ["weights", "means", "covariances"] as const) {
    const scale = Math.max(...b[name].map(Math.abs));
    for (const [i, value] of a[name].entries()) most = Math.max(most, Math.abs(value - b[name][i]!) / scale);
  }
  return most;
}

for (const [covarianceType, offset, weighted] of [
  ["full", 1e8, true],
  ["diag", 0, false],
] as const)
  test(`${covarianceType}${weighted ? ", weighted" : ""}, ${offset} away: random responsibilities, then those of k-means`, () => {
    const events = eventsOf(offset, weighted);
    for (const method of covarianceType === "full" ? (["random", "kmeans"] as const) : (["random"] as const)) {
      const { state, notes } = startOf(events, covarianceType, method, false);
      if (covarianceType === "full") assert.match(notes, /first sums: .*direct/, method);
      else assert.not.match(notes, "first sums", "TypeScript is done with so few at once");
      const difference = differenceOf(state, startOf(events, covarianceType, method, true).state);
      assert.ok(difference < 1e-12, `${method}: ${difference}`);
    }
  });

test("an interrupt ends it", () => {
  const events = eventsOf(0, true);
  Atomics.store(host().cancel, 0, 1);
  try {
    assert.throws(() => startOf(events, "full", "random", false), /interrupted/);
  } finally {
    Atomics.store(host().cancel, 0, 0);
  }
});

test.run();
