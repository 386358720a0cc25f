// What holds for every fit however bad the data: the likelihood never falls, offsets cost nothing, lost components are named.
import * as fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { covarianceTypes } from "../../../specializers/gmm/state.ts";
import { GaussianMixture, MixtureError, type MixtureOptions, NdArray } from "../../../specializers/index.ts";
import { createRandom } from "../../../specializers/tuner/random.ts";

const test = suite("numerics of Gaussian mixtures");
const { warn } = console;
let warned: string[] = [];
test.before.each(() => {
  warned = [];
  console.warn = (text: string) => void warned.push(text);
});
test.after.each(() => {
  console.warn = warn;
});
const degenerate = (): readonly string[] => warned.filter((text) => text.startsWith("DegenerateMixtureWarning"));

/** Clusters of unit width at random places; numbers are multiples of 2^-20, so that an offset of 1e8 is exact. */
function clustered(count: number, features: number, clusters: number, seed: number): Float64Array {
  const random = createRandom(seed);
  const centres = Array.from({ length: clusters * features }, () => 12 * random());
  return Float64Array.from({ length: count * features }, (_, at) => {
    const cluster = Math.floor(at / features) % clusters;
    const value = centres[cluster * features + (at % features)]! + random() + random() + random();
    return Math.round(value * 2 ** 20) / 2 ** 20;
  });
}

test("the log-likelihood never falls beyond rounding, whatever the data, the start and the weights", () => {
  let compared = 0;
  fc.assert(
    fc.property(
      fc.record({
        count: fc.integer({ min: 30, max: 300 }),
        features: fc.integer({ min: 1, max: 6 }),
        clusters: fc.integer({ min: 1, max: 5 }),
        components: fc.integer({ min: 1, max: 5 }),
        seed: fc.nat(),
        scale: fc.constantFrom(1e-6, 1, 1e6),
        offset: fc.constantFrom(0, 1, 1e4),
        covarianceType: fc.constantFrom(...covarianceTypes),
        initParams: fc.constantFrom("kmeans", "random", "random_from_data", "k-means++"),
        weighted: fc.boolean(),
      }),
      ({ count, features, clusters, components, seed, scale, offset, covarianceType, initParams, weighted }) => {
        const values = clustered(count, features, clusters, seed).map((value) => (value + offset) * scale);
        const data = NdArray.from(values, [count, features]);
        // A start from single events has nothing but regCovar for a covariance.
        const regCovar = initParams === "kmeans" || initParams === "random" ? 0 : 1e-9 * scale * scale;
        const options = { nComponents: components, covarianceType, initParams, seed, tol: 0, maxIter: 30, regCovar };
        warned = [];
        const random = createRandom(seed);
        const sampleWeight = weighted ? Array.from({ length: count }, () => 3 * random()) : undefined;
        const model = new GaussianMixture(options);
        try {
          model.fit(data, sampleWeight && { sampleWeight });
        } catch (error) {
          if (!(error instanceof MixtureError && error.code === "GMM_ILL_DEFINED_COVARIANCE")) throw error;
          assert.match(error.message, covarianceType === "tied" ? /all components/ : /component \d/);
          return;
        }
        if (degenerate().length > 0) return; // regCovar, no maximum of the likelihood
        const bounds = model.lowerBounds;
        bounds.slice(2).forEach((bound, at) => {
          const fall = bounds[at + 1]! - bound;
          assert.ok(fall <= 1e-9 * (1 + Math.abs(bound)), `falls by ${fall} in iteration ${at + 3}: ${bounds}`);
          compared++;
        });
      },
    ),
    { seed: 6, numRuns: 150 },
  );
  assert.ok(compared > 2000, `${compared}`);
});

test("an offset of 1e8 changes the means alone, for every covariance type", () => {
  const values = clustered(400, 3, 3, 2);
  const far = values.map((value) => value + 1e8);
  for (const covarianceType of covarianceTypes) {
    const options: MixtureOptions = { nComponents: 3, covarianceType, seed: 3, tol: 1e-9 };
    const near = new GaussianMixture(options).fit(NdArray.from(values, [400, 3]));
    const model = new GaussianMixture(options).fit(NdArray.from(far, [400, 3]));
    assert.is(model.nIter, near.nIter);
    assert.ok(Math.abs(model.lowerBound - near.lowerBound) < 1e-7, `${model.lowerBound - near.lowerBound}`);
    model.covariances.forEach((value, at) => {
      assert.ok(Math.abs(value - near.covariances[at]!) < 1e-7, `${covarianceType} ${value} ${near.covariances[at]}`);
    });
    model.means.forEach((value, at) => void assert.ok(Math.abs(value - 1e8 - near.means[at]!) < 1e-6));
    const labels = [...model.predict(NdArray.from(far, [400, 3]))];
    assert.equal(labels, [...near.predict(NdArray.from(values, [400, 3]))]);
  }
  assert.equal(warned, []);
});

