// k-means: Lloyd's iterations from greedy k-means++ seeds (Arthur and Vassilvitskii, 2007), as scikit-learn runs them.
import type { Events } from "./engine.ts";

/** Squared distance of row n to a point. */
function squaredDistance(values: Events["values"], n: number, point: ArrayLike<number>, at: number, features: number) {
  let sum = 0;
  for (let i = 0; i < features; i++) {
    const difference = values[n * features + i]! - point[at + i]!;
    sum += difference * difference;
  }
  return sum;
}

/** Rows chosen as seeds: each in proportion to its squared distance from those before, the best of several draws. */
export function plusPlusSeeds(
  { count, values, weights }: Events,
  features: number,
  clusters: number,
  random: () => number,
): number[] {
  const trials = 2 + Math.floor(Math.log(clusters));
  const weight = (n: number) => weights?.[n] ?? 1;
  const draw = (mass: (n: number) => number, total: number): number => {
    let left = random() * total;
    let last = 0;
    for (let n = 0; n < count; n++) {
      const share = mass(n);
      if (share <= 0) continue;
      last = n;
      left -= share;
      if (left < 0) break;
    }
    return last;
  };
  const sum = (mass: (n: number) => number) => {
    let total = 0;
    for (let n = 0; n < count; n++) total += mass(n);
    return total;
  };
  const seeds = [draw(weight, sum(weight))];
  let nearest: Float64Array = new Float64Array(count);
  for (let n = 0; n < count; n++) nearest[n] = squaredDistance(values, n, values, seeds[0]! * features, features);
  while (seeds.length < clusters) {
    const mass = (n: number) => nearest[n]! * weight(n);
    const total = sum(mass);
    let best: { readonly row: number; readonly potential: number; readonly nearest: Float64Array } | undefined;
    for (let trial = 0; trial < trials; trial++) {
      const row = total > 0 ? draw(mass, total) : draw(weight, sum(weight));
      const distances = new Float64Array(count);
      let potential = 0;
      for (let n = 0; n < count; n++) {
        distances[n] = Math.min(nearest[n]!, squaredDistance(values, n, values, row * features, features));
        potential += distances[n]! * weight(n);
      }
      if (!best || potential < best.potential) best = { row, potential, nearest: distances };
    }
    seeds.push(best!.row);
    nearest = best!.nearest;
  }
  return seeds;
}

const MOST_ITERATIONS = 300;
/** Of the mean variance of the features: centres that move less have settled. */
const TOLERANCE = 1e-4;

/** The cluster of every event. Clusters that lose all events take over the events farthest from their centres. */
export function kMeansLabels(
  events: Events,
  features: number,
  clusters: number,
  random: () => number,
  checkpoint: () => void,
): Int32Array {
  const { count, values, weights } = events;
  const centres = new Float64Array(clusters * features);
  plusPlusSeeds(events, features, clusters, random).forEach((row, k) => {
    for (let i = 0; i < features; i++) centres[k * features + i] = values[row * features + i]!;
  });
  const labels = new Int32Array(count).fill(-1);
  const distances = new Float64Array(count);
  const assign = (): boolean => {
    let changed = false;
    for (let n = 0; n < count; n++) {
      let best = 0;
      let least = Number.POSITIVE_INFINITY;
      for (let k = 0; k < clusters; k++) {
        const distance = squaredDistance(values, n, centres, k * features, features);
        if (distance < least) [least, best] = [distance, k];
      }
      if (labels[n] !== best) changed = true;
      labels[n] = best;
      distances[n] = least;
    }
    return changed;
  };
  const tolerance = TOLERANCE * meanVariance(events, features);
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    checkpoint();
    if (!assign()) return labels;
    const sums = new Float64Array(clusters * features);
    const masses = new Float64Array(clusters);
    for (let n = 0; n < count; n++) {
      const weight = weights?.[n] ?? 1;
      masses[labels[n]!]! += weight;
      for (let i = 0; i < features; i++) sums[labels[n]! * features + i]! += weight * values[n * features + i]!;
    }
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
  assign();
  return labels;
}

function indexOfLargest(values: Float64Array): number {
  let largest = 0;
  for (let n = 1; n < values.length; n++) if (values[n]! > values[largest]!) largest = n;
  return largest;
}

function meanVariance({ count, values }: Events, features: number): number {
  let total = 0;
  for (let i = 0; i < features; i++) {
    let mean = 0;
    let squares = 0;
    for (let n = 0; n < count; n++) {
      const difference = values[n * features + i]! - mean;
      mean += difference / (n + 1);
      squares += difference * (values[n * features + i]! - mean);
    }
    total += squares / count;
  }
  return total / features;
}
