// GaussianMixture by itself: what bad input says, and what holds for every fit.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { GaussianMixture, MixtureError, type MixtureOptions, NdArray } from "../../../specializers/index.ts";
import { createRandom } from "../../../specializers/tuner/random.ts";

const test = suite("Gaussian mixtures");

/** Three clusters 8 apart in the plane, `offset` away from the origin. */
const clusters = (count: number, offset = 0): NdArray => {
  const random = createRandom(7);
  const values = Array.from({ length: count }, (_, n) => [8 * (n % 3), 8 * ((n % 3) % 2)]).flatMap((centre) =>
    centre.map((at) => offset + at + random() + random() + random()),
  );
  return NdArray.from(values, [count, 2]);
};

const throws = (code: string, said: RegExp, f: () => unknown): void => {
  assert.throws(
    f,
    (error: unknown) => error instanceof MixtureError && error.code === code && said.test(error.message),
  );
};

test("bad data: a code, and the place", () => {
  const model = new GaussianMixture({ nComponents: 2 });
  throws("GMM_NOT_FINITE", /NaN at row 1, column 0/, () =>
    model.fit([
      [1, 2],
      [Number.NaN, 3],
    ]),
  );
  throws("GMM_NOT_FINITE", /Infinity at row 0, column 1/, () => model.fit([[1, Number.POSITIVE_INFINITY]]));
  throws("GMM_FEW_EVENTS", /1 event\(s\) .* at least 2/, () => model.fit([[1, 2]]));
  throws("GMM_EMPTY", /no events/, () => model.fit([]));
  throws("GMM_NO_FEATURES", /D is 0/, () => model.fit([[], []]));
  throws("GMM_DATA", /1 axes/, () => model.fit(NdArray.from([1, 2, 3])));
  throws("GMM_DATA", /3 values in row 1, 2 in row 0/, () =>
    model.fit([
      [1, 2],
      [1, 2, 3],
    ]),
  );
  throws("GMM_NOT_FITTED", /predict needs a fitted mixture/, () => model.predict([[1, 2]]));
  throws("GMM_NOT_FITTED", /means needs/, () => model.means);
  model.fit(clusters(60));
  throws("GMM_FEATURES", /3 feature\(s\), .* fitted to 2/, () => model.predict([[1, 2, 3]]));
});

test("bad options: a code, and what is expected", () => {
  const bad: readonly MixtureOptions[] = [
    { nComponents: 0 },
    { tol: -1 },
    { maxIter: -1 },
    { nInit: 0 },
    { seed: 0.5 },
  ];
  for (const options of bad)
    throws("GMM_OPTION", new RegExp(`^${Object.keys(options)[0]} is `), () => new GaussianMixture(options));
  const fit = (options: MixtureOptions) => new GaussianMixture({ nComponents: 2, ...options }).fit(clusters(60));
  throws("GMM_WEIGHTS", /their sum is 0.9/, () => fit({ weightsInit: [0.5, 0.4] }));
  throws("GMM_SHAPE", /meansInit has the shape \[2,2\]/, () => fit({ meansInit: [[1, 2]] }));
  throws("GMM_PRECISIONS", /of component 1 /, () =>
    fit({
      precisionsInit: [
        [
          [1, 0],
          [0, 1],
        ],
        [
          [1, 2],
          [2, 1],
        ],
      ],
    }),
  );
});

test("a singular covariance without regularisation names its component, and a fitted model stays", () => {
  const model = new GaussianMixture({ nComponents: 1, regCovar: 0 }).fit(clusters(60));
  const means = [...model.means];
  throws("GMM_ILL_DEFINED_COVARIANCE", /component 0/, () =>
    model.fit([
      [1, 1],
      [2, 2],
      [3, 3],
    ]),
  );
  assert.equal([...model.means], means);
});

