// k-means: the steps that leave distances out give, to the last bit, what comparing everything gives.
import * as fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { clusterSteps } from "../../../specializers/gmm/cluster-steps.ts";
import { type ClusterSteps, kMeansLabels, plusPlusSeeds } from "../../../specializers/gmm/clusters.ts";
import type { Events } from "../../../specializers/gmm/engine.ts";
import { createRandom } from "../../../specializers/tuner/random.ts";

const test = suite("k-means");

/** By the definition: every event with every centre. */
function plainSteps({ count, values, weights }: Events, features: number): ClusterSteps {
  const weight = (n: number) => weights?.[n] ?? 1;
  const distance = (n: number, point: ArrayLike<number>, at: number) => {
    let sum = 0;
    for (let i = 0; i < features; i++) sum += (values[n * features + i]! - point[at + i]!) ** 2;
    return sum;
  };
  return {
    seed: (candidates, nearest, into) =>
      Float64Array.from(candidates, (row, c) => {
        let sum = 0;
        for (let n = 0; n < count; n++) {
          into[c]![n] = Math.min(nearest[n]!, distance(n, values, row * features));
          sum += into[c]![n]! * weight(n);
        }
        return sum;
      }),
    assign(centres, { labels, distances, sums, masses }) {
      sums.fill(0);
      masses.fill(0);
      let changed = false;
      for (let n = 0; n < count; n++) {
        const all = Array.from(masses, (_, k) => distance(n, centres, k * features));
        const least = Math.min(...all);
        const label = all.indexOf(least);
        changed ||= label !== labels[n];
        labels[n] = label;
        distances[n] = least;
        masses[label]! += weight(n);
        for (let i = 0; i < features; i++) sums[label * features + i]! += weight(n) * values[n * features + i]!;
      }
      return changed;
    },
  };
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
        rounded: fc.boolean(), // many events at the same place, and as near to one centre as to another
      }),
      ({ count, features, clusters, seed, spread, single, weighted, rounded }) => {
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
          plusPlusSeeds(events, clusters, createRandom(seed), steps),
          plusPlusSeeds(events, clusters, createRandom(seed), plain),
        );
        assert.equal(
          kMeansLabels(events, features, clusters, createRandom(seed), steps),
          kMeansLabels(events, features, clusters, createRandom(seed), plain),
        );
        assert.ok(looked >= 2 * Math.ceil(count / 4096), "the checkpoint is looked at");
      },
    ),
    { seed: 1, numRuns: 80 },
  );
});

test("clusters far apart are found, each event with its own", () => {
  const random = createRandom(1);
  const values = Float64Array.from({ length: 2000 }, (_, at) => 50 * (Math.floor(at / 2) % 4) + random());
  const events = { count: 1000, values };
  const labels = kMeansLabels(
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
