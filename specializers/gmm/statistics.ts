// The sums that an M step needs, gathered block by block. Each block's second moments are about its own means, and blocks
// are merged by the formula of Chan, Golub and LeVeque (1979): only positive terms are added, so no digits are lost.
import { precisionFactor } from "./cholesky.ts";
import { problem } from "./messages.ts";
import type { MixtureShape, MixtureState } from "./state.ts";

/** scikit-learn's guard against components without events: 10 machine epsilons. */
const GUARD = 10 * Number.EPSILON;

export interface Statistics {
  /** Adds `count` events [count, D], relative to the centre, with their responsibilities [count, M] (times weights). */
  add(values: Float64Array, responsibilities: Float64Array, count: number): void;
  /** The parameters that maximise the expected likelihood. `total`: the sum of weights, or undefined to normalise. */
  maximise(next: MixtureState, regCovar: number, centre: Float64Array, total?: number): void;
  reset(): void;
}

export function createStatistics({ covarianceType, components, features }: MixtureShape): Statistics {
  const full = covarianceType === "full" || covarianceType === "tied";
  const scatterSize = full ? features * features : features;
  const counts = new Float64Array(components);
  const means = new Float64Array(components * features);
  const scatters = new Float64Array((covarianceType === "tied" ? 1 : components) * scatterSize);
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

    maximise(next, regCovar, centre, total) {
      let guarded = 0;
      for (let k = 0; k < components; k++) guarded += counts[k]! + GUARD;
      for (let k = 0; k < components; k++) {
        const nk = counts[k]! + GUARD;
        next.weights[k] = nk / (total ?? guarded);
        // In the data's own frame a mean is Σ r x / (Σ r + guard): without events it is the origin.
        for (let i = 0; i < features; i++)
          next.means[k * features + i] = (counts[k]! * means[k * features + i]! - GUARD * centre[i]!) / nk;
      }
      const { covariances } = next;
      const blocks = scatters.length / scatterSize;
      for (let k = 0; k < blocks; k++) {
        const nk = covarianceType === "tied" ? guarded : counts[k]! + GUARD;
        const at = k * scatterSize;
        if (covarianceType === "spherical") {
          let sum = 0;
          for (let i = 0; i < features; i++) sum += scatters[at + i]! / nk;
          covariances[k] = sum / features + regCovar;
        } else if (covarianceType === "diag")
          for (let i = 0; i < features; i++) covariances[at + i] = scatters[at + i]! / nk + regCovar;
        else
          for (let i = 0; i < features; i++)
            for (let j = 0; j <= i; j++) {
              const value = scatters[at + i * features + j]! / nk + (i === j ? regCovar : 0);
              covariances[at + i * features + j] = value;
              covariances[at + j * features + i] = value;
            }
      }
      factorise(next);
    },
  };
}

/** Fills the precisions' factors from the covariances. @throws MixtureError that names the component */
export function factorise({ covarianceType, features, covariances, precisionsCholesky }: MixtureState): void {
  if (covarianceType === "full" || covarianceType === "tied") {
    const size = features * features;
    for (let at = 0; at < covariances.length; at += size)
      if (!precisionFactor(covariances, at, features, precisionsCholesky, at))
        throw problem(
          "GMM_ILL_DEFINED_COVARIANCE",
          covarianceType === "tied" ? "all components" : `component ${at / size}`,
        );
    return;
  }
  for (let i = 0; i < covariances.length; i++) {
    if (!(covariances[i]! > 0))
      throw problem(
        "GMM_ILL_DEFINED_COVARIANCE",
        `component ${covarianceType === "diag" ? Math.floor(i / features) : i}`,
      );
    precisionsCholesky[i] = 1 / Math.sqrt(covariances[i]!);
  }
}
