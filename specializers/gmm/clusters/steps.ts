// The two passes over the events that k-means consists of, in TypeScript. What the triangle inequality shows to be too far
// is not looked at (Hamerly 2010); distances that are computed are exact, so the labels are those of comparing all.
import type { Events } from "../engine.ts";
import type { Assignment, ClusterSteps } from "./k-means.ts";
import { PART, partsOf } from "./parts.ts";

/** Events a block: what is known of them stays in the cache. A part is whole blocks. */
const BLOCK = 512;
/** A distance is known to be shorter only if it is so by more than rounding. */
const MARGIN = 1 + 1e-9;
/** Points that distances are computed to at the same time: no sum waits for another. */
const TOGETHER = 4;

export function clusterSteps(events: Events, features: number, checkpoint: () => void): ClusterSteps {
  const { count, values, weights } = events;
  const rows = new Float64Array(values instanceof Float64Array ? 0 : BLOCK * features);
  /** Blocks as f64, of which the first event begins at `at`. */
  const forBlocks = (f: (start: number, size: number, block: Float64Array, at: number) => void): void => {
    for (let start = 0; start < count; start += BLOCK) {
      checkpoint();
      const size = Math.min(BLOCK, count - start);
      if (values instanceof Float64Array) f(start, size, values, start * features);
      else {
        rows.set(values.subarray(start * features, (start + size) * features));
        f(start, size, rows, 0);
      }
    }
  };
  const every = Int32Array.from({ length: BLOCK }, (_, j) => j);
  let assigning: Assigning | undefined;

  return {
    seed(candidates, nearest, into) {
      const trials = candidates.length / features;
      const parts = partsOf(count);
      const points = interleaved(trials, features, (c, i) => candidates[c * features + i]!);
      const found = new Float64Array(BLOCK * TOGETHER * Math.ceil(trials / TOGETHER));
      into.sums.fill(0);
      forBlocks((start, size, block, at) => {
        distances(block, at, features, every, size, points, found);
        const stride = found.length / BLOCK;
        const part = Math.floor(start / PART);
        for (let c = 0; c < trials; c++) {
          const own = into.distances.subarray(c * count, (c + 1) * count);
          const before = into.sums[c * parts + part]!;
          into.sums[c * parts + part] = nearer(found, stride, c, start, size, nearest, own, weights, before);
        }
      });
    },

    assign(centres, assignment) {
      assigning ??= { centres, lower: new Float64Array(count).fill(Number.NEGATIVE_INFINITY) };
      const { lower } = assigning;
      const moved = furthestMove(centres, assigning.centres, features) * MARGIN;
      assigning = { centres: centres.slice(), lower };
      const clusters = centres.length / features;
      const points = interleaved(clusters, features, (k, i) => centres[k * features + i]!);
      const found = new Float64Array(BLOCK * TOGETHER * Math.ceil(clusters / TOGETHER));
      const half = halfDistances(centres, features);
      const unsure = new Int32Array(BLOCK);
      const whole = [assignment.sums, assignment.masses];
      const part = whole.map((total) => new Float64Array(total.length));
      for (const total of whole) total.fill(0);
      let changed = false;
      forBlocks((start, size, block, at) => {
        const left = unsureOnes(block, at, features, start, size, centres, half, lower, moved, assignment, unsure);
        distances(block, at, features, unsure, left, points, found);
        if (choose(found, found.length / BLOCK, clusters, start, unsure, left, lower, assignment)) changed = true;
        gather(block, at, features, start, size, weights, assignment.labels, part[0]!, part[1]!);
        if ((start + size) % PART === 0 || start + size === count)
          whole.forEach((total, i) => void move(part[i]!, total));
      });
      return changed;
    },
  };
}

interface Assigning {
  /** Of the assignment before. */
  readonly centres: Float64Array;
  /** [N]: no centre but an event's own was nearer than this. */
  readonly lower: Float64Array;
}

// What follows are loops of their own, each with all that it uses in variables of its own: so V8 keeps them in registers.

/** Squared distances of events to points, into [events, points]. @param which of the block's events */
function distances(
  block: Float64Array,
  start: number,
  features: number,
  which: Int32Array,
  count: number,
  points: Float64Array,
  into: Float64Array,
): void {
  const padded = points.length / features;
  for (let j = 0; j < count; j++) {
    const first = start + which[j]! * features;
    const last = first + features;
    for (let k = 0; k < padded; k += TOGETHER) {
      let from = k * features;
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      for (let at = first; at < last; at++) {
        const value = block[at]!;
        const fromA = value - points[from]!;
        const fromB = value - points[from + 1]!;
        const fromC = value - points[from + 2]!;
        const fromD = value - points[from + 3]!;
        a += fromA * fromA;
        b += fromB * fromB;
        c += fromC * fromC;
        d += fromD * fromD;
        from += TOGETHER;
      }
      const to = j * padded + k;
      into[to] = a;
      into[to + 1] = b;
      into[to + 2] = c;
      into[to + 3] = d;
    }
  }
}

