// Where a fit starts: responsibilities from clusters or at random, then an M step, as in scikit-learn.
import { type ClusterSteps, kMeansLabels, plusPlusSeeds } from "./clusters/k-means.ts";
import type { EngineOptions, Events } from "./engine.ts";
import { maximise } from "./moments.ts";
import { BLOCK, centred } from "./reference.ts";
import { createState, type MixtureState } from "./state.ts";
import { createStatistics, type Statistics } from "./statistics.ts";

export const initMethods = ["kmeans", "k-means++", "random", "random_from_data"] as const;
export type InitMethod = (typeof initMethods)[number];

/** @throws MixtureError GMM_ILL_DEFINED_COVARIANCE */
export function initialise(
  events: Events,
  options: EngineOptions,
  method: InitMethod,
  random: () => number,
  steps: ClusterSteps,
): MixtureState {
  const { components, features, centre, regCovar } = options;
  const { count, weights } = events;
  const statistics = createStatistics(options);
  switch (method) {
    case "kmeans": {
      const labels = kMeansLabels(events, features, components, random, steps);
      addShares(events, options, statistics, (event, into) => {
        into.fill(0)[labels[event]!] = 1;
      });
      break;
    }
    case "random":
      addShares(events, options, statistics, (_event, into) => {
        let sum = 0;
        for (let k = 0; k < components; k++) {
          const share = random();
          into[k] = share;
          sum += share;
        }
        for (let k = 0; k < components; k++) into[k]! /= sum;
      });
      break;
    case "k-means++":
      addSeeds(events, options, statistics, plusPlusSeeds(events, features, components, random, steps));
      break;
    case "random_from_data": {
      const chosen = new Set<number>();
      while (chosen.size < components) chosen.add(Math.floor(random() * count));
      addSeeds(events, options, statistics, [...chosen]);
    }
  }
  const state = createState(options);
  const total = weights ? weights.reduce((sum, weight) => sum + weight, 0) : count;
  maximise(statistics.moments, state, regCovar, centre, total);
  return state;
}

/** Adds all events. @param fill writes the responsibilities [M] of one of them */
function addShares(
  { count, values, weights }: Events,
  { components, features, centre, checkpoint }: EngineOptions,
  statistics: Statistics,
  fill: (event: number, into: Float64Array) => void,
): void {
  const rows = new Float64Array(BLOCK * features);
  const block = new Float64Array(BLOCK * components);
  for (let start = 0; start < count; start += BLOCK) {
    checkpoint();
    const size = Math.min(BLOCK, count - start);
    centred(values, start, size, centre, rows);
    for (let n = 0; n < size; n++) {
      const own = block.subarray(n * components, (n + 1) * components);
      fill(start + n, own);
      const weight = weights?.[start + n] ?? 1;
      if (weight !== 1) for (let k = 0; k < components; k++) own[k]! *= weight;
    }
    statistics.add(rows, block, size);
  }
}

/** Only the seeds belong to components: each to its own. */
function addSeeds(
  { values, weights }: Events,
  { components, features, centre }: EngineOptions,
  statistics: Statistics,
  seeds: readonly number[],
): void {
  const row = new Float64Array(features);
  const share = new Float64Array(components);
  seeds.forEach((event, k) => {
    centred(values, event, 1, centre, row);
    share.fill(0)[k] = weights?.[event] ?? 1;
    statistics.add(row, share, 1);
  });
}
