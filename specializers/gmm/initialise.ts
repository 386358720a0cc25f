// Where a fit starts: responsibilities from clusters or at random, then an M step, as in scikit-learn.
import { clusterSteps } from "./cluster-steps.ts";
import { kMeansLabels, plusPlusSeeds } from "./clusters.ts";
import type { EngineOptions, Events } from "./engine.ts";
import { maximise } from "./moments.ts";
import { BLOCK, centred } from "./reference.ts";
import { createState, type MixtureState } from "./state.ts";
import { createStatistics } from "./statistics.ts";

export const initMethods = ["kmeans", "k-means++", "random", "random_from_data"] as const;
export type InitMethod = (typeof initMethods)[number];

/** @throws MixtureError GMM_ILL_DEFINED_COVARIANCE */
export function initialise(
  events: Events,
  options: EngineOptions,
  method: InitMethod,
  random: () => number,
): MixtureState {
  const { components, features, centre, regCovar, checkpoint } = options;
  const { count, values, weights } = events;
  const fill = responsibilities(events, options, method, random);
  const statistics = createStatistics(options);
  const rows = new Float64Array(BLOCK * features);
  const block = new Float64Array(BLOCK * components);
  let total = 0;
  for (let start = 0; start < count; start += BLOCK) {
    checkpoint();
    const size = Math.min(BLOCK, count - start);
    centred(values, start, size, centre, rows);
    for (let n = 0; n < size; n++) {
      const own = block.subarray(n * components, (n + 1) * components);
      fill(start + n, own);
      const weight = weights?.[start + n] ?? 1;
      total += weight;
      if (weight !== 1) for (let k = 0; k < components; k++) own[k]! *= weight;
    }
    statistics.add(rows, block, size);
  }
  const state = createState(options);
  maximise(statistics.moments, state, regCovar, centre, total);
  return state;
}

/** Writes the responsibilities [M] of one event. */
function responsibilities(
  events: Events,
  { components, features, checkpoint }: EngineOptions,
  method: InitMethod,
  random: () => number,
): (event: number, into: Float64Array) => void {
  switch (method) {
    case "kmeans": {
      const labels = kMeansLabels(events, features, components, random, clusterSteps(events, features, checkpoint));
      return (event, into) => {
        into.fill(0)[labels[event]!] = 1;
      };
    }
    case "random":
      return (_event, into) => {
        let sum = 0;
        for (let k = 0; k < components; k++) {
          const share = random();
          into[k] = share;
          sum += share;
        }
        for (let k = 0; k < components; k++) into[k]! /= sum;
      };
    case "k-means++":
      return seeded(plusPlusSeeds(events, components, random, clusterSteps(events, features, checkpoint)));
    case "random_from_data": {
      const chosen = new Set<number>();
      while (chosen.size < components) chosen.add(Math.floor(random() * events.count));
      return seeded([...chosen]);
    }
  }
}

/** Only the seeds belong to components: each to its own. */
function seeded(seeds: readonly number[]): (event: number, into: Float64Array) => void {
  return (event, into) => {
    for (let k = 0; k < into.length; k++) into[k] = seeds[k] === event ? 1 : 0;
  };
}
