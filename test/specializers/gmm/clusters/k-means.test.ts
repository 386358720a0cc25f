// k-means: the steps that leave distances out give, to the last bit, what comparing everything gives.
import * as fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { interpretClusters } from "../../../../specializers/gmm/clusters/interpret.ts";
import { type ClusterSteps, kMeans, plusPlusSeeds } from "../../../../specializers/gmm/clusters/k-means.ts";
import { type ClusterTask, createClusterProgram } from "../../../../specializers/gmm/clusters/program.ts";
import { clusterSteps } from "../../../../specializers/gmm/clusters/steps.ts";
import type { Events } from "../../../../specializers/gmm/engine.ts";
import { createRandom } from "../../../../specializers/tuner/random.ts";

const test = suite("k-means");

/** By the definition: every event with every centre. */
function plainSteps({ count, values, weights }: Events, features: number): ClusterSteps {
  const interpret = (
    task: ClusterTask,
    points: Float64Array,
    arrays: Readonly<Record<string, Float64Array | Int32Array>>,
  ) => {
    const shape = {
      task,
      features,
      points: points.length / features,
      dtype: "f64",
      weighted: weights !== undefined,
    } as const;
    const program = createClusterProgram(shape, { name: "test", text: "", firstLine: 1 });
    const given = { ...arrays, points, events: values, ...(weights && { eventWeights: weights }) };
    interpretClusters(program, { arrays: given, scalars: { count } });
  };
  return {
    seed: (candidates, nearest, into) => interpret("seed", candidates, { nearest, ...into }),
    assign(centres, into) {
      const changed = new Float64Array(1);
      interpret("assign", centres, { ...into, changed });
      return changed[0]! > 0;
    },
  };
}

interface Problem {
  readonly count: number;
  readonly features: number;
  readonly clusters: number;
  readonly seed: number;
  readonly spread: number;
  readonly single: boolean;
  readonly weighted: boolean;
  /** Many events at the same place, and as near to one centre as to another. */
  readonly rounded: boolean;
}

function compare({ count, features, clusters, seed, spread, single, weighted, rounded }: Problem): void {
  const random = createRandom(seed);
  const centres = Array.from({ length: 5 * features }, () => spread * random());
  const numbers = Float64Array.from({ length: count * features }, (_, at) => {
    const value = centres[(Math.floor(at / features) % 5) * features + (at % features)]! + 3 * random();
    return rounded ? Math.round(value) : value;
  });
  const events: Events = {
    count,
    values: single ? Float32Array.from(numbers) : numbers,
    ...(weighted && { weights: Float64Array.from({ length: count }, (_, n) => n % 3) }),
  };
  let looked = 0;
  const steps = clusterSteps(events, features, () => void looked++);
  const plain = plainSteps(events, features);
  assert.equal(
    plusPlusSeeds(events, features, clusters, createRandom(seed), steps),
    plusPlusSeeds(events, features, clusters, createRandom(seed), plain),
  );
  assert.equal(
    kMeans(events, features, clusters, createRandom(seed), steps),
    kMeans(events, features, clusters, createRandom(seed), plain),
  );
  assert.ok(looked >= 2 * Math.ceil(count / 4096), "the checkpoint is looked at");
}

test("seeds and labels are those of comparing all events with all centres", () => {
  fc.assert(
    fc.property(
      fc.record({
        count: fc.integer({ min: 10, max: 1500 }),
        features: fc.integer({ min: 1, max: 9 }),
        clusters: fc.integer({ min: 1, max: 10 }),
        seed: fc.nat(),
        spread: fc.constantFrom(0, 1, 20),
        single: fc.boolean(),
        weighted: fc.boolean(),
        rounded: fc.boolean(),
      }),
      compare,
    ),
    { seed: 1, numRuns: 80 },
  );
});

test("events beyond a part are summed with their own", () => {
  compare({
    ...{ count: 9000, features: 2, clusters: 3, seed: 5, spread: 20 },
    single: false,
    weighted: true,
    rounded: false,
  });
});

test("clusters far apart are found, each event with its own", () => {
  const random = createRandom(1);
  const values = Float64Array.from({ length: 2000 }, (_, at) => 50 * (Math.floor(at / 2) % 4) + random());
  const events = { count: 1000, values };
  const { labels } = kMeans(
    events,
    2,
    4,
    createRandom(2),
    clusterSteps(events, 2, () => {}),
  );
  labels.forEach((label, n) => void assert.is(label, labels[n % 4]));
  assert.is(new Set(labels).size, 4);
});

test.run();
