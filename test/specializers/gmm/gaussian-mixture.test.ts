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
  throws("GMM_DATA", /3 axes/, () => model.fit(NdArray.zeros([2, 3, 4])));
  throws("GMM_DATA", /beyond its 5 values/, () =>
    model.fit({ data: new Float64Array(5), shape: [3, 2], stride: [2, 1], offset: 0 }),
  );
  for (const [given, said] of [
    [undefined, /got undefined/],
    [7, /got number/],
    [null, /got null/],
    ["1, 2", /got string/],
    [{}, /an object without data and shape/],
    [[1, 2], /number as row 0/],
    [{ data: [1, 2] }, /shape undefined/],
    [{ data: [1, 2], shape: [1, 2], stride: 2 }, /stride 2/],
    [{ data: [1, 2], shape: [1, 2], stride: [2, 0.5] }, /stride \[2, 0\.5\]/],
    [{ data: [1, 2], shape: [-1, 2] }, /shape \[-1, 2\]/],
    [Object.assign([1, 2, 3], { shape: [2, 2] }), /3 values of shape \[2, 2\]/],
  ] as const)
    throws("GMM_DATA", said, () => model.fit(given as unknown as NdArray));
  throws("GMM_FEW_EVENTS", /59 event\(s\) .* at least 60/, () =>
    new GaussianMixture({ nComponents: 60 }).fit(clusters(59)),
  );
  throws("GMM_SAMPLE_WEIGHT", /has 2 values for 60/, () => model.fit(clusters(60), { sampleWeight: [1, 1] }));
  for (const [weight, said] of [
    [-1, /is -1 at row 3/],
    [Number.NaN, /is NaN at row 3/],
    [0, /is 0 everywhere/],
  ] as const) {
    const sampleWeight = new Float64Array(60);
    sampleWeight[3] = weight;
    throws("GMM_SAMPLE_WEIGHT", said, () => model.fit(clusters(60), { sampleWeight }));
  }
  const scores = ["predict", "predictProba", "scoreSamples", "score", "bic", "aic"] as const;
  for (const name of scores)
    throws("GMM_NOT_FITTED", new RegExp(`^${name} needs a fitted mixture`), () => model[name]([[1, 2]]));
  for (const name of ["weights", "means", "covariances", "converged", "nIter", "lowerBound", "lowerBounds"] as const)
    throws("GMM_NOT_FITTED", new RegExp(`^${name} needs`), () => model[name]);
  model.fit(clusters(60));
  for (const name of scores) {
    throws("GMM_FEATURES", /3 feature\(s\), .* fitted to 2/, () => model[name]([[1, 2, 3]]));
    throws("GMM_NOT_FINITE", /NaN at row 0, column 1/, () => model[name]([[1, Number.NaN]]));
    throws("GMM_EMPTY", /no events/, () => model[name]([]));
  }
  const warm = new GaussianMixture({ warmStart: true }).fit(clusters(60));
  throws("GMM_FEATURES", /3 feature\(s\), .* fitted to 2/, () => warm.fit(NdArray.zeros([9, 3])));
  assert.is(warm.means.length, 2, "the model is as it was");
});

