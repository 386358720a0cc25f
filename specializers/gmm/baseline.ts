// A component that need not be computed. Responsibilities depend on log densities' differences alone, so those of one component
// can be what the others are measured against; and since an event's responsibilities sum to 1, its sums are what the others leave
// of the events' own moments, which no iteration changes. With M components that is 1 / M of an iteration.
import type { Config } from "../specializer.ts";
import type { MixtureState } from "./state.ts";

/**
 * The widest component with at least half an even share of the weight: densities of the others lose the fewest digits against
 * it, and its sums lose few where others' are taken from them. Full covariances; elsewhere there is none to choose.
 */
export function baselineOf({ covarianceType, components, weights, precisionsCholesky }: MixtureState): number {
  if (covarianceType !== "full") return 0;
  const size = precisionsCholesky.length / components;
  let [widest, least] = [0, Number.POSITIVE_INFINITY];
  for (let k = 0; k < components; k++) {
    if (weights[k]! < 1 / (2 * components)) continue;
    const trace = precisionsCholesky.subarray(k * size, (k + 1) * size).reduce((sum, u) => sum + u * u, 0);
    if (trace < least) [widest, least] = [k, trace];
  }
  return widest;
}

/** How many times the digits that an expanded form loses a baseline's sums may lose, for which it must keep that share. */
export const baselineLoss = (components: number): number => 4 * components;

/** Whether too few events have stayed with the baseline for its sums to be what others leave: an iteration is to be repeated. */
export const lostBaseline = (
  { baseline: hasBaseline }: Config,
  { counts, likelihood }: { readonly counts: Float64Array; readonly likelihood: Float64Array },
  baseline: number,
): boolean => hasBaseline === true && !(counts[baseline]! >= likelihood[1]! / baselineLoss(counts.length));
