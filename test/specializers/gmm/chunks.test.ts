// GaussianMixture over chunks: the same mixture as from memory, and what happens when a source fails or can't start over.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { SAMPLE_ROWS } from "../../../specializers/gmm/survey.ts";
import {
  type ChunkedSource,
  GaussianMixture,
  type Matrix,
  MixtureError,
  NdArray,
  rowsOfFile,
} from "../../../specializers/index.ts";
import { createRandom } from "../../../specializers/tuner/random.ts";
import { temporaryFolder } from "../../support/temp.ts";

const test = suite("Gaussian mixtures over chunks");
const folder = temporaryFolder("chunks");

/** Three clusters in three dimensions. */
const events = (count: number): Float64Array => {
  const random = createRandom(3);
  return Float64Array.from({ length: 3 * count }, (_, at) => 5 * (Math.floor(at / 3) % 3) * (1 + (at % 3)) + random());
};
const matrix = (values: Float64Array): NdArray => NdArray.from(values, [values.length / 3, 3]);

/** A source of chunks of the given numbers of rows, the last of the rest. */
const chunked =
  (values: Float64Array, ...sizes: number[]): (() => Generator<Matrix>) =>
  () =>
    (function* () {
      let at = 0;
      for (const size of [...sizes, Number.POSITIVE_INFINITY]) {
        const chunk = values.subarray(3 * at, Math.min(values.length, 3 * (at + size)));
        yield { data: chunk, shape: [chunk.length / 3, 3], stride: [3, 1], offset: 0 };
        at += chunk.length / 3;
      }
    })();

const close = (got: ArrayLike<number>, wanted: ArrayLike<number>, what: string): void => {
  assert.is(got.length, wanted.length, what);
  for (let i = 0; i < got.length; i++)
    assert.ok(
      Math.abs(got[i]! - wanted[i]!) <= 1e-10 * (1 + Math.abs(wanted[i]!)),
      `${what} ${i}: ${got[i]} ${wanted[i]}`,
    );
};

const rejects = async (code: string, said: RegExp, promise: Promise<unknown>): Promise<MixtureError> => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof MixtureError, String(error));
  assert.is(error.code, code);
  assert.match(error.message, said);
  return error;
};

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

/** A .npy file as NumPy writes it. */
const npy = (descr: string, shape: string, data: Uint8Array, fortran = "False"): Buffer => {
  const text = `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${shape}), }`;
  const padded = `${text.padEnd(117)}\n`;
  const head = Buffer.alloc(10);
  head.write("\x93NUMPY\x01\x00", "latin1");
  head.writeUInt16LE(padded.length, 8);
  return Buffer.concat([head, Buffer.from(padded, "latin1"), data]);
};
const bytes = (values: Float64Array | Float32Array) =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

test("rowsOfFile: raw numbers and .npy files, f64 and f32, in chunks, again in each pass", async () => {
  const values = events(500);
  const single = Float32Array.from(values);
  const options = { nComponents: 3, seed: 1 } as const;
  const expected = new GaussianMixture(options).fit(matrix(values));
  const expected32 = new GaussianMixture(options).fit(NdArray.from(single, [500, 3]));
  const file = (name: string, content: Uint8Array): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const raw = rowsOfFile(file("raw", bytes(values)), { features: 3, chunk: 77 });
  const raw32 = rowsOfFile(file("raw32", bytes(single)), { features: 3, dtype: "f32", chunk: 500 });
  const npy64 = rowsOfFile(file("a.npy", npy("<f8", "500, 3", bytes(values))));
  const npy32 = rowsOfFile(file("b.npy", npy("<f4", "500, 3", bytes(single))), { chunk: 1 });
  for (const [rows, wanted, dtype] of [
    [raw, expected, "f64"],
    [npy64, expected, "f64"],
    [raw32, expected32, "f32"],
    [npy32, expected32, "f32"],
  ] as const) {
    assert.equal([rows.count, rows.features, rows.dtype], [500, 3, dtype]);
    const model = await new GaussianMixture(options).fit(rows);
    close(model.means, wanted.means, "means");
    close(model.covariances, wanted.covariances, "covariances");
  }
  const refused = (code: string, said: RegExp, f: () => unknown): void => {
    assert.throws(f, (error: MixtureError) => error.code === code && said.test(error.message));
  };
  refused("GMM_OPTION", /^features is the number of columns/, () => rowsOfFile(join(folder, "raw")));
  refused("GMM_FILE", /no whole number of rows of 7 f64/, () => rowsOfFile(join(folder, "raw"), { features: 7 }));
  refused("GMM_OPTION", /^chunk is/, () => rowsOfFile(join(folder, "a.npy"), { chunk: 0 }));
  refused("GMM_FILE", /elements of type <i8/, () => rowsOfFile(file("c", npy("<i8", "500, 3", bytes(values)))));
  refused("GMM_FILE", /1 axes/, () => rowsOfFile(file("d", npy("<f8", "1500,", bytes(values)))));
  refused("GMM_FILE", /Fortran/, () => rowsOfFile(file("e", npy("<f8", "500, 3", bytes(values), "True"))));
  refused("GMM_FILE", /bytes of/, () => rowsOfFile(file("f", npy("<f8", "501, 3", bytes(values)))));
  assert.throws(() => rowsOfFile(join(folder, "missing")), /ENOENT/);
  const shrinking = rowsOfFile(file("g", bytes(values)), { features: 3, chunk: 100 });
  writeFileSync(join(folder, "g"), bytes(values.subarray(0, 900)));
  await rejects("GMM_FILE", /ends within row 300/, new GaussianMixture(options).fit(shrinking));
});

test.run();