test("the log-likelihood never falls, and the same seed gives the same result", () => {
  for (const covarianceType of ["full", "tied", "diag", "spherical"] as const)
    for (const initParams of ["kmeans", "random", "k-means++", "random_from_data"] as const) {
      const fit = () =>
        new GaussianMixture({
          nComponents: 3,
          covarianceType,
          initParams,
          seed: 5,
          tol: 0,
          maxIter: 40,
          regCovar: 1e-12,
        }).fit(clusters(600));
      const model = fit();
      model.lowerBounds.slice(2).forEach((bound, at) => {
        assert.ok(bound - model.lowerBounds[at + 1]! > -1e-10, `${covarianceType} ${initParams} ${model.lowerBounds}`);
      });
      assert.equal([...fit().means], [...model.means]);
    }
});

test("an offset of 1e8 changes nothing but the means; weights count as repetitions", () => {
  const options = { nComponents: 3, seed: 1, tol: 1e-9 } as const;
  const near = new GaussianMixture(options).fit(clusters(600));
  const far = new GaussianMixture(options).fit(clusters(600, 1e8));
  near.covariances.forEach((value, at) => void assert.ok(Math.abs(value - far.covariances[at]!) < 1e-6));
  const meansInit = near.means;
  const data = clusters(90);
  const rows = Array.from({ length: 90 }, (_, n) => [data[2 * n]!, data[2 * n + 1]!]);
  const fixed: MixtureOptions = {
    ...{ nComponents: 3, covarianceType: "diag" as const, weightsInit: [1 / 3, 1 / 3, 1 / 3] },
    ...{ meansInit, precisionsInit: [1, 1, 1, 1, 1, 1], tol: 0, maxIter: 5 },
  };
  const weighted = new GaussianMixture(fixed).fit(rows, { sampleWeight: rows.map((_, n) => 1 + (n % 4)) });
  const repeated = new GaussianMixture(fixed).fit(
    rows.flatMap((row, n) => Array.from({ length: 1 + (n % 4) }, () => row)),
  );
  assert.ok(Math.abs(weighted.lowerBound - repeated.lowerBound) < 1e-12);
  weighted.covariances.forEach((value, at) => void assert.ok(Math.abs(value - repeated.covariances[at]!) < 1e-12));
});

test("drawn events have the mixture's weights, means and covariances", () => {
  for (const covarianceType of ["full", "tied", "diag", "spherical"] as const) {
    const model = new GaussianMixture({ nComponents: 3, covarianceType, seed: 2 }).fit(clusters(900, 100));
    const count = 20_000;
    const { samples, labels } = model.sample(count);
    assert.equal(samples.shape, [count, 2]);
    assert.equal([...labels], [...labels].sort());
    assert.equal([...model.sample(count).samples], [...samples], "the same seed, the same events");
    const rows = Array.from({ length: count }, (_, n) => [samples[2 * n]!, samples[2 * n + 1]!] as const);
    for (let m = 0; m < 3; m++) {
      const mine = rows.filter((_, n) => labels[n] === m);
      assert.ok(Math.abs(mine.length / count - model.weights[m]!) < 0.02);
      const mean = [0, 1].map((i) => mine.reduce((sum, row) => sum + row[i]!, 0) / mine.length);
      for (const i of [0, 1]) {
        assert.ok(Math.abs(mean[i]! - model.means[2 * m + i]!) < 0.05, covarianceType);
        const variance = mine.reduce((sum, row) => sum + (row[i]! - mean[i]!) ** 2, 0) / mine.length;
        const at = { full: 4 * m + 3 * i, tied: 3 * i, diag: 2 * m + i, spherical: m }[covarianceType];
        assert.ok(Math.abs(variance / model.covariances[at]! - 1) < 0.1, `${covarianceType} ${variance}`);
      }
    }
  }
  const model = new GaussianMixture();
  throws("GMM_NOT_FITTED", /sample needs/, () => model.sample());
  throws("GMM_SAMPLES", /got 0.5/, () => model.fit(clusters(30)).sample(0.5));
});

test.run();