test("bad options: a code, and what is expected", () => {
  const bad: readonly MixtureOptions[] = [
    { nComponents: 0 },
    { nComponents: 1.5 },
    { tol: -1 },
    { tol: Number.NaN },
    { regCovar: -1e-9 },
    { maxIter: -1 },
    { maxIter: 0.5 },
    { nInit: 0 },
    { seed: 0.5 },
    { covarianceType: "fulll" as "full" },
    { initParams: "kmean" as "kmeans" },
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

test("tol 0 runs to maxIter; maxIter 0 leaves the initial parameters, without a warning", () => {
  const { warn } = console;
  const warned: string[] = [];
  console.warn = (text: string) => void warned.push(text);
  try {
    const endless = new GaussianMixture({ nComponents: 2, tol: 0, maxIter: 7, seed: 1 }).fit(clusters(60));
    assert.equal([endless.nIter, endless.lowerBounds.length, endless.converged], [7, 7, false]);
    assert.is(warned.length, 1);
    assert.match(warned[0]!, /ConvergenceWarning: .* after 7 iteration/);
    const meansInit = [
      [1, 2],
      [3, 4],
    ];
    const initial = new GaussianMixture({ nComponents: 2, maxIter: 0, meansInit, seed: 1 }).fit(clusters(60));
    assert.equal([...initial.means], [1, 2, 3, 4]);
    assert.equal([initial.nIter, initial.converged, initial.lowerBound], [0, false, Number.NEGATIVE_INFINITY]);
    assert.is(initial.predict(clusters(60)).length, 60);
    assert.is(warned.length, 1);
  } finally {
    console.warn = warn;
  }
});

test("without regularisation every covariance type names what has collapsed", () => {
  const constant = [
    [1, 5],
    [2, 5],
    [4, 5],
    [7, 5],
  ];
  const same = constant.map(() => [1, 5]);
  for (const [covarianceType, data, said] of [
    ["full", constant, /the covariance of component 0 is not positive definite/],
    ["tied", constant, /the covariance of all components is not/],
    ["diag", constant, /the covariance of component 0 is not .* increase regCovar/],
    ["spherical", same, /the covariance of component 0 is not/],
  ] as const)
    throws("GMM_ILL_DEFINED_COVARIANCE", said, () => new GaussianMixture({ covarianceType, regCovar: 0 }).fit(data));
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

test("f32 data, views with strides, and lists of rows give the same mixture", () => {
  const whole = NdArray.from(clusters(300).map(Math.fround), [300, 2]);
  const options = { nComponents: 3, seed: 2 } as const;
  const expected = new GaussianMixture(options).fit(whole);
  const single = NdArray.from(Float32Array.from(whole), [300, 2]);
  const rows = Array.from({ length: 300 }, (_, n) => [whole[2 * n]!, whole[2 * n + 1]!]);
  const columns = Float32Array.from({ length: 600 }, (_, at) => whole[2 * (at % 300) + Math.floor(at / 300)]!);
  const padded = new Float64Array(4 * 300 + 5);
  rows.forEach((row, n) => void padded.set(row, 5 + 4 * n));
  const reversed = Float64Array.from(whole).reverse();
  for (const [name, data] of Object.entries({
    single,
    rows,
    columns: { data: columns, shape: [300, 2], stride: [1, 300], offset: 0 },
    padded: { data: padded, shape: [300, 2], stride: [4, 1], offset: 5 },
    contiguous: { data: Float64Array.of(0, ...whole), shape: [300, 2], stride: [2, 1], offset: 1 },
    reversed: { data: reversed, shape: [300, 2], stride: [-2, -1], offset: 599 },
    integers: { data: Array.from(whole), shape: [300, 2] },
  })) {
    const model = new GaussianMixture(options).fit(data);
    assert.equal([...model.means, ...model.covariances], [...expected.means, ...expected.covariances], name);
    assert.equal([...model.scoreSamples(data)], [...expected.scoreSamples(whole)], name);
  }
});

test("nInit keeps the best of its initialisations, a warm start makes none", () => {
  const fit = (options: MixtureOptions) =>
    new GaussianMixture({
      nComponents: 5,
      initParams: "random_from_data",
      tol: 1e-8,
      maxIter: 500,
      seed: 11,
      ...options,
    });
  const data = clusters(150);
  const bounds = [1, 2, 4, 8].map((nInit) => fit({ nInit }).fit(data).lowerBound);
  bounds.slice(1).forEach((bound, at) => void assert.ok(bound >= bounds[at]!, `${bounds}`));
  assert.ok(bounds[3]! > bounds[0]! + 1e-3, `no better one among these: ${bounds}`);
  assert.equal([...fit({ nInit: 4 }).fit(data).means], [...fit({ nInit: 4 }).fit(data).means], "the same seed");
  assert.not.equal([...fit({ seed: 12 }).fit(data).means], [...fit({}).fit(data).means]);
  const warm = fit({ warmStart: true, nInit: 3 }).fit(data);
  const { lowerBound } = warm;
  warm.fit(data);
  assert.is(warm.nIter, 1, "it had converged");
  assert.ok(Math.abs(warm.lowerBound - lowerBound) < 1e-8);
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
