// Triangular factors of covariances and precisions, row-major D x D blocks inside of larger arrays.

/**
 * U with U Uᵀ = C⁻¹, upper triangular, from a covariance C: the transposed inverse of C's Cholesky factor.
 * @returns false when C is not positive definite
 */
export function precisionFactor(
  covariances: Float64Array,
  at: number,
  features: number,
  into: Float64Array,
  to: number,
): boolean {
  const lower = new Float64Array(features * features);
  if (!choleskyFactor((i, j) => covariances[at + i * features + j]!, features, lower)) return false;
  for (let column = 0; column < features; column++) {
    // column of L⁻¹ by forward substitution, stored as a row of U
    for (let i = 0; i < features; i++) {
      if (i < column) {
        into[to + i + column * features] = 0;
        continue;
      }
      let sum = i === column ? 1 : 0;
      for (let k = column; k < i; k++) sum -= lower[i * features + k]! * into[to + column * features + k]!;
      into[to + column * features + i] = sum / lower[i * features + i]!;
    }
  }
  return true;
}

/** U with U Uᵀ = P, upper triangular, from a precision P. @returns false when P is not positive definite */
export function factorOfPrecision(
  precisions: Float64Array,
  at: number,
  features: number,
  into: Float64Array,
  to: number,
): boolean {
  const last = features - 1;
  const lower = new Float64Array(features * features);
  const reversed = (i: number, j: number) => precisions[at + (last - i) * features + (last - j)]!;
  if (!choleskyFactor(reversed, features, lower)) return false;
  for (let i = 0; i < features; i++)
    for (let j = 0; j < features; j++) into[to + i * features + j] = lower[(last - i) * features + (last - j)]!;
  return true;
}

/** L with L Lᵀ = A for a symmetric A, of which the lower triangle is read. @returns false when A is not positive definite */
export function choleskyFactor(element: (i: number, j: number) => number, size: number, lower: Float64Array): boolean {
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let sum = element(i, j);
      for (let k = 0; k < j; k++) sum -= lower[i * size + k]! * lower[j * size + k]!;
      if (i > j) lower[i * size + j] = sum / lower[j * size + j]!;
      else if (sum > 0) lower[i * size + i] = Math.sqrt(sum);
      else return false;
    }
  return true;
}
