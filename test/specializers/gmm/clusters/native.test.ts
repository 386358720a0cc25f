// k-means by generated code: every variant gives the bits of the definition, and a fit starts where TypeScript has it start.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { generate } from "../../../../specializers/codegen/generate.ts";
import { templateVersion } from "../../../../specializers/codegen/templates.ts";
import { kMeans, plusPlusSeeds } from "../../../../specializers/gmm/clusters/k-means.ts";
import {
  type ClusterShape,
  type ClusterTask,
  clusterLayout,
  createClusterProgram,
} from "../../../../specializers/gmm/clusters/program.ts";
import { clusters } from "../../../../specializers/gmm/clusters/specializer.ts";
import { clusterSteps } from "../../../../specializers/gmm/clusters/steps.ts";
import { openClusterSteps } from "../../../../specializers/mixture/clusters.ts";
import { host } from "../../../../specializers/node-host.ts";
import { cache } from "../../../../specializers/pipeline.ts";
import { openTrialKernel } from "../../../../specializers/runtime/trial/kernel.ts";
import { describeMistake, verifyChecks } from "../../../../specializers/runtime/trial/verify.ts";
import type { CallData, Config } from "../../../../specializers/specializer.ts";
import { compileSync } from "../../../../specializers/toolchain/compile.ts";
import { findToolchain } from "../../../../specializers/toolchain/compilers.ts";
import { machine } from "../../../../specializers/toolchain/machine.ts";
import { createRandom } from "../../../../specializers/tuner/random.ts";

const test = suite("generated k-means");

const compilers = findToolchain(cache()).compilers.map(({ name }) => name);
const source = { name: "test", text: "GaussianMixture", firstLine: 1 };
const copyOf = ({ arrays, scalars }: CallData): CallData => ({
  arrays: Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, array.slice()])),
  scalars,
});

function verify(shape: ClusterShape, config: Config) {
  const program = createClusterProgram(shape, source);
  const kernel = generate(clusters.lower(program, clusterLayout(program, 1000), config), "openmp");
  assert.ok(kernel.exact);
  const templates = templateVersion();
  const built = compileSync({ kernel, compiler: String(config.compiler), cache: cache(), templates, limitSeconds: 60 });
  assert.ok(built.ok, built.ok ? "" : built.log);
  const { parameters } = kernel;
  const opened = openTrialKernel({ language: "c", library: built.library, parameters }, [], new Int32Array(1));
  const cases = clusters.checkLayouts(program, clusterLayout(program, 1000)).map((layout, i) => {
    const before = clusters.data!(program, layout, createRandom(i + 1));
    const after = copyOf(before);
    clusters.interpret(program, layout, after);
    const { arrays, scalars } = before;
    return {
      extents: [scalars.count!],
      before: arrays,
      after: after.arrays,
      scalars,
      bound: {},
      singleBound: undefined,
    };
  });
  return verifyChecks(opened, cases, true);
}

const spaceOf = (shape: ClusterShape) => {
  const program = createClusterProgram(shape, source);
  return clusters.variants(program, clusterLayout(program, 1e6), { ...machine(), compilers }, false);
};

for (const task of ["seed", "assign"] as const satisfies readonly ClusterTask[])
  test(`${task}: seeds and random variants give the bits of the definition`, () => {
    const random = createRandom(task.length);
    for (const shape of [
      { task, features: 3, points: 7, dtype: "f32", weighted: true },
      { task, features: 9, points: 4, dtype: "f64", weighted: false },
    ] as const) {
      const { axes, illegal, seeds } = spaceOf(shape);
      const any = () =>
        Object.fromEntries(axes.map(({ name, values }) => [name, values[Math.floor(random() * values.length)]!]));
      const others: Config[] = [];
      while (others.length < 1) {
        const config = any();
        if (illegal(config) === undefined) others.push(config);
      }
      for (const config of [...seeds, ...others]) {
        const verdict = verify(shape, config);
        assert.ok(
          verdict.ok,
          verdict.ok ? "" : `${JSON.stringify({ ...shape, ...config })}: ${describeMistake(verdict.mistake)}`,
        );
      }
    }
  });

test("what is no variant, and why", () => {
  const { illegal, default: first } = spaceOf({
    task: "assign",
    features: 2,
    points: 3,
    dtype: "f64",
    weighted: false,
  });
  assert.is(illegal(first), undefined);
  assert.match(illegal({ ...first, compiler: "none" })!, "was not found");
  assert.match(illegal({ ...first, vector: 1024 })!, "registers have");
  assert.match(illegal({ ...first, tile: 4 })!, "tile 4 > 3 points");
  assert.match(illegal({ ...first, tile: 3, vectors: 16 })!, "accumulators");
});

test("a fit starts at the same seeds and labels, whichever computes them", () => {
  const [count, features, wanted] = [200_000, 6, 24];
  const random = createRandom(4);
  const values = Float64Array.from(
    { length: count * features },
    (_, at) => 9 * (Math.floor(at / features) % wanted) + 5 * random(),
  );
  const events = { count, values };
  const steps = openClusterSteps(events, features, wanted, () => {});
  const script = clusterSteps(events, features, () => {});
  const [seeds, theirs] = [steps, script].map((each) => plusPlusSeeds(events, features, wanted, createRandom(1), each));
  assert.equal(seeds, theirs);
  const [clusters, others] = [steps, script].map((each) => kMeans(events, features, wanted, createRandom(2), each));
  assert.equal(clusters, others);
  assert.match(steps.notes().join("\n"), /k-means\+\+ seeds: .*tile.*\nk-means assignments: .*tile/);

  Atomics.store(host().cancel, 0, 1);
  try {
    assert.throws(() => plusPlusSeeds(events, features, wanted, createRandom(1), steps), /interrupted/);
  } finally {
    Atomics.store(host().cancel, 0, 0);
  }
  const few = openClusterSteps({ count: 100, values }, features, 3, () => {});
  kMeans({ count: 100, values }, features, 3, createRandom(1), few);
  assert.equal(few.notes(), [], "TypeScript is done with so few at once");
});

test.run();