/** Two clusters far apart, and at the end so many events at one place between them. */
const withPoint = (repeated: number): NdArray => {
  const random = createRandom(1);
  const rows = Array.from({ length: 200 }, (_, n) => [20 * (n % 2) + random(), random()]);
  return NdArray.from([...rows.flat(), ...Array.from({ length: 2 * repeated }, () => 10)], [200 + repeated, 2]);
};

test("a component whose events are all in one place is named, once", () => {
  const meansInit = [
    [0, 0],
    [10, 10],
    [20, 0],
  ];
  for (const covarianceType of ["full", "diag", "spherical"] as const) {
    warned = [];
    const unit = { full: [1, 0, 0, 1], diag: [1, 1], spherical: [1] }[covarianceType];
    new GaussianMixture({
      ...{ nComponents: 3, covarianceType, meansInit, weightsInit: [0.25, 0.5, 0.25] },
      precisionsInit: [...unit, ...unit, ...unit],
    }).fit(withPoint(50));
    assert.is(degenerate().length, 1, covarianceType);
    assert.match(degenerate()[0]!, /component 1 .*collapsed .* regCovar \(0.000001\); /);
  }
  warned = [];
  new GaussianMixture({ nComponents: 3, seed: 1 }).fit(clusteredMatrix());
  assert.equal(degenerate(), [], "sound components are not");
});

const clusteredMatrix = (): NdArray => NdArray.from(clustered(300, 2, 3, 5), [300, 2]);

test("an empty component is named, has no weight, and the others are as without it", () => {
  const data = clusteredMatrix();
  const rest = new GaussianMixture({ nComponents: 1, tol: 1e-10 }).fit(data);
  warned = [];
  const model = new GaussianMixture({
    ...{ nComponents: 2, covarianceType: "diag" as const, weightsInit: [1, 0], tol: 1e-10 },
    ...{
      meansInit: [
        [5, 5],
        [1e6, 1e6],
      ],
      precisionsInit: [
        [1, 1],
        [1, 1],
      ],
    },
  }).fit(data);
  assert.is(degenerate().length, 1);
  assert.match(degenerate()[0]!, /component 1 of the mixture is empty: no event belongs there; fit fewer/);
  assert.ok(model.weights[1]! < 1e-15);
  assert.ok(Math.abs(model.means[0]! - rest.means[0]!) < 1e-9);
  assert.ok([...model.means, ...model.covariances, ...model.weights, model.lowerBound].every(Number.isFinite));
  assert.equal([...new Set(model.predict(data))], [0]);
});

test("constant columns and repeated events: finite results, the other columns as without them, and a warning", () => {
  const values = clustered(300, 2, 3, 5);
  const plain = new GaussianMixture({ nComponents: 3, covarianceType: "diag", seed: 1 }).fit(clusteredMatrix());
  assert.equal(degenerate(), []);
  const constant = NdArray.from(
    Array.from({ length: 900 }, (_, at) => (at % 3 === 2 ? 7 : values[2 * Math.floor(at / 3) + (at % 3)]!)),
    [300, 3],
  );
  const model = new GaussianMixture({ nComponents: 3, covarianceType: "diag", seed: 1 }).fit(constant);
  for (let k = 0; k < 3; k++)
    for (let i = 0; i < 2; i++) {
      assert.ok(Math.abs(model.means[3 * k + i]! - plain.means[2 * k + i]!) < 1e-9);
      assert.ok(Math.abs(model.covariances[3 * k + i]! - plain.covariances[2 * k + i]!) < 1e-9);
    }
  assert.is(degenerate().length, 1);
  assert.match(
    degenerate()[0]!,
    /components 0, 1 and 2 .*\(all of them: are features constant or linearly dependent\?\)/,
  );
  warned = [];
  for (const covarianceType of covarianceTypes) {
    const same = new GaussianMixture({ nComponents: 2, covarianceType, seed: 1 }).fit([
      [3, 3],
      [3, 3],
      [3, 3],
      [3, 3],
    ]);
    assert.ok([...same.means, ...same.covariances, same.lowerBound].every(Number.isFinite), covarianceType);
  }
  assert.ok(degenerate().some((text) => /the covariance that all components share has collapsed/.test(text)));
});

test.run();
