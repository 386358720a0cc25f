// What a fit shows, with a clock of the test's own.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Fitted } from "../../../specializers/gmm/fit.ts";
import { openProgress } from "../../../specializers/gmm/progress.ts";
import { createState } from "../../../specializers/gmm/state.ts";
import type { MimeBundle } from "../../../specializers/host.ts";

const test = suite("progress of fits");

function open(maxIter: number, nInit = 1) {
  let time = 0;
  const drawn: { readonly at: number; readonly bundle: MimeBundle }[] = [];
  const draw = (bundle: MimeBundle) => void drawn.push({ at: time, bundle });
  const display = (bundle: MimeBundle) => {
    draw(bundle);
    return { update: draw };
  };
  const progress = openProgress({ maxIter, nInit, display, now: () => time });
  const texts = () => drawn.map(({ bundle }) => bundle["text/plain"] as string);
  const wait = (milliseconds: number): void => {
    time += milliseconds;
  };
  return { progress, drawn, texts, wait };
}

const fitted = (nIter: number, lowerBound: number, converged = false): Fitted => ({
  state: createState({ covarianceType: "spherical", components: 1, features: 1 }),
  ...{ centre: new Float64Array(1), converged, nIter, lowerBound, lowerBounds: [lowerBound - 0.5, lowerBound] },
});

test("a fit of less than 0.3 s shows nothing", () => {
  const { progress, drawn, wait } = open(100);
  for (let n = 1; n < 10; n++) {
    wait(30);
    progress.beat();
    progress.iteration(fitted(n, -2), 0.1, 0);
  }
  progress.end(fitted(9, -2, true));
  assert.equal(drawn, []);
});

test("a longer one at most ten times a second: the initialisation, iterations, and the end", () => {
  const { progress, drawn, texts, wait } = open(200, 3);
  for (let n = 0; n < 35; n++) {
    wait(10);
    progress.beat();
  }
  assert.match(texts()[0]!, /^GaussianMixture {2}░{24} {2}initialising$/);
  for (let n = 1; n <= 100; n++) {
    wait(13);
    progress.iteration(fitted(n, -2 - 1 / n), 0.25 / n, 1);
  }
  drawn.slice(1).forEach(({ at }, i) => void assert.ok(at - drawn[i]!.at >= 100));
  assert.match(
    texts().at(-1)!,
    /█{11,12}░+ {2}initialisation 2 of 3, iteration 100 of 200, log-likelihood -2\.01, change 2\.\de-3$/,
  );
  wait(10);
  progress.end(fitted(100, -2.5, true));
  assert.match(
    texts().at(-1)!,
    /█{24} {2}converged after 100 iteration\(s\), log-likelihood -2\.5, change 5\.0e-1, in 1\.\d s/,
  );
  assert.match(drawn.at(-1)!.bundle["text/html"] as string, /^<div style=.*converged after 100/);
});

test("one that ends without a result says so", () => {
  const { progress, texts, wait } = open(10);
  wait(400);
  progress.iteration(fitted(1, -2), Number.POSITIVE_INFINITY, 0);
  assert.match(texts()[0]!, /iteration 1 of 10, log-likelihood -2$/);
  progress.end();
  assert.match(texts()[1]!, /stopped after 0\.4 s/);
  progress.end(fitted(1, -2));
  assert.is(texts().length, 2, "it ends once");
});

test.run();
