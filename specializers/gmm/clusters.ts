// k-means: Lloyd's iterations from greedy k-means++ seeds (Arthur and Vassilvitskii, 2007), as scikit-learn runs them.
import type { Events } from "./engine.ts";

/** Where events belong. */
export interface Assignment {
  /** [N]: -1 before the first assignment. */
  readonly labels: Int32Array;
  /** [N]: squared, to the own centre. */
  readonly distances: Float64Array;
  /** [M, D]: of the events of each cluster, times their weights. */
  readonly sums: Float64Array;
  /** [M]: the sum of their weights. */
  readonly masses: Float64Array;
}

/** The passes over all events, which take nearly all of the time: in TypeScript, or as native code. */
export interface ClusterSteps {
  /**
   * What events would be away from the nearest seed if a candidate became one: min(nearest, |x - candidate|²).
   * @param candidates rows
   * @param nearest [N]: squared distances to the nearest seed so far
   * @param into [N] for each candidate
   * @returns the weighted sum for each candidate
   */
  seed(candidates: readonly number[], nearest: Float64Array, into: readonly Float64Array[]): Float64Array;
  /**
   * The nearest centre of each event, of equally near ones the first. All assignments are of the same clusters, and go on
   * from the labels that the one before has left.
   * @param centres [M, D]
   * @returns whether any label has changed
   */
  assign(centres: Float64Array, into: Assignment): boolean;
}

/** Rows chosen as seeds: each in proportion to its squared distance from those before, the best of several draws. */
export function plusPlusSeeds(
  { count, weights }: Events,
  clusters: number,
  random: () => number,
  steps: ClusterSteps,
): number[] {
  const trials = 2 + Math.floor(Math.log(clusters));
  /** A row in proportion to its mass: its weight, times its distance where that is given. */
  const draw = (total: number, distances?: Float64Array): number => {
    let left = random() * total;
    let last = 0;
    for (let n = 0; n < count; n++) {
      const share = (distances ? distances[n]! : 1) * (weights ? weights[n]! : 1);
      if (share <= 0) continue;
      last = n;
      left -= share;
      if (left < 0) break;
    }
    return last;
  };
  const whole = weights ? weights.reduce((sum, weight) => sum + weight, 0) : count;
  const first = draw(whole);
  const seeds = [first];
  let nearest = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const into = Array.from({ length: trials }, () => new Float64Array(count));
  let [total] = steps.seed([first], nearest, into) as unknown as [number];
  [nearest, into[0]] = [into[0]!, nearest];
  while (seeds.length < clusters) {
    const candidates = Array.from({ length: trials }, () => (total > 0 ? draw(total, nearest) : draw(whole)));
    const potentials = steps.seed(candidates, nearest, into);
    const best = potentials.indexOf(Math.min(...potentials));
    seeds.push(candidates[best]!);
    total = potentials[best]!;
    [nearest, into[best]] = [into[best]!, nearest];
  }
  return seeds;
}

const MOST_ITERATIONS = 300;
/** Of the mean variance of the features: centres that move less have settled. */
const TOLERANCE = 1e-4;

/** The cluster of every event. */
export const kMeansLabels = (
  events: Events,
  features: number,
  clusters: number,
  random: () => number,
  steps: ClusterSteps,
): Int32Array => lloydLabels(events, features, plusPlusSeeds(events, clusters, random, steps), steps);

/**
 * The cluster of every event, from rows that are the first centres. Clusters that lose all events take over the events
 * farthest from their centres.
 */
export function lloydLabels(
  events: Events,
  features: number,
  seeds: readonly number[],
  steps: ClusterSteps,
): Int32Array {
  const { count, values } = events;
  const clusters = seeds.length;
  const centres = new Float64Array(clusters * features);
  seeds.forEach((row, k) => {
    for (let i = 0; i < features; i++) centres[k * features + i] = values[row * features + i]!;
  });
  const assignment: Assignment = {
    labels: new Int32Array(count).fill(-1),
    distances: new Float64Array(count),
    sums: new Float64Array(clusters * features),
    masses: new Float64Array(clusters),
  };
  const { labels, distances, sums, masses } = assignment;
  const tolerance = TOLERANCE * meanVariance(events, features);
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    if (!steps.assign(centres, assignment)) return labels;
    let moved = 0;
    for (let k = 0; k < clusters; k++) {
      const farthest = masses[k]! > 0 ? -1 : indexOfLargest(distances);
      if (farthest >= 0) distances[farthest] = 0;
      for (let i = 0; i < features; i++) {
        const at = k * features + i;
        const next = farthest >= 0 ? values[farthest * features + i]! : sums[at]! / masses[k]!;
        moved += (next - centres[at]!) ** 2;
        centres[at] = next;
      }
    }
    if (moved <= tolerance) break;
  }
  steps.assign(centres, assignment);
  return labels;
}

function indexOfLargest(values: Float64Array): number {
  let largest = 0;
  for (let n = 1; n < values.length; n++) if (values[n]! > values[largest]!) largest = n;
  return largest;
}

function meanVariance({ count, values }: Events, features: number): number {
  const means = new Float64Array(features);
  const squares = new Float64Array(features);
  for (let n = 0; n < count; n++)
    for (let i = 0; i < features; i++) {
      const value = values[n * features + i]!;
      const difference = value - means[i]!;
      means[i]! += difference / (n + 1);
      squares[i]! += difference * (value - means[i]!);
    }
  return squares.reduce((sum, square) => sum + square / count, 0) / features;
}
