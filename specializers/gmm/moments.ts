// Moments of the events by component, and the M step: the parameters that maximise the expected likelihood.
import { precisionFactor } from "./cholesky.ts";
import { problem } from "./messages.ts";
import type { MixtureShape, MixtureState } from "./state.ts";

/** scikit-learn's guard against components without events: 10 machine epsilons. */
const GUARD = 10 * Number.EPSILON;

/** Means are relative to the centre; scatters, sums of r (x - mean)(x - mean)', are about these means. */
export interface Moments {
  /** Sums of responsibilities, [M]. */
  readonly counts: Float64Array;
  /** [M, D] */
  readonly means: Float64Array;
  /** full [M, D, D] and tied [1, D, D]: lower triangles; diag and spherical [M, D]: diagonals. */
  readonly scatters: Float64Array;
  /** Of one component: D², or D. */
  readonly scatterSize: number;
}

export function createMoments({ covarianceType, components, features }: MixtureShape): Moments {
  const full = covarianceType === "full" || covarianceType === "tied";
  const scatterSize = full ? features * features : features;
  return {
    counts: new Float64Array(components),
    means: new Float64Array(components * features),
    scatters: new Float64Array((covarianceType === "tied" ? 1 : components) * scatterSize),
    scatterSize,
  };
}

/**
 * `regCovar` is added to the diagonal of every covariance. `total`: the sum of weights, where they need not be normalised.
 * @throws MixtureError that names the component
 */
export function maximise(
  { counts, means, scatters, scatterSize }: Moments,
  next: MixtureState,
  regCovar: number,
  centre: Float64Array,
  total?: number,
): void {
  const { covarianceType, components, features } = next;
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
