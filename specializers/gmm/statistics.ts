// The moments that an M step needs, gathered block by block in TypeScript. Each block's second moments are about its own means, and blocks
// are merged by the formula of Chan, Golub and LeVeque (1979): only positive terms are added, so no digits are lost.
import { createMoments, type Moments } from "./moments.ts";
import type { MixtureShape } from "./state.ts";

export interface Statistics {
  readonly moments: Moments;
  /** Adds `count` events [count, D], relative to the centre, with their responsibilities [count, M] (times weights). */
  add(values: Float64Array, responsibilities: Float64Array, count: number): void;
  reset(): void;
}

export function createStatistics(shape: MixtureShape): Statistics {
  const { covarianceType, components, features } = shape;
  const full = covarianceType === "full" || covarianceType === "tied";
  const moments = createMoments(shape);
  const { counts, means, scatters, scatterSize } = moments;
  const mean = new Float64Array(features);
  const difference = new Float64Array(features);

  const addScatter = (at: number, factor: number): void => {
    if (!full) {
      for (let i = 0; i < features; i++) scatters[at + i]! += factor * difference[i]! * difference[i]!;
      return;
    }
    for (let i = 0; i < features; i++) {
      const scaled = factor * difference[i]!;
      const row = at + i * features;
      for (let j = 0; j <= i; j++) scatters[row + j]! += scaled * difference[j]!;
    }
  };

  return {
    moments,

    reset() {
      counts.fill(0);
      means.fill(0);
      scatters.fill(0);
    },

    add(values, responsibilities, count) {
      for (let k = 0; k < components; k++) {
        let sum = 0;
        mean.fill(0);
        for (let n = 0; n < count; n++) {
          const r = responsibilities[n * components + k]!;
          if (r === 0) continue;
          sum += r;
          for (let i = 0; i < features; i++) mean[i]! += r * values[n * features + i]!;
        }
        if (sum === 0) continue;
        for (let i = 0; i < features; i++) mean[i]! /= sum;
        const at = covarianceType === "tied" ? 0 : k * scatterSize;
        for (let n = 0; n < count; n++) {
          const r = responsibilities[n * components + k]!;
          if (r === 0) continue;
          for (let i = 0; i < features; i++) difference[i] = values[n * features + i]! - mean[i]!;
          addScatter(at, r);
        }
        const before = counts[k]!;
        const after = before + sum;
        for (let i = 0; i < features; i++) {
          difference[i] = mean[i]! - means[k * features + i]!;
          means[k * features + i]! += (difference[i]! * sum) / after;
        }
        if (before > 0) addScatter(at, (before * sum) / after);
        counts[k] = after;
      }
    },
  };
}
