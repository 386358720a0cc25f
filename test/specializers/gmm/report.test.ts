// What a mixture's report shows beside the trials: the log-likelihood by iteration, and which form wins for which shape.
import { inspect } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { GaussianMixture } from "../../../specializers/index.ts";
import { compileMixture, record } from "../../../specializers/mixture/compiled.ts";
import { crossoverCharts } from "../../../specializers/mixture/crossover.ts";
import { type Served, serveNative } from "../../../specializers/pipeline.ts";

const test = suite("reports of mixtures");

/** A shape with seconds of an iteration for each event by form. */
function timed(components: number, features: number, seconds: Readonly<Record<string, number>>) {
  const kind = { dtype: "f64", weighted: false, count: 1000 } as const;
  const mixture = compileMixture({ covarianceType: "spherical", components, features }, kind);
  if (typeof mixture === "string") throw new Error(mixture);
  const { call } = mixture;
  for (const [form, each] of Object.entries(seconds)) {
    const config = call.plan.space.seeds.find((seed) => seed.form === form)!;
    record(mixture, serveNative(call.plan, config, call.checks, "tuned") as Served, each);
  }
  return mixture;
}

test("the ranking of forms is drawn over features and over components, as far as shapes were timed", () => {
  const first = timed(3, 2, { direct: 2e-9, events: 1e-9 });
  assert.equal(crossoverCharts(first), [], "one shape is no curve");
  timed(3, 5, { direct: 3e-9, events: 6e-9 });
  const [chart, ...none] = crossoverCharts(first);
  assert.equal(none, [], "there is no other number of components");
  assert.match(chart!.title, "M = 3, N = 1024, spherical");
  assert.is(chart!.x.label, "features (D)");
  const curves = Object.fromEntries(chart!.series.map(({ name, points }) => [name, points]));
  const close = (got: readonly (readonly number[])[], wanted: readonly (readonly number[])[]) =>
    assert.equal(
      got.map(([x, y]) => [x, Number(y!.toFixed(9))]),
      wanted,
    );
  assert.equal(Object.keys(curves).sort(), ["direct", "events"]);
  close(curves.direct!, [
    [2, 2],
    [5, 1],
  ]);
  close(curves.events!, [
    [2, 1],
    [5, 2],
  ]);
  const [one, two] = [...first.call.trials.values()].map(({ at }) => at);
  assert.ok(one! > 0 && two! > one!, "the search is drawn over what trials took");
  timed(4, 2, { direct: 1e-9, events: 1e-9 });
  const charts = crossoverCharts(first);
  assert.equal(
    charts.map(({ x }) => x.label),
    ["features (D)", "components (M)"],
  );
});

test("a fit shows its log-likelihood by iteration, whatever computed it", () => {
  const rows = Array.from({ length: 60 }, (_, n) => [(n % 2) * 2 + Math.sin(n), Math.cos(3 * n)]);
  const model = new GaussianMixture({ nComponents: 2, seed: 1, tol: 1e-4 }).fit(rows);
  const report = model.report();
  const [chart, ...others] = report.toJSON().charts!;
  assert.equal(others, []);
  const points = model.lowerBounds.map((bound, n) => [n + 1, bound]);
  assert.ok(points.length > 3);
  assert.equal(chart!.series[0]!.points, points);

  // where single events are the means, the start is far below all that follows
  const steep = new GaussianMixture({ nComponents: 2, seed: 1, tol: 1e-4, initParams: "random_from_data" }).fit(rows);
  const [rest] = steep.report().toJSON().charts!;
  assert.match(rest!.title, /from number [2-9] on/);
  assert.is(rest!.series[0]!.points.at(-1)![1], steep.lowerBound);
  const shown = report as unknown as Readonly<Record<symbol, () => Readonly<Record<string, string>>>>;
  const bundle = shown[Symbol.for("Jupyter.display")]!();
  assert.match(bundle["text/html"]!, '<img alt="Log-likelihood by iteration');
  assert.match(bundle["text/plain"]!, "Log-likelihood by iteration");
});

test("a fit that TypeScript was done with at once is tuned when that is asked for", async () => {
  const model = new GaussianMixture({ nComponents: 2, covarianceType: "diag", seed: 1 });
  await model.tune().then(
    () => assert.unreachable(),
    (error: Error) => assert.match(error.message, "tune"),
  );
  model.fit(Array.from({ length: 60 }, (_, n) => [(n % 2) * 9 + Math.sin(n), Math.cos(3 * n)]));
  assert.is(model.report().best, null);
  const { best, variants } = await model.tune({ seconds: 0.5 });
  assert.is(best!.target, "openmp");
  assert.match(inspect(model.report()), /again: await model\.tune\((\{ seconds: \d+ \})?\)/);
  assert.ok(variants.some(({ seconds }) => seconds !== null));
  for (const seconds of [0, Number.NaN])
    await model.tune({ seconds }).then(
      () => assert.unreachable(),
      (error: Error) => assert.match(error.message, "seconds is a number above 0"),
    );
});

test.run();
