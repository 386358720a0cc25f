// k-means: Lloyd's iterations from greedy k-means++ seeds (Arthur and Vassilvitskii, 2007), as scikit-learn runs them.
import type { Events } from "../engine.ts";
import { PART, partsOf } from "./parts.ts";

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

/** What events would be away from the nearest seed, had each of some candidates become one. */
export interface Seeding {
  /** [candidates, N]: squared. */
  readonly distances: Float64Array;
  /** [candidates, parts]: of the distances times the events' weights. */
  readonly sums: Float64Array;
}

/** The passes over all events, which take nearly all of the time: in TypeScript, or as native code. The bits are the same. */
export interface ClusterSteps {
  /**
   * min(nearest, |x - candidate|²) for each candidate.
   * @param candidates [at most `trialsFor(clusters)`, D]
   * @param nearest [N]: squared distances to the nearest seed so far
   */
  seed(candidates: Float64Array, nearest: Float64Array, into: Seeding): void;
  /**
   * The nearest centre of each event, of equally near ones the first. All assignments are of the same clusters, and go on
   * from the labels that the one before has left.
   * @param centres [M, D]
   * @returns whether any label has changed
   */
  assign(centres: Float64Array, into: Assignment): boolean;
}

/** Draws for each seed. */
export const trialsFor = (clusters: number): number => 2 + Math.floor(Math.log(clusters));

/** Rows chosen as seeds: each in proportion to its squared distance from those before, the best of several draws. */
export function plusPlusSeeds(
  events: Events,
  features: number,
  clusters: number,
  random: () => number,
  steps: ClusterSteps,
): number[] {
  const { count } = events;
  const trials = trialsFor(clusters);
  const parts = partsOf(count);
  const into: Seeding = { distances: new Float64Array(trials * count), sums: new Float64Array(trials * parts) };
  const nearest = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const seeds: number[] = [];
  const whole = partMasses(events);
  let masses = whole;
  while (seeds.length < clusters) {
    const isFirst = seeds.length === 0;
    const candidates = Array.from({ length: isFirst ? 1 : trials }, () =>
      masses === whole || sumOf(masses) === 0 ? draw(events, whole, random) : draw(events, masses, random, nearest),
    );
    steps.seed(rowsOf(events, features, candidates), nearest, into);
    const potentials = candidates.map((_row, c) => sumOf(into.sums.subarray(c * parts, (c + 1) * parts)));
    const best = potentials.indexOf(Math.min(...potentials));
    seeds.push(candidates[best]!);
    nearest.set(into.distances.subarray(best * count, (best + 1) * count));
    masses = into.sums.slice(best * parts, (best + 1) * parts);
  }
  return seeds;
}

/** A row in proportion to its mass: its weight, times its distance where that is given. @param masses of the parts */
function draw(
  { count, weights }: Events,
  masses: Float64Array,
  random: () => number,
  distances?: Float64Array,
): number {
  let left = random() * sumOf(masses);
  let part = 0;
  for (let p = 0; p < masses.length; p++) {
    if (masses[p]! <= 0) continue;
    part = p;
    if (left < masses[p]!) break;
    left -= masses[p]!;
  }
  let last = part * PART;
  for (let n = last; n < Math.min(count, (part + 1) * PART); n++) {
    const share = (distances ? distances[n]! : 1) * (weights ? weights[n]! : 1);
    if (share <= 0) continue;
    last = n;
    left -= share;
    if (left < 0) break;
  }
  return last;
}

/** [parts]: sums of weights. */
function partMasses({ count, weights }: Events): Float64Array {
  return Float64Array.from({ length: partsOf(count) }, (_, part) => {
    const end = Math.min(count, (part + 1) * PART);
    return weights ? sumOf(weights.subarray(part * PART, end)) : end - part * PART;
  });
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}

/** [rows, D] */
function rowsOf({ values }: Events, features: number, rows: readonly number[]): Float64Array {
  const made = new Float64Array(rows.length * features);
  for (const [k, row] of rows.entries()) made.set(values.subarray(row * features, (row + 1) * features), k * features);
  return made;
}

const MOST_ITERATIONS = 300;
/** Of the mean variance of the features: centres that move less have settled. */
const TOLERANCE = 1e-4;

/** Where Lloyd's iterations end. */
export interface Clusters {
  /** [N]: the cluster of every event. */
  readonly labels: Int32Array;
  /** [M, D]: what the labels are nearest to. */
  readonly centres: Float64Array;
}

export const kMeans = (
  events: Events,
  features: number,
  clusters: number,
  random: () => number,
  steps: ClusterSteps,
): Clusters => lloyd(events, features, plusPlusSeeds(events, features, clusters, random, steps), steps);

/**
 * From rows that are the first centres. Clusters that lose all events take over the events
 * farthest from their centres.
 */
export function lloyd(events: Events, features: number, seeds: readonly number[], steps: ClusterSteps): Clusters {
  const { count, values } = events;
  const clusters = seeds.length;
  const centres = rowsOf(events, features, seeds);
  const assignment: Assignment = {
    labels: new Int32Array(count).fill(-1),
    distances: new Float64Array(count),
    sums: new Float64Array(clusters * features),
    masses: new Float64Array(clusters),
  };
  const { labels, distances, sums, masses } = assignment;
  const tolerance = TOLERANCE * meanVariance(events, features);
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    if (!steps.assign(centres, assignment)) return { labels, centres };
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
  return { labels, centres };
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
