// Schedules of a stencil that a search starts from.
import type { Config } from "../specializer.ts";
import { KEPT } from "./lower.ts";

/** A handful that differ where it mattered most when stencils were measured: jam, tile, prefetch, stores, threads. */
export function seedsOf(first: Config, facts: { readonly rank: number; readonly cores: number }): readonly Config[] {
  if (first.target === "js") return [];
  // where floats may be computed with, no schedule is faster in doubles: half the lanes, and each load is converted
  const inFloats = first.single === undefined ? [] : [{ ...first, single: true }];
  const [base = first] = inFloats;
  const change = (changes: Config): Config =>
    Object.fromEntries(Object.entries(base).map(([axis, value]) => [axis, changes[axis] ?? value]));
  const in3D: readonly Config[] = [
    change({ jamOuter: 2, jamInner: 2, tile: 64, prefetch: "T0+2" }),
    change({ jamOuter: 2, jamInner: 0, tile: 32, prefetch: "T1+4" }),
    change({ jamOuter: 4, jamInner: 0, tile: 64, prefetch: "T0+2" }),
    change({ jamOuter: 0, jamInner: 0, tile: 16, prefetch: "T1+4" }),
    change({ jamOuter: 0, jamInner: 0, tile: 32, prefetch: "none" }),
    change({ jamOuter: 2, tile: 0, prefetch: "T0+2" }),
  ];
  const in2D: readonly Config[] = [
    change({ jamOuter: 8, prefetch: "none" }),
    change({ jamOuter: 4, prefetch: "none" }),
    change({ jamOuter: 2, prefetch: "T1+4" }),
  ];
  const in1D: readonly Config[] = [change({ prefetch: "T1+1" }), change({ prefetch: "T1+4" })];
  return [
    ...inFloats,
    ...(facts.rank > 2 ? in3D : facts.rank === 2 ? in2D : in1D),
    change({ streaming: first.streaming !== true, jamOuter: 2, prefetch: "none" }),
    ...(first.columns === KEPT ? [change({ columns: "recomputed" })] : []),
    change({ threads: first.threads === 1 ? facts.cores : 1 }),
    // the compiler's own vectors: an honest plain loop, with one thread as well
    change({ vector: 0, jamOuter: 0, jamInner: 0, tile: 0, streaming: false, prefetch: "none" }),
    change({
      vector: 0,
      jamOuter: 0,
      jamInner: 0,
      tile: 0,
      streaming: false,
      prefetch: "none",
      threads: 1,
      single: false,
    }),
  ];
}
