// GaussianMixture over chunks: the same mixture as from memory, and what happens when a source fails or can't start over.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { SAMPLE_ROWS } from "../../../specializers/gmm/survey.ts";
import { type ChunkedSource, GaussianMixture } from "../../../specializers/index.ts";
import { chunked, close, events, matrix, rejects } from "./chunked.ts";

const test = suite("Gaussian mixtures over chunks");

test("chunks give what the whole gives: the fit, with weights as well, and every score", async () => {
  const values = events(2000);
  const sampleWeight = Float64Array.from({ length: 2000 }, (_, n) => n % 3);
  const whole = matrix(values);
  const sources: readonly ChunkedSource[] = [
    chunked(values, 700, 0, 1, 900),
    async function* () {
      yield* chunked(values, 1999)();
    },
    {
      [Symbol.asyncIterator]: async function* () {
        yield* chunked(values, 300)();
      },
    },
    async () => [matrix(values)],
    () => {
      const iterator = chunked(values, 40)();
      return { next: () => iterator.next() };
    },
  ];
  for (const covarianceType of ["full", "tied", "diag", "spherical"] as const)
    for (const [at, source] of sources.entries()) {
      const options = { nComponents: 3, covarianceType, seed: 1, initParams: "k-means++" } as const;
      const weights = at % 2 === 0 ? { sampleWeight } : {};
      const expected = new GaussianMixture(options).fit(whole, weights);
      const model = await new GaussianMixture(options).fit(source, weights);
      close(model.means, expected.means, "means");
      close(model.covariances, expected.covariances, "covariances");
      close(model.weights, expected.weights, "weights");
      assert.is(model.nIter, expected.nIter);
      close(await model.scoreSamples(source), expected.scoreSamples(whole), "scoreSamples");
      const shares = await model.predictProba(source);
      assert.equal(shares.shape, [2000, 3]);
      close(shares, expected.predictProba(whole), "predictProba");
      assert.equal([...(await model.predict(source))], [...expected.predict(whole)]);
      close(
        [await model.score(source), await model.bic(source), await model.aic(source)],
        [expected.score(whole), expected.bic(whole), expected.aic(whole)],
        "score, bic, aic",
      );
    }
  const labels = await new GaussianMixture({ nComponents: 3, seed: 1 }).fitPredict(sources[0]!);
  assert.equal([...labels], [...new GaussianMixture({ nComponents: 3, seed: 1 }).fitPredict(whole)]);
});

test("more rows than the sample holds: initial parameters from some of them, the fit from all", async () => {
  const count = SAMPLE_ROWS + 30_000;
  const values = events(count);
  const options = { nComponents: 3, covarianceType: "diag", seed: 4 } as const;
  const sampleWeight = new Float64Array(count).fill(0, 0, count - 20_000).fill(1, count - 20_000);
  for (const weights of [{}, { sampleWeight }]) {
    const model = await new GaussianMixture(options).fit(chunked(values, 10_000, 60_000), weights);
    const again = await new GaussianMixture(options).fit(chunked(values, 50_000), weights);
    close(again.means, model.means, "the same seed");
    const expected = new GaussianMixture(options).fit(matrix(values), weights);
    const sorted = (model: GaussianMixture) => [0, 3, 6].map((at) => model.means[at]!).sort((a, b) => a - b);
    sorted(model).forEach((mean, at) => {
      assert.ok(Math.abs(mean - sorted(expected)[at]!) < 0.01, `${sorted(model)}`);
    });
  }
});

test("several initialisations, and a warm start, over chunks", async () => {
  const values = events(300);
  const source = chunked(values, 70);
  const options = {
    nComponents: 4,
    nInit: 4,
    initParams: "random_from_data",
    seed: 5,
    tol: 1e-8,
    maxIter: 500,
  } as const;
  const expected = new GaussianMixture(options).fit(matrix(values));
  const model = await new GaussianMixture({ ...options, warmStart: true }).fit(source);
  close([model.lowerBound], [expected.lowerBound], "the best of them");
  const single = await new GaussianMixture({ ...options, nInit: 1 }).fit(source);
  assert.ok(single.lowerBound <= model.lowerBound);
  assert.is((await model.fit(source)).nIter, 1, "it had converged");
  model.fit(matrix(values)); // from memory, where the chunks ended
  assert.is(model.nIter, 1);
});

