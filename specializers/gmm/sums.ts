// The sums of one iteration about the means of its E step, as generated code hands them over, and the moments they make.
import type { Moments } from "./moments.ts";
import { type MixtureProgram, secondsOf } from "./program.ts";

export interface Sums {
  /** [M] */
  readonly counts: Float64Array;
  /** [M, D] */
  readonly firsts: Float64Array;
  /** [M, secondsOf], tied [secondsOf] */
  readonly seconds: Float64Array;
  /** The sums of weight log p(x) and of weight. */
  readonly likelihood: Float64Array;
}

export function createSums(program: MixtureProgram): Sums {
  const { components, features, covarianceType } = program;
  return {
    counts: new Float64Array(components),
    firsts: new Float64Array(components * features),
    seconds: new Float64Array(secondsOf(program) * (covarianceType === "tied" ? 1 : components)),
    likelihood: new Float64Array(2),
  };
}

export function addSums(to: Sums, from: Sums): void {
  for (const name of ["counts", "firsts", "seconds", "likelihood"] as const)
    for (let i = 0; i < to[name].length; i++) to[name][i]! += from[name][i]!;
}

/** Moments about the components' own means, from sums about `means`. */
export function momentsOf(program: MixtureProgram, sums: Sums, means: Float64Array, into: Moments): void {
  const { components, features: d, covarianceType } = program;
  into.scatters.fill(0);
  for (let k = 0; k < components; k++) {
    const count = sums.counts[k]!;
    into.counts[k] = count;
    for (let i = 0; i < d; i++)
      into.means[k * d + i] = means[k * d + i]! + (count > 0 ? sums.firsts[k * d + i]! / count : 0);
  }
  forScatters(program, into, (cell, second, k, i, j) => {
    // spherical: the trace stands for the diagonal
    const known = covarianceType === "tied" ? k === 0 : covarianceType !== "spherical" || i === 0;
    const count = sums.counts[k]!;
    const moved = count > 0 ? (sums.firsts[k * d + i]! * sums.firsts[k * d + j]!) / count : 0;
    into.scatters[cell]! += (known ? sums.seconds[second]! : 0) - moved;
  });
}

/** Sums about `means`, from moments. */
export function sumsOf(program: MixtureProgram, moments: Moments, means: Float64Array, into: Sums): void {
  const { components, features: d, covarianceType } = program;
  into.counts.set(moments.counts);
  into.seconds.fill(0);
  for (let i = 0; i < components * d; i++)
    into.firsts[i] = moments.counts[Math.floor(i / d)]! * (moments.means[i]! - means[i]!);
  forScatters(program, moments, (cell, second, k, i, j) => {
    const known = covarianceType !== "tied" || k === 0;
    const moved = into.firsts[k * d + i]! * (moments.means[k * d + j]! - means[k * d + j]!);
    into.seconds[second]! += (known ? moments.scatters[cell]! : 0) + moved;
  });
}

/** Each second moment of each component: where it lies among scatters and among sums. */
function forScatters(
  { components, features: d, covarianceType }: MixtureProgram,
  { scatterSize }: Moments,
  visit: (cell: number, second: number, k: number, i: number, j: number) => void,
): void {
  const matrix = covarianceType === "full" || covarianceType === "tied";
  const triangle = (d * (d + 1)) / 2;
  for (let k = 0; k < components; k++)
    for (let i = 0; i < d; i++) {
      if (!matrix) visit(k * d + i, covarianceType === "diag" ? k * d + i : k, k, i, i);
      else
        for (let j = 0; j <= i; j++) {
          const own = covarianceType === "tied" ? 0 : k;
          visit(own * scatterSize + i * d + j, own * triangle + (i * (i + 1)) / 2 + j, k, i, j);
        }
    }
}
