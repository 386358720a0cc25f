// Events drawn from a mixture.
import type { MixtureState } from "./state.ts";

export interface Sampled {
  /** [N, D], row-major. */
  readonly values: Float64Array;
  /** [N]: the component that each comes from, in ascending order, as scikit-learn has them. */
  readonly labels: Int32Array;
}

/** @param random uniform in [0, 1) */
export function drawFrom(state: MixtureState, centre: Float64Array, count: number, random: () => number): Sampled {
  const { components, features, means } = state;
  const labels = Int32Array.from({ length: count }, () => componentAt(state.weights, random())).sort();
  const values = new Float64Array(count * features);
  const normals = new Float64Array(features);
  for (let n = 0; n < count; n++) {
    const component = labels[n]!;
    for (let i = 0; i < features; i++) normals[i] = normal(random);
    const event = values.subarray(n * features, (n + 1) * features);
    scale(state, component, normals, event);
    for (let i = 0; i < features; i++) event[i]! += means[component * features + i]! + centre[i]!;
  }
  return { values, labels };

  /** The first component whose weights up to it exceed a share; rounding may leave a little beyond the last. */
  function componentAt(weights: Float64Array, share: number): number {
    let sum = 0;
    for (let m = 0; m < components; m++) {
      sum += weights[m]!;
      if (share < sum) return m;
    }
    return weights.findLastIndex((weight) => weight > 0);
  }
}

/** Standard normal, by the polar method (Marsaglia and Bray 1964). */
function normal(random: () => number): number {
  for (;;) {
    const [x, y] = [2 * random() - 1, 2 * random() - 1];
    const square = x * x + y * y;
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
  }
}

/** U⁻ᵀ z: with U Uᵀ the precision, its covariance is the component's. */
function scale(
  { covarianceType, features, precisionsCholesky: factor }: MixtureState,
  component: number,
  normals: Float64Array,
  into: Float64Array,
): void {
  if (covarianceType === "spherical" || covarianceType === "diag") {
    const at = (i: number) => (covarianceType === "diag" ? component * features + i : component);
    for (let i = 0; i < features; i++) into[i] = normals[i]! / factor[at(i)]!;
    return;
  }
  const from = covarianceType === "full" ? component * features * features : 0;
  for (let i = 0; i < features; i++) {
    let sum = normals[i]!;
    for (let j = 0; j < i; j++) sum -= factor[from + j * features + i]! * into[j]!;
    into[i] = sum / factor[from + i * features + i]!;
  }
}
