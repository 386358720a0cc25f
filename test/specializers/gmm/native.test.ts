// Engines of generated EM against the TypeScript engine: iterations, scores, fits, what serves and what is interrupted.
// Time limit: 240 s
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Events } from "../../../specializers/gmm/engine.ts";
import { openReference } from "../../../specializers/gmm/reference.ts";
import { covarianceTypes, createState } from "../../../specializers/gmm/state.ts";
import { GaussianMixture, NdArray } from "../../../specializers/index.ts";
import { use } from "../../../specializers/instance.ts";
import { compileMixture } from "../../../specializers/mixture/compiled.ts";
import { openNative } from "../../../specializers/mixture/native.ts";
import { openScorer } from "../../../specializers/mixture/scorer.ts";
import { host } from "../../../specializers/node-host.ts";
import { type Served, serveNative } from "../../../specializers/pipeline.ts";
import { findProgram } from "../../../specializers/toolchain/programs.ts";
import { packageRoot } from "../../support/root.ts";
import { skip } from "../../support/skip.ts";
import { temporaryFolder } from "../../support/temp.ts";
import { far, nativeOf, oneIteration, type Problem, problemOf } from "./iterations.ts";

const test = suite("generated mixtures");
const { warn } = console;
test.before(() => {
  console.warn = () => {}; // so few iterations do not converge
});
test.after(() => {
  console.warn = warn;
});

for (const covarianceType of covarianceTypes)
  for (const [spread, offset, direct] of [
    [3, 0, false],
    [3, 1e8, false],
    [1e4, 0, true],
    [1e4, 1e4, true],
  ] as const)
    test(`${covarianceType}: clusters ${spread} apart, ${offset} away: ${direct ? "direct" : "expanded"} distances give the reference's iteration`, () => {
      const problem = problemOf(covarianceType, spread, offset);
      const wanted = oneIteration(problem, openReference);
      const got = oneIteration(problem, (options) => openNative(options, nativeOf(problem.state), 1));
      assert.is(got.name.includes("direct"), direct, got.name);
      assert.ok(Math.abs(got.likelihood / wanted.likelihood - 1) < 1e-12, `${got.likelihood}, ${wanted.likelihood}`);
      for (const name of ["weights", "means", "covariances"] as const) {
        const difference = far(got.next[name], wanted.next[name]);
        assert.ok(difference < 1e-10, `${name} differ by ${difference}`);
      }
    });

if (findProgram("gcc") === undefined) skip(test, "long double", "gcc is not installed");
else {
  const folder = temporaryFolder("long-double");
  const program = join(folder, "iteration");
  execFileSync("gcc", ["-O2", "-w", join(packageRoot, "test/specializers/gmm/iteration.c"), "-lm", "-o", program]);

  /** The next weights, means and covariances, and the log-likelihood. */
  const inLongDouble = ({ events, centre, state }: Problem) => {
    const { covarianceType, components: m, features: d, weights, means, precisionsCholesky: u } = state;
    const size = u.length / m;
    const at = {
      full: (k: number) => k * d * d,
      tied: () => 0,
      diag: (k: number) => k * d,
      spherical: (k: number) => k,
    };
    const factors = Array.from({ length: m * d * d }, (_, index) => {
      const [k, cell] = [Math.floor(index / (d * d)), index % (d * d)];
      const start = at[covarianceType](k);
      if (covarianceType === "full" || covarianceType === "tied") return u[start + cell]!;
      return cell % (d + 1) === 0 ? u[start + (size === 1 ? 0 : cell / (d + 1))]! : 0;
    });
    const sizes = [events.count, d, m, covarianceTypes.indexOf(covarianceType)];
    const input = [sizes, events.values, centre, weights, means, factors].flatMap((values) => [...values]);
    const output = execFileSync(program, { input: Buffer.from(Float64Array.from(input).buffer) });
    const wanted = Float64Array.from(output.toString().trim().split("\n"), Number);
    assert.is(wanted.length, m + m * d + u.length + 1);
    return [wanted.subarray(0, m), wanted.subarray(m, m + m * d), wanted.subarray(m + m * d, -1), wanted.subarray(-1)];
  };

  for (const covarianceType of covarianceTypes)
    test(`${covarianceType}: an iteration is within 1e-12 of one in long double, offsets up to 1e8, clusters up to 1e4 apart`, () => {
      for (const [spread, offset] of [
        [3, 0],
        [3, 1e4],
        [3, 1e8],
        [1e4, 0],
      ] as const) {
        const problem = problemOf(covarianceType, spread, offset);
        const wanted = inLongDouble(problem);
        for (const open of [
          openReference,
          (options: Parameters<typeof openReference>[0]) => openNative(options, nativeOf(problem.state), 1),
        ]) {
          const { name, next, likelihood } = oneIteration(problem, open);
          const got = [next.weights, next.means, next.covariances, Float64Array.of(likelihood)];
          const errors = got.map((values, i) => far(values, wanted[i]!));
          assert.ok(
            errors.every((error) => error <= 1e-12),
            `${name}, clusters ${spread} apart, ${offset} away: ${errors}`,
          );
        }
      }
    });
}

