// Vectors that slide along a row: the neighbours of its points are moved out of vectors at hand, so that a row's
// elements are loaded once, and no load lies across two cache lines.
import { range } from "./tuples.ts";

/** By row, the columns at which its points are read. */
export type ColumnsRead = ReadonlyMap<string, ReadonlySet<number>>;

/** Rows that are read at neighbouring columns, none of them more than a vector away. */
export const slidingRows = (reads: ColumnsRead, lanes: number): readonly string[] =>
  [...reads].filter(([, columns]) => slides([...columns], lanes)).map(([row]) => row);

const slides = (columns: readonly number[], lanes: number): boolean =>
  columns.some((by) => by !== 0) && columns.every((by) => Math.abs(by) <= lanes);

/** Vectors of a row at hand: at `apart` columns from each other, named from the one a whole vector before the block on. */
export interface AtHand {
  readonly lanes: number;
  readonly apart: number;
  readonly names: readonly string[];
}

/**
 * Registers of 32 bytes are two halves, and moving lanes across them takes an instruction more than moving them within:
 * so the vectors half way between two are kept too, out of which one move within halves makes every neighbour.
 */
export const atHand = (lanes: number, vectorBytes: number): AtHand =>
  vectorBytes === 32
    ? { lanes, apart: lanes / 2, names: ["before", "middle", "here", "next", "after"] }
    : { lanes, apart: lanes, names: ["before", "here", "after"] };

/** The vector `by` columns on from a block of a sliding row. */
export function slid(row: string, by: number, { lanes, apart, names }: AtHand): string {
  const steps = Math.floor((by + lanes) / apart);
  const within = by + lanes - steps * apart;
  const vector = (i: number): string => `${names[i]}_${row}`;
  return within === 0 ? vector(steps) : `SLID_${within}(${vector(steps)}, ${vector(steps + 1)})`;
}

/** The macros that `slid` writes, and SLID_HALF where vectors half way are kept: which lanes of two vectors they take. */
export function slidingMacros({ lanes, apart }: AtHand) {
  const moved = range(apart - 1).map((i) => ({
    name: `SLID_${i + 1}`,
    lanes: range(lanes).map((lane) => {
      const from = lane + i + 1;
      return from < Math.floor(lane / apart) * apart + apart ? from : from + lanes - apart;
    }),
  }));
  const halves = apart < lanes ? [{ name: "SLID_HALF", lanes: range(lanes).map((lane) => lane + apart) }] : [];
  return [...moved, ...halves].map((macro) => ({ ...macro, lanes: macro.lanes.join(", ") }));
}
