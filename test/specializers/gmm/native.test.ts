// Generated EM: every form against the definition, the two oracles against each other, fits against the TypeScript engine.
// Time limit: 240 s
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { generate } from "../../../specializers/codegen/generate.ts";
import { templateVersion } from "../../../specializers/codegen/templates.ts";
import { checkLayouts } from "../../../specializers/gmm/check-data.ts";
import type { Events } from "../../../specializers/gmm/engine.ts";
import { createProgram, layoutOf, type MixtureProgram, type Task } from "../../../specializers/gmm/program.ts";
import { openReference } from "../../../specializers/gmm/reference.ts";
import { mixture } from "../../../specializers/gmm/specializer.ts";
import {
  type CovarianceType,
  covarianceTypes,
  createState,
  type MixtureState,
} from "../../../specializers/gmm/state.ts";
import { GaussianMixture, NdArray } from "../../../specializers/index.ts";
import { compileMixture } from "../../../specializers/mixture/compiled.ts";
import { openNative } from "../../../specializers/mixture/native.ts";
import { openScorer } from "../../../specializers/mixture/scorer.ts";
import { host } from "../../../specializers/node-host.ts";
import { cache } from "../../../specializers/pipeline.ts";
import { openTrialKernel } from "../../../specializers/runtime/trial/kernel.ts";
import { describeMistake, verifyChecks } from "../../../specializers/runtime/trial/verify.ts";
import type { CallData, Config } from "../../../specializers/specializer.ts";
import { compileSync } from "../../../specializers/toolchain/compile.ts";
import { findToolchain } from "../../../specializers/toolchain/compilers.ts";
import { machine } from "../../../specializers/toolchain/machine.ts";
import { createRandom, type Random } from "../../../specializers/tuner/random.ts";

const test = suite("generated mixtures");
const { warn } = console;
test.before(() => {
  console.warn = () => {}; // so few iterations do not converge
});
test.after(() => {
  console.warn = warn;
});

const source = { name: "test", text: "GaussianMixture", firstLine: 1 };
const compilers = findToolchain(cache()).compilers.map(({ name }) => name);
const programOf = (
  covarianceType: CovarianceType,
  components: number,
  features: number,
  dtype: "f64" | "f32" = "f64",
  weighted = false,
  task: Task = "iteration",
): MixtureProgram => createProgram({ covarianceType, components, features }, dtype, weighted, source, task);

const copyOf = ({ arrays, scalars }: CallData): CallData => ({
  arrays: Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, array.slice()])),
  scalars,
});

const casesOf = (program: MixtureProgram) =>
  checkLayouts(program).map((call, i) => {
    const before = mixture.data!(program, call, createRandom(i + 1));
    const after = copyOf(before);
    mixture.interpret(program, call, after);
    const bound = mixture.errorBound!(program, call, before, 2 ** -53);
    return {
      extents: [before.scalars.count!],
      before: before.arrays,
      after: after.arrays,
      scalars: before.scalars,
      bound,
      singleBound: undefined,
    };
  });

function verify(program: MixtureProgram, config: Config, cases: ReturnType<typeof casesOf>) {
  const kernel = generate(mixture.lower(program, layoutOf(program, 1000), config), "openmp");
  const templates = templateVersion();
  const built = compileSync({ kernel, compiler: String(config.compiler), cache: cache(), templates, limitSeconds: 60 });
  assert.ok(built.ok, built.ok ? "" : built.log);
  const { parameters } = kernel;
  const opened = openTrialKernel({ language: "c", library: built.library, parameters }, [], new Int32Array(1));
  return verifyChecks(opened, cases, false);
}

/** One of the legal configurations, any of them equally likely. */
function anyConfig(program: MixtureProgram, random: Random): Config {
  const { axes, illegal } = mixture.variants(program, layoutOf(program, 1e6), { ...machine(), compilers }, false);
  for (;;) {
    const config = Object.fromEntries(
      axes.map(({ name, values }) => [name, values[Math.floor(random() * values.length)]!]),
    );
    if (illegal(config) === undefined) return config;
  }
}

for (const covarianceType of covarianceTypes)
  test(`${covarianceType}: seeds and random variants give what the definition gives`, () => {
    const random = createRandom(covarianceTypes.indexOf(covarianceType) + 1);
    const shapes = [
      programOf(covarianceType, 5, 2, "f32", true),
      programOf(covarianceType, 13, 7),
      programOf(covarianceType, 9, 5, "f64", false, "score"),
    ];
    for (const program of shapes) {
      const cases = casesOf(program);
      const { seeds } = mixture.variants(program, layoutOf(program, 1e6), { ...machine(), compilers }, false);
      for (const config of [...seeds, anyConfig(program, random)]) {
        const verdict = verify(program, config, cases);
        const what = `${program.components} of ${program.features}, ${JSON.stringify(config)}`;
        assert.ok(verdict.ok, verdict.ok ? "" : `${what}: ${describeMistake(verdict.mistake)}`);
      }
    }
  });

