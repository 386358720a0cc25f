// Where a fit starts: responsibilities from clusters or at random, then an M step, as in scikit-learn.
import { kMeans, plusPlusSeeds } from "./clusters/k-means.ts";
import type { EngineOptions, Events } from "./engine.ts";
import { type Moments, maximise } from "./moments.ts";
import { centred } from "./reference.ts";
import type { ShareSums, StartSteps } from "./shares.ts";
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
  steps: StartSteps,
): MixtureState {
  const { components, features, centre, regCovar } = options;
  const { count, weights } = events;
  const momentsOf: Readonly<Record<InitMethod, () => Moments>> = {
    kmeans() {
      const { labels, centres } = kMeans(events, features, components, random, steps);
      const means = centres.map((value, at) => value - centre[at % features]!);
      const shares = steps.openShares(events, options, means, 1 / components);
      return sharesOf(events, options, shares, (start, size, into) => {
        into.fill(0);
        for (let n = 0; n < size; n++) into[n * components + labels[start + n]!] = 1;
      });
    },
    random() {
      // where all events belong to all components their means are all near the centre
      const shares = steps.openShares(events, options, new Float64Array(components * features), 1);
      return sharesOf(events, options, shares, (_start, size, into) => {
        for (let from = 0; from < size * components; from += components) {
          let sum = 0;
          for (let at = from; at < from + components; at++) {
            const share = random();
            into[at] = share;
            sum += share;
          }
          for (let at = from; at < from + components; at++) into[at]! /= sum;
        }
      });
    },
    "k-means++": () => seedsOf(events, options, plusPlusSeeds(events, features, components, random, steps)),
    random_from_data() {
      const chosen = new Set<number>();
      while (chosen.size < components) chosen.add(Math.floor(random() * count));
      return seedsOf(events, options, [...chosen]);
    },
  };
  const state = createState(options);
  const moments = momentsOf[method]();
  const total = weights ? weights.reduce((sum, weight) => sum + weight, 0) : count;
  maximise(moments, state, regCovar, centre, total);
  return state;
}

/** Events whose responsibilities are there at a time. */
export const TOGETHER = 1 << 14;

/** Of all events. @param fill writes the responsibilities [size, M] of those from `start` on */
function sharesOf(
  { count }: Events,
  { components, checkpoint }: EngineOptions,
  shares: ShareSums,
  fill: (start: number, size: number, into: Float64Array) => void,
): Moments {
  const block = new Float64Array(Math.min(TOGETHER, count) * components);
  for (let start = 0; start < count; start += TOGETHER) {
    checkpoint();
    const size = Math.min(TOGETHER, count - start);
    fill(start, size, block);
    shares.add(start, size, block);
  }
  return shares.moments();
}

/** Only the seeds belong to components: each to its own. */
function seedsOf({ values, weights }: Events, options: EngineOptions, seeds: readonly number[]): Moments {
  const { components, features, centre } = options;
  const statistics = createStatistics(options);
  const row = new Float64Array(features);
  const share = new Float64Array(components);
  seeds.forEach((event, k) => {
    centred(values, event, 1, centre, row);
    share.fill(0)[k] = weights?.[event] ?? 1;
    statistics.add(row, share, 1);
  });
  return statistics.moments;
}
