// Boundary rules: which index a displaced index means on an axis of n points.
import type { Boundary } from "./dtype.ts";

/** The index that stands in for `index` on an axis of `n` points, or -1 where no point does ("none", a number). */
export function resolveIndex(index: number, n: number, boundary: Boundary): number {
  if (index >= 0 && index < n) return index;
  switch (boundary) {
    case "clamp":
      return index < 0 ? 0 : n - 1;
    case "wrap":
      return ((index % n) + n) % n;
    case "reflect": {
      // half-sample symmetric: … 1 0 | 0 1 2 … n-1 | n-1 n-2 …
      const period = 2 * n;
      const folded = ((index % period) + period) % period;
      return folded < n ? folded : period - 1 - folded;
    }
    default:
      return -1;
  }
}

export function isBoundary(value: unknown): value is Boundary {
  return typeof value === "number" || value === "none" || value === "clamp" || value === "wrap" || value === "reflect";
}