/** The smaller distances of a block, and on top of `sum` what they come to. */
function nearer(
  found: Float64Array,
  stride: number,
  candidate: number,
  start: number,
  size: number,
  nearest: Float64Array,
  into: Float64Array,
  weights: Float64Array | undefined,
  sum: number,
): number {
  let total = sum;
  for (let j = 0; j < size; j++) {
    const n = start + j;
    const distance = Math.min(nearest[n]!, found[j * stride + candidate]!);
    into[n] = distance;
    total += weights ? distance * weights[n]! : distance;
  }
  return total;
}

/** Which events of a block may have a nearer centre than their own; those that can't get their distance. */
function unsureOnes(
  block: Float64Array,
  first: number,
  features: number,
  start: number,
  size: number,
  centres: Float64Array,
  half: Float64Array,
  lower: Float64Array,
  moved: number,
  { labels, distances: own }: Assignment,
  unsure: Int32Array,
): number {
  let left = 0;
  for (let j = 0; j < size; j++) {
    const n = start + j;
    const label = labels[n]!;
    const bound = lower[n]! - moved;
    lower[n] = bound;
    if (label >= 0) {
      const distance = squaredDistance(block, first + j * features, centres, label * features, features);
      own[n] = distance;
      if (Math.sqrt(distance) * MARGIN < Math.max(bound, half[label]!)) continue;
    }
    unsure[left++] = j;
  }
  return left;
}

/** The nearest centre of each unsure event, and how far the next one is. @returns whether a label has changed */
function choose(
  found: Float64Array,
  stride: number,
  clusters: number,
  start: number,
  unsure: Int32Array,
  count: number,
  lower: Float64Array,
  { labels, distances: own }: Assignment,
): boolean {
  let changed = false;
  for (let j = 0; j < count; j++) {
    const n = start + unsure[j]!;
    const at = j * stride;
    let best = 0;
    let least = found[at]!;
    let second = Number.POSITIVE_INFINITY;
    for (let k = 1; k < clusters; k++) {
      const distance = found[at + k]!;
      if (distance < least) {
        second = least;
        least = distance;
        best = k;
      } else if (distance < second) second = distance;
    }
    lower[n] = Math.sqrt(second) / MARGIN;
    own[n] = least;
    if (best !== labels[n]!) changed = true;
    labels[n] = best;
  }
  return changed;
}

/** Adds the sums of a part, which begin anew. */
function move(part: Float64Array, whole: Float64Array): void {
  for (let i = 0; i < part.length; i++) whole[i]! += part[i]!;
  part.fill(0);
}

/** Adds a block's events to the sums of their clusters. */
function gather(
  block: Float64Array,
  first: number,
  features: number,
  start: number,
  size: number,
  weights: Float64Array | undefined,
  labels: Int32Array,
  sums: Float64Array,
  masses: Float64Array,
): void {
  for (let j = 0; j < size; j++) {
    const label = labels[start + j]!;
    const weight = weights ? weights[start + j]! : 1;
    const from = first + j * features;
    const to = label * features;
    masses[label]! += weight;
    for (let i = 0; i < features; i++) sums[to + i]! += weight * block[from + i]!;
  }
}

function squaredDistance(a: Float64Array, at: number, b: Float64Array, to: number, features: number): number {
  let sum = 0;
  for (let i = 0; i < features; i++) {
    const difference = a[at + i]! - b[to + i]!;
    sum += difference * difference;
  }
  return sum;
}

/** Four points side by side, then the next four; what is missing at the end is 0. */
function interleaved(count: number, features: number, value: (point: number, feature: number) => number): Float64Array {
  const made = new Float64Array(TOGETHER * Math.ceil(count / TOGETHER) * features);
  for (let k = 0; k < count; k++) {
    const within = k % TOGETHER;
    for (let i = 0; i < features; i++) made[(k - within) * features + i * TOGETHER + within] = value(k, i);
  }
  return made;
}

/** [M]: half the distance of each centre to the nearest other one. */
function halfDistances(centres: Float64Array, features: number): Float64Array {
  const clusters = centres.length / features;
  const half = new Float64Array(clusters).fill(Number.POSITIVE_INFINITY);
  for (let k = 0; k < clusters; k++)
    for (let l = 0; l < clusters; l++) {
      if (l === k) continue;
      const distance = Math.sqrt(squaredDistance(centres, k * features, centres, l * features, features)) / 2;
      half[k] = Math.min(half[k]!, distance);
    }
  return half;
}

function furthestMove(centres: Float64Array, before: Float64Array, features: number): number {
  let most = 0;
  for (let at = 0; at < centres.length; at += features)
    most = Math.max(most, squaredDistance(centres, at, before, at, features));
  return Math.sqrt(most);
}