test("what can be read only once, or differently each time, is refused", async () => {
  const values = events(100);
  const model = () => new GaussianMixture({ nComponents: 2, seed: 1 });
  const once = (async function* () {
    yield* chunked(values, 10)();
  })();
  await rejects("GMM_ONE_PASS", /read only once.*pass a function/, model().fit(once));
  assert.is((await once.next()).done, false, "nothing was read");
  const generator = chunked(values, 10)();
  await rejects(
    "GMM_ONE_PASS",
    /read only once/,
    model().fit(() => generator),
  );
  let pass = 0;
  await rejects(
    "GMM_PASSES",
    /pass 2 .* gave 50 rows where the first gave 100/,
    model().fit(() => chunked(values.subarray(0, pass++ === 0 ? 300 : 150), 10)()),
  );
  const fitted = await model().fit(chunked(values, 10));
  const single = chunked(values, 10)() as unknown as ChunkedSource;
  close(await fitted.predict(single), fitted.predict(matrix(values)), "one pass is enough to predict");
});

test("bad chunks: a code, and the place", async () => {
  const values = events(100);
  const model = new GaussianMixture({ nComponents: 2 });
  const bad = values.slice();
  bad[3 * 57 + 2] = Number.NaN;
  await rejects("GMM_NOT_FINITE", /NaN at row 57, column 2/, model.fit(chunked(bad, 20)));
  await rejects(
    "GMM_CHUNK",
    /chunk 1 has 2 feature\(s\), .* have 3/,
    model.fit(() => [[[1, 2, 3]], [[1, 2]]]),
  );
  await rejects("GMM_DATA", /number/, model.fit((() => [1, 2]) as unknown as ChunkedSource));
  await rejects("GMM_CHUNKS", /got number/, model.fit((() => 7) as unknown as ChunkedSource));
  await rejects(
    "GMM_EMPTY",
    /no events/,
    model.fit(() => []),
  );
  await rejects(
    "GMM_NO_FEATURES",
    /D is 0/,
    model.fit(() => [[[], []]]),
  );
  await rejects(
    "GMM_FEW_EVENTS",
    /1 event/,
    model.fit(() => [[[1, 2]]]),
  );
  const few = new GaussianMixture({ nComponents: 101 });
  await rejects("GMM_FEW_EVENTS", /100 event.* 101/, few.fit(chunked(values, 20)));
  await rejects("GMM_SAMPLE_WEIGHT", /2 values for 100/, model.fit(chunked(values, 5), { sampleWeight: [1, 2] }));
  await rejects("GMM_NOT_FITTED", /predict needs/, model.predict(chunked(values, 20)));
  model.fit(matrix(values));
  await rejects(
    "GMM_FEATURES",
    /2 feature\(s\), .* fitted to 3/,
    model.score(() => [[[1, 2]]]),
  );
});

test("a source that fails in the middle: its error is the cause, and the model keeps its last complete iteration", async () => {
  const values = events(300);
  const options = { nComponents: 3, seed: 2, tol: 0, maxIter: 20, initParams: "random" } as const;
  const failure = new Error("the disk is gone");
  let passes = 0;
  let closed = 0;
  const source = async function* () {
    passes++;
    try {
      for (const [at, chunk] of [...chunked(values, 100, 100)()].entries()) {
        if (passes === 6 && at === 2) throw failure;
        yield chunk;
      }
    } finally {
      closed++;
    }
  };
  const model = new GaussianMixture(options);
  const said = /failed in pass 6, after 2 chunk\(s\) and 200 rows: the disk is gone; the model keeps/;
  const error = await rejects("GMM_SOURCE", said, model.fit(source));
  assert.is(error.cause, failure);
  assert.is(closed, 6);
  assert.is(model.nIter, 4);
  const { warn } = console;
  console.warn = () => {};
  const expected = new GaussianMixture({ ...options, maxIter: 4 }).fit(matrix(values));
  console.warn = warn;
  close(model.means, expected.means, "means");
  close(model.lowerBounds, expected.lowerBounds, "lowerBounds");

  const fresh = new GaussianMixture(options);
  const early = fresh.fit(() => {
    throw failure;
  });
  assert.is((await rejects("GMM_SOURCE", /pass 1, after 0 chunk/, early)).cause, failure);
  assert.throws(() => fresh.means, /needs a fitted/);
  // an error of the engine closes the source
  let open = 0;
  const points = async function* () {
    open++;
    try {
      yield [
        [1, 5],
        [2, 5],
        [3, 5],
      ];
    } finally {
      open--;
    }
  };
  const degenerate = new GaussianMixture({ regCovar: 0 });
  await rejects("GMM_ILL_DEFINED_COVARIANCE", /component 0/, degenerate.fit(points));
  await rejects(
    "GMM_NOT_FINITE",
    /NaN/,
    degenerate.fit(async function* () {
      open++;
      try {
        yield [[Number.NaN]];
      } finally {
        open--;
      }
    }),
  );
  assert.is(open, 0);
});

test.run();