test("one component of one feature", () => {
  const program = programOf("full", 1, 1);
  const { seeds } = mixture.variants(program, layoutOf(program, 1e6), { ...machine(), compilers }, false);
  for (const config of seeds) assert.ok(verify(program, config, casesOf(program)).ok, JSON.stringify(config));
});

test("a wrong sum is found", () => {
  const program = programOf("full", 5, 3);
  const { seeds } = mixture.variants(program, layoutOf(program, 1e6), { ...machine(), compilers }, false);
  const spoilt = casesOf(program);
  spoilt[2]!.after.seconds![7]! *= 1 + 1e-7;
  const verdict = verify(program, seeds[0]!, spoilt);
  assert.is(verdict.ok, false);
});

test("no configuration is legal that has no text: tiles beyond the registers, the components or the block", () => {
  const program = programOf("diag", 3, 2);
  const space = mixture.variants(program, layoutOf(program, 10), { ...machine(), compilers }, false);
  const { default: first } = space;
  const why = (config: Config): string => space.illegal(config) ?? "legal";
  assert.match(why({ ...first, compiler: "none" }), "was not found");
  assert.match(why({ ...first, vector: 1024 }), "registers have");
  assert.match(why({ ...first, tile: 17, vectors: 6 }), "accumulators");
  assert.match(why({ ...first, form: "events", tile: 8, vectors: 1, sums: 1 }), "tile 8 > 3 components");
  assert.match(why({ ...first, form: "events", tile: 1, vectors: 1, sums: 0 }), "holds a term");
  assert.match(why({ ...first, form: "components", tile: 7, vectors: 1, sums: 0, block: 24 }), "whole tiles");
  assert.match(why({ ...first, form: "components", tile: 6, vectors: 1, sums: 2 }), "one tile for both");
  assert.match(why({ ...first, form: "direct", tile: 2 }), "without a matrix");
});

interface Problem {
  readonly events: Events;
  readonly centre: Float64Array;
  readonly state: MixtureState;
}

/** Clusters `spread` apart and `offset` away, and the parameters that fit them. */
function problemOf(covarianceType: CovarianceType, spread: number, offset: number, count = 3000): Problem {
  const [components, d] = [4, 3];
  const random = createRandom(9);
  const centres = Float64Array.from({ length: components * d }, () => spread * (2 * random() - 1));
  const values = Float64Array.from({ length: count * d }, (_, at) => {
    const cluster = Math.floor(at / d) % components;
    return offset + centres[cluster * d + (at % d)]! + random() + random() + random() - 1.5;
  });
  const centre = Float64Array.from({ length: d }, (_, i) => {
    let sum = 0;
    for (let n = 0; n < count; n++) sum += (values[n * d + i]! - offset) / count;
    return offset + sum;
  });
  const state = createState({ covarianceType, components, features: d });
  state.weights.fill(1 / components);
  state.means.set(centres.map((mean, at) => mean + offset - centre[at % d]! + 0.1));
  const matrix = covarianceType === "full" || covarianceType === "tied";
  state.precisionsCholesky.fill(2);
  if (matrix)
    for (let at = 0; at < state.precisionsCholesky.length; at++)
      state.precisionsCholesky[at] = (at % (d * d)) % (d + 1) === 0 ? 2 : 0;
  return { events: { count, values }, centre, state };
}

function oneIteration(
  { events, centre, state }: Problem,
  open: (
    options: Parameters<typeof openReference>[0],
  ) => Pick<ReturnType<typeof openReference>, "name" | "hold" | "begin" | "add" | "finish">,
) {
  const engine = open({ ...state, regCovar: 1e-6, centre, checkpoint() {} });
  const next = createState(state);
  engine.begin(state);
  engine.hold(events);
  engine.add();
  const { name } = engine;
  const likelihood = engine.finish(next);
  return { name, likelihood, next };
}

const nativeOf = (shape: MixtureState) => {
  const found = compileMixture(shape, { dtype: "f64", weighted: false, count: 3000 });
  assert.not.type(found, "string");
  return found as Exclude<typeof found, string>;
};

const far = (got: Float64Array, wanted: Float64Array): number => {
  const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-300);
  return got.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i]!)), 0) / largest;
};

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
      const got = oneIteration(problem, (options) => openNative(options, nativeOf(problem.state), 1) as never);
      assert.is(got.name.includes("direct"), direct, got.name);
      assert.ok(Math.abs(got.likelihood / wanted.likelihood - 1) < 1e-12, `${got.likelihood}, ${wanted.likelihood}`);
      for (const name of ["weights", "means", "covariances"] as const) {
        const difference = far(got.next[name], wanted.next[name]);
        assert.ok(difference < 1e-10, `${name} differ by ${difference}`);
      }
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
