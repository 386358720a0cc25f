// The moments of events whose responsibilities are given: where a fit starts. In TypeScript.
import type { ClusterSteps } from "./clusters/k-means.ts";
import type { EngineOptions, Events } from "./engine.ts";
import type { Moments } from "./moments.ts";
import { BLOCK, centred } from "./reference.ts";
import { createStatistics } from "./statistics.ts";

/** Sums events by their responsibilities: in TypeScript, or as native code. */
export interface ShareSums {
  /** Adds `count` events from `start` on. @param responsibilities [count, M] */
  add(start: number, count: number, responsibilities: Float64Array): void;
  /** Of the events so far. */
  moments(): Moments;
}

/**
 * @param means [M, D] near the ones that are to be found, relative to the centre
 * @param filled the share of responsibilities that are above 0
 */
export type OpenShares = (events: Events, options: EngineOptions, means: Float64Array, filled: number) => ShareSums;

/** The passes over all events that a start takes. */
export interface StartSteps extends ClusterSteps {
  readonly openShares: OpenShares;
}

export function openShares(
  { values, weights }: Events,
  options: Omit<EngineOptions, "regCovar" | "checkpoint">,
): ShareSums {
  const { components, features, centre } = options;
  const statistics = createStatistics(options);
  const rows = new Float64Array(BLOCK * features);
  const block = new Float64Array(BLOCK * components);
  return {
    add(start, count, responsibilities) {
      for (let first = 0; first < count; first += BLOCK) {
        const size = Math.min(BLOCK, count - first);
        centred(values, start + first, size, centre, rows);
        block.set(responsibilities.subarray(first * components, (first + size) * components));
        if (weights)
          for (let at = 0; at < size * components; at++)
            block[at]! *= weights[start + first + Math.floor(at / components)]!;
        statistics.add(rows, block, size);
      }
    },
    moments: () => statistics.moments,
  };
}
