// The loops around the rows of a sweep: tiles, the share of a thread, jammed rows and what they leave over.
import type { Schedule } from "../ir/platform.ts";
import type { AxisBounds } from "./bounds.ts";
import { displacedIndices, jamSuffix } from "./c-rows.ts";
import { combinations } from "./tuples.ts";

/** The loops over one outer axis, one after the other. */
export interface Nest {
  readonly axis: number;
  readonly from: string;
  readonly to: string;
  readonly loops: readonly NestLoop[];
}

interface NestLoop {
  readonly axis: number;
  readonly to: string;
  /** How far the last of the jammed rows lies beyond the first, and how far the loop goes on. */
  readonly beyond: number;
  readonly advance: number;
  /** Whether it looks at the cancel word. */
  readonly polls: boolean;
  readonly inner: Nest | undefined;
  /** In the innermost loop: functions over sets of rows. */
  readonly calls: readonly { readonly rows: string; readonly indices: string }[];
}

export interface RowNest {
  /** Undefined when there is only one axis. */
  readonly nest: Nest | undefined;
  readonly tiles: readonly { readonly axis: number; readonly length: number }[];
  /** The sets of jammed rows that are called: rows of each outer axis. */
  readonly shapes: readonly (readonly number[])[];
}

/** `split`: the axis that threads share, -1 for none. The outermost loop polls. */
export function buildNest(sweep: number, bounds: readonly AxisBounds[], schedule: Schedule, split: number): RowNest {
  const outer = bounds.slice(0, -1);
  const shapes = new Map<string, readonly number[]>();
  const tiles = outer
    .filter(({ axis }) => (schedule.tiles[axis] ?? 0) > 0 && axis !== split)
    .map(({ axis, step }) => ({ axis, length: (schedule.tiles[axis] ?? 0) * step }));
  const boundsOf = (axis: number): readonly [string, string] => {
    if (axis === split) return [`c${axis}`, `f${axis}`];
    return tiles.some((tile) => tile.axis === axis) ? [`t${axis}`, `w${axis}`] : [`a${axis}`, `b${axis}`];
  };
  const call = (jams: readonly number[], tuple: readonly number[]) => {
    shapes.set(String(jams), jams);
    return { rows: `${sweep}${jamSuffix(jams)}`, indices: displacedIndices(tuple, bounds) };
  };
  /** Loops from an axis inwards: a jammed one, and one that does what it leaves over row by row. */
  const nestOf = ({ axis, step }: AxisBounds, outerJam: readonly number[], jammed: boolean): Nest => {
    const [from, to] = boundsOf(axis);
    const jam = jammed ? (schedule.jam[axis] ?? 1) : 1;
    const loop = (rows: number, whole: boolean): NestLoop => {
      const jams = [...outerJam, rows];
      const next = outer[axis + 1];
      const inner = next && nestOf(next, jams, whole);
      const ones = jams.map(() => 1);
      const origin = jams.map(() => 0);
      const calls = whole ? () => [call(jams, origin)] : () => combinations(jams).map((tuple) => call(ones, tuple));
      return {
        axis,
        to,
        beyond: (rows - 1) * step,
        advance: rows * step,
        polls: axis === 0,
        inner,
        calls: inner ? [] : calls(),
      };
    };
    return { axis, from, to, loops: jam > 1 ? [loop(jam, true), loop(1, false)] : [loop(1, jammed)] };
  };
  const [first] = outer;
  const nest = first && nestOf(first, [], true);
  return { nest, tiles, shapes: nest ? [...shapes.values()] : [[]] };
}
