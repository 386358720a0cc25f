// GaussianMixture against scikit-learn: the same data, initial parameters and iterations give the same mixture.
// Time limit: 180 s
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { lloyd } from "../../../specializers/gmm/clusters/k-means.ts";
import { clusterSteps } from "../../../specializers/gmm/clusters/steps.ts";
import { termsOf } from "../../../specializers/gmm/program.ts";
import type { CovarianceType, MixtureShape } from "../../../specializers/gmm/state.ts";
import { GaussianMixture, NdArray } from "../../../specializers/index.ts";
import { compileMixture } from "../../../specializers/mixture/compiled.ts";
import { noPython, venvPython } from "../../support/python.ts";
import { packageRoot } from "../../support/root.ts";
import { skip } from "../../support/skip.ts";

interface Case {
  readonly covarianceType: CovarianceType;
  readonly shape: readonly [events: number, features: number];
  readonly components: number;
  readonly iterations: number;
  readonly data: readonly number[];
  readonly initial: Readonly<Record<"weights" | "means" | "precisions", readonly number[]>>;
  readonly kMeans: Readonly<Record<"seeds" | "labels", readonly number[]>>;
  readonly weights: readonly number[];
  readonly means: readonly number[];
  readonly covariances: readonly number[];
  readonly lowerBound: number;
  readonly score: number;
  readonly bic: number;
  readonly aic: number;
  readonly labels: readonly number[];
}

const shapeOf = ({ covarianceType, components, shape }: Case): MixtureShape => ({
  ...{ covarianceType, components, features: shape[1] },
});
const flopsOf = (each: Case): number => 4 * each.shape[0] * each.components * termsOf(shapeOf(each)) * each.iterations;

/** Of enough work that a fit runs natively where code is at hand. */
const isLong = (each: Case): boolean => flopsOf(each) > 2e7;

const TOLERANCE = 1e-8;

/** Largest difference relative to the largest value. */
function difference(got: ArrayLike<number>, wanted: ArrayLike<number>): number {
  assert.is(got.length, wanted.length);
  const values = Array.from(wanted);
  const largest = Math.max(...values.map(Math.abs));
  return Math.max(...values.map((value, i) => Math.abs(got[i]! - value))) / largest;
}

function fit(each: Case, maxIter: number, warmStart = false): { model: GaussianMixture; data: NdArray } {
  const { covarianceType, components, shape, initial } = each;
  const data = NdArray.from(each.data, shape);
  const model = new GaussianMixture({
    nComponents: components,
    covarianceType,
    tol: 0,
    maxIter,
    warmStart,
    weightsInit: initial.weights,
    meansInit: initial.means,
    precisionsInit: initial.precisions,
  });
  return { model: model.fit(data), data };
}

const test = suite("scikit-learn");
const { warn } = console;
test.before(() => {
  console.warn = () => {}; // so few iterations do not converge
});
test.after(() => {
  console.warn = warn;
});

const name = "32 data sets: every covariance type, D from 1 to 64, M from 1 to 100";
if (venvPython === undefined) skip(test, name, noPython);
else
  test(name, () => {
    const script = join(packageRoot, "test", "specializers", "gmm", "scikit_learn.py");
    const ran = spawnSync(venvPython!, [script], { encoding: "utf8", maxBuffer: 2 ** 28 });
    assert.is(ran.status, 0, ran.stderr);
    const cases = ran.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Case);
    assert.is(cases.length, 32);
    let compiled = 0;
    for (const each of cases) {
      // with code at hand a fit of some length runs natively
      if (isLong(each)) {
        const found = compileMixture(shapeOf(each), { dtype: "f64", weighted: false, count: each.shape[0] });
        assert.not.type(found, "string", String(found));
        compiled++;
      }
      const { model, data } = fit(each, each.iterations);
      const what = `${each.covarianceType}, N = ${each.shape[0]}, D = ${each.shape[1]}, M = ${each.components}`;
      const differences = {
        weights: difference(model.weights, each.weights),
        means: difference(model.means, each.means),
        covariances: difference(model.covariances, each.covariances),
        lowerBound: difference([model.lowerBound], [each.lowerBound]),
        score: difference([model.score(data)], [each.score]),
        bic: difference([model.bic(data)], [each.bic]),
        aic: difference([model.aic(data)], [each.aic]),
      };
      for (const [quantity, found] of Object.entries(differences))
        assert.ok(found <= TOLERANCE, `${what}: ${quantity} differs by ${found}`);
      assert.equal([...model.predict(data)], each.labels, what);
      assert.is(model.explain().text.includes("taipan_run"), isLong(each), what);

      const [count, features] = each.shape;
      const events = { count, values: Float64Array.from(each.data) };
      const { seeds } = each.kMeans;
      const { labels } = lloyd(
        events,
        features,
        seeds,
        clusterSteps(events, features, () => {}),
      );
      assert.equal([...labels], each.kMeans.labels, `${what}: k-means`);

      const first = fit(each, 4, true);
      first.model.fit(first.data); // goes on where the first ended
      assert.ok(
        Math.abs(first.model.lowerBounds[3]! - each.score) <= TOLERANCE * Math.abs(each.score),
        `${what}: a warm start goes on otherwise`,
      );
    }
    assert.ok(compiled >= 6, `only ${compiled} data sets ran natively`);
  });

test.run();
