// The living definition of k-means' passes: every event with every point.
import type { CallData } from "../../specializer.ts";
import { PART, partsOf } from "./parts.ts";
import type { ClusterProgram } from "./program.ts";

export function interpretClusters(program: ClusterProgram, { arrays, scalars }: CallData): void {
  const { features: d, points: p, task } = program;
  const { events, eventWeights, points } = arrays;
  const count = scalars.count!;
  const weight = (n: number): number => eventWeights?.[n] ?? 1;
  const distance = (n: number, k: number): number => {
    let sum = 0;
    for (let i = 0; i < d; i++) sum += (events![n * d + i]! - points![k * d + i]!) ** 2;
    return sum;
  };
  if (task === "seed") {
    const { nearest, distances, sums } = arrays;
    const parts = partsOf(count);
    sums!.fill(0);
    for (let k = 0; k < p; k++)
      for (let n = 0; n < count; n++) {
        const least = Math.min(nearest![n]!, distance(n, k));
        distances![k * count + n] = least;
        sums![k * parts + Math.floor(n / PART)]! += least * weight(n);
      }
    return;
  }
  const { labels, distances, sums, masses, changed } = arrays;
  for (const array of [sums, masses, changed]) array!.fill(0);
  for (let part = 0; part < count; part += PART) {
    const own = [new Float64Array(p * d), new Float64Array(p)] as const;
    for (let n = part; n < Math.min(count, part + PART); n++) {
      let [label, least] = [0, distance(n, 0)];
      for (let k = 1; k < p; k++) {
        const other = distance(n, k);
        if (other < least) [label, least] = [k, other];
      }
      if (labels![n] !== label) changed![0]! += 1;
      labels![n] = label;
      distances![n] = least;
      own[1][label]! += weight(n);
      for (let i = 0; i < d; i++) own[0][label * d + i]! += weight(n) * events![n * d + i]!;
    }
    for (let at = 0; at < p * d; at++) sums![at]! += own[0][at]!;
    for (let k = 0; k < p; k++) masses![k]! += own[1][k]!;
  }
}
