// What a variant may lose of the events' precision, and what it would lose of those at hand: known before it runs, from two numbers.

import type { Config } from "../specializer.ts";
import { baselineLoss } from "./baseline.ts";
import type { Events } from "./engine.ts";
import type { MixtureState } from "./state.ts";

/** Digits of squared distances that expanded forms may lose, relative to the variances. */
export const MOST_LOST = 1e-8;
/** That any form in floats may lose, for events that are floats. */
export const MOST_LOST_IN_FLOATS = 1e-3;

/** The largest squared distance of an event from the centre. */
export function farthest({ count, values }: Events, centre: Float64Array): number {
  const d = centre.length;
  let most = 0;
  for (let n = 0; n < count; n++) {
    let squared = 0;
    for (let i = 0; i < d; i++) squared += (values[n * d + i]! - centre[i]!) ** 2;
    if (squared > most) most = squared;
  }
  return most;
}

/**
 * An expanded distance is off by about eps |x - centre|² / variance, one from x - mean itself by the root of that, since
 * x and the mean are rounded before they are subtracted; in doubles that is never much.
 * @param reach what `farthest` gives
 */
export function losesDigits(
  { target, form, single, baseline }: Config,
  { covarianceType, features, components, precisionsCholesky }: MixtureState,
  reach: number,
): boolean {
  const isDirect = target === "cuda" || form === "direct";
  if (isDirect && single !== true) return false;
  const blocks = covarianceType === "tied" ? 1 : components;
  const size = precisionsCholesky.length / blocks;
  let largest = 0;
  for (let k = 0; k < blocks; k++) {
    let trace = 0;
    for (let i = 0; i < size; i++) trace += precisionsCholesky[k * size + i]! ** 2;
    largest = Math.max(largest, covarianceType === "spherical" ? features * trace : trace);
  }
  const deviations = reach * largest;
  const epsilon = single === true ? 2 ** -23 : Number.EPSILON;
  const times = baseline === true ? baselineLoss(components) : 1;
  const lost = epsilon * times * (isDirect ? Math.sqrt(deviations) : deviations);
  return !(lost <= (single === true ? MOST_LOST_IN_FLOATS : MOST_LOST));
}
