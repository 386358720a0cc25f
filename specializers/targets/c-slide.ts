// Vectors that slide along a row: the neighbours of its points are moved out of three vectors at hand, so that a row's
// elements are loaded once, and no load lies across two cache lines.
import { range } from "./tuples.ts";

/** By row, the columns at which its points are read. */
export type ColumnsRead = ReadonlyMap<string, ReadonlySet<number>>;

/** Rows that are read at neighbouring columns, none of them more than a vector away. */
export const slidingRows = (reads: ColumnsRead, lanes: number): readonly string[] =>
  [...reads].filter(([, columns]) => slides([...columns], lanes)).map(([row]) => row);

const slides = (columns: readonly number[], lanes: number): boolean =>
  columns.some((by) => by !== 0) && columns.every((by) => Math.abs(by) <= lanes);

/** The vector `by` columns on, from those before, at and after a block of a sliding row. */
export function slid(row: string, by: number, lanes: number): string {
  if (by === 0) return `here_${row}`;
  if (Math.abs(by) === lanes) return `${by < 0 ? "before" : "after"}_${row}`;
  return by < 0 ? `SLID_BACK_${-by}(before_${row}, here_${row})` : `SLID_ON_${by}(here_${row}, after_${row})`;
}

/** The macros that `slid` writes: which lanes of two vectors in order they take. */
export const slidingMacros = (lanes: number) =>
  range(lanes - 1).flatMap((i) => [
    {
      name: `SLID_BACK_${i + 1}`,
      lanes: range(lanes)
        .map((lane) => lanes - (i + 1) + lane)
        .join(", "),
    },
    {
      name: `SLID_ON_${i + 1}`,
      lanes: range(lanes)
        .map((lane) => i + 1 + lane)
        .join(", "),
    },
  ]);