for (const [spread, name, bound] of [
  [3, /single .*events/, 1e-5],
  [100, /^(?!.*single).*events/, 1e-10],
  [1e4, /^(?!.*single).*direct/, 1e-10],
] as const)
  test(`floats, clusters ${spread} apart: computed in floats where that loses little, else in doubles`, () => {
    const { events, centre, state } = problemOf("full", spread, 10);
    const problem = { events: { ...events, values: Float32Array.from(events.values) }, centre, state };
    const mixture = nativeOf(state, "f32");
    const { call } = mixture;
    const inFloats = call.plan.space.seeds.find(({ single }) => single === true)!;
    use(call, serveNative(call.plan, inFloats, call.checks, "tuned") as Served);
    const wanted = oneIteration(problem, openReference);
    const got = oneIteration(problem, (options) => openNative(options, mixture, 1));
    assert.match(got.name, name);
    assert.ok(Math.abs(got.likelihood / wanted.likelihood - 1) < bound);
    for (const name of ["weights", "means", "covariances"] as const) {
      const difference = far(got.next[name], wanted.next[name]);
      assert.ok(difference < bound, `${name} differ by ${difference}`);
    }
  });

test("without a direct form whole distances are taken in TypeScript", () => {
  const problem = problemOf("full", 1e4, 0);
  const wanted = oneIteration(problem, openReference);
  const mixture = { ...nativeOf(problem.state), safer: [] };
  const got = oneIteration(problem, (options) => openNative(options, mixture, 1));
  assert.is(got.name, "reference");
  assert.ok(far(got.next.covariances, wanted.next.covariances) < 1e-10);
});

test("a fit compiles when TypeScript takes long, says so, and gives what TypeScript gives", () => {
  const { events, centre } = problemOf("full", 3, 0, 120_000);
  const data = NdArray.from(events.values, [events.count, centre.length]);
  const options = { nComponents: 4, seed: 3, tol: 0, maxIter: 12, initParams: "random_from_data" } as const;
  const native = new GaussianMixture(options).fit(data);
  const report = native.report();
  assert.is(report.kernel, "em");
  assert.ok(report.best === null || report.best.target === "openmp");
  assert.match(native.explain().text, "mixture of 4 components, 3 features");
  assert.match(native.explain().text, "taipan_run");
  assert.is(native.nIter, 12);
  const small = new GaussianMixture({ ...options, maxIter: 1 }).fit(
    NdArray.from(events.values.slice(0, 600), [200, 3]),
  );
  assert.match(JSON.stringify(small.explain().text), "ran as TypeScript");
  for (let i = 1; i < 12; i++)
    assert.ok(native.lowerBounds[i]! >= native.lowerBounds[i - 1]! - 1e-9, `the likelihood fell in iteration ${i}`);
  const again = new GaussianMixture(options).fit(data);
  assert.ok(far(again.means as unknown as Float64Array, native.means as unknown as Float64Array) < 1e-9);
});

test("scores and responsibilities by generated code are those of TypeScript, far clusters included", () => {
  for (const spread of [3, 1e4]) {
    const { events, centre, state } = problemOf("full", spread, 1e4);
    const kind = { dtype: "f64", weighted: false, count: 100 * events.count } as const;
    assert.not.type(compileMixture(state, kind, "score"), "string");
    const options = { ...state, regCovar: 0, centre, checkpoint() {} };
    const [scorer, reference] = [openScorer(options), openReference(options)];
    // enough events that code at hand is worth its loading
    const many = { count: 100 * events.count, values: repeated(events.values, 100) };
    const found = [scorer, reference].map((engine) => {
      const logs = new Float64Array(many.count);
      const shares = new Float64Array(many.count * state.components);
      const alone = new Float64Array(many.count);
      engine.hold(many);
      engine.score(state, logs, shares);
      engine.score(state, alone);
      assert.equal(alone, logs);
      return { logs, shares };
    });
    assert.match(scorer.name, spread > 3 ? "direct" : "events");
    assert.ok(far(found[0]!.logs, found[1]!.logs) < 1e-12);
    assert.ok(far(found[0]!.shares, found[1]!.shares) < 1e-10);
  }
});

const repeated = (values: Events["values"], times: number): Float64Array => {
  const all = new Float64Array(values.length * times);
  for (let i = 0; i < times; i++) all.set(values, i * values.length);
  return all;
};

test("an interrupt of generated code keeps the iteration before", () => {
  const problem = problemOf("diag", 3, 0);
  const engine = openNative(
    { ...problem.state, regCovar: 1e-6, centre: problem.centre, checkpoint() {} },
    nativeOf(problem.state),
    1,
  );
  engine.begin(problem.state);
  engine.hold(problem.events);
  Atomics.store(host().cancel, 0, 1);
  try {
    assert.throws(() => engine.add(), /interrupted/);
  } finally {
    Atomics.store(host().cancel, 0, 0);
  }
  engine.begin(problem.state);
  engine.add();
  assert.ok(Number.isFinite(engine.finish(createState(problem.state))));
});

test.run();
