// Jammed rows: where each begins, what is computed at a block of lanes, what is fetched ahead.
import { bytesOf } from "../ir/dtype.ts";
import type { Sweep } from "../ir/platform.ts";
import { definitionsIn } from "../ir/table-index.ts";
import { type Load, usesOf } from "../ir/uses.ts";
import { storedConditionally, varyingNames } from "../ir/vectorizable.ts";
import type { AxisBounds } from "./bounds.ts";
import { lanesOf, type Shared, scalarContext, scalarLines } from "./c-context.ts";
import { type VectorContext, vectorStatements } from "./c-vector.ts";
import { corePlacer, linear } from "./loads.ts";
import { combinations, range } from "./tuples.ts";

/** "_21": two planes, one row. */
export const jamSuffix = (jam: readonly number[]): string => (jam.length > 0 ? `_${jam.join("")}` : "");

/** `i0 + 1, i1, `: the row of one member of a jammed set. */
export const displacedIndices = (jams: readonly number[], bounds: readonly AxisBounds[]): string =>
  jams
    .map((j, axis) => {
      const by = j * (bounds[axis]?.step ?? 1);
      return by === 0 ? `i${axis}, ` : `i${axis} + ${by}, `;
    })
    .join("");

/** One set of jammed rows: where each begins, and the statements of a block of lanes. */
export function shapeView(
  sweep: Sweep,
  index: number,
  jam: readonly number[],
  bounds: readonly AxisBounds[],
  explicit: boolean,
  shared: Shared,
) {
  const { name } = shared;
  const { loads, stores } = usesOf(sweep.body);
  const rows = combinations(jam).map((jams) => {
    const offset = [...jams.map((j, axis) => j * (bounds[axis]?.step ?? 1)), 0];
    return { jams, label: jams.join("") || "0", offset, base: linear("p", offset) };
  });
  const conditional = storedConditionally(sweep.body);
  const result = (label: string, array: string) => `out_${label}_${name(array)}`;
  type Row = Pick<(typeof rows)[number], "jams" | "label" | "base">;
  const point = (row: Row) => ({
    base: row.base,
    indices: displacedIndices(row.jams, bounds),
    results: stores.map((array) => ({
      variable: result(row.label, array),
      array: name(array),
      dtype: shared.dtypeOf(array),
      old: conditional.has(array),
    })),
    lines: explicit
      ? vectorStatements(sweep.body, {
          ...scalarContext(corePlacer("q"), shared),
          result: (array) => result(row.label, array),
          varying: varyingNames(sweep.body),
          definitions: definitionsIn(sweep.body),
        } satisfies VectorContext)
      : scalarLines(sweep, corePlacer("q"), shared),
  });
  return {
    variant: `${index}${jamSuffix(jam)}`,
    lastBase: rows.at(-1)?.base ?? "p",
    main: String(jam) === String(shared.program.schedule.jam.slice(0, -1)),
    rows: rows.map(point),
    prefetches: explicit ? prefetches(rows, loads, shared) : [],
    line: explicit
      ? wholeLine(stores, shared, (vectors, lanes) =>
          rows.flatMap((row) => vectors.map((at) => point(partOf(row, at, lanes)))),
        )
      : undefined,
  };
}

const LINE_BYTES = 64;

/**
 * Where a vector is shorter than a cache line and stores stream: all vectors of a line, one jammed row after the other.
 * Stored in turns with other rows, each part of a line would go to memory by itself.
 */
function wholeLine<T>(
  stores: readonly string[],
  { program, dtypeOf }: Shared,
  pointsOf: (vectors: readonly number[], lanes: number) => readonly T[],
): { readonly points: number; readonly rows: readonly T[] } | undefined {
  const lanes = lanesOf(program.schedule);
  const points = LINE_BYTES / Math.min(...stores.map((array) => bytesOf[dtypeOf(array)]));
  if (program.schedule.stores !== "streaming" || points <= lanes) return undefined;
  return { points, rows: pointsOf(range(points / lanes), lanes) };
}

/** A vector of a row's line. */
const partOf = <T extends { readonly label: string; readonly base: string }>(row: T, part: number, lanes: number): T =>
  part === 0 ? row : { ...row, label: `${row.label}_${part}`, base: `${row.base} + ${part * lanes}` };

/** The rows that the jammed ones will read first, some rows further on: those of the newest plane. */
function prefetches(
  rows: readonly { readonly offset: readonly number[] }[],
  loads: readonly Load[],
  { program, name }: Shared,
): readonly { readonly address: string; readonly locality: number }[] {
  const { prefetch } = program.schedule;
  if (prefetch === undefined) return [];
  const arrays = [...new Set(loads.map((load) => load.array))];
  const along = Math.max(0, program.rank - 2);
  return rows.flatMap((row) =>
    arrays.map((array) => {
      const newest = Math.max(0, ...loads.filter((l) => l.array === array).map((l) => l.offset[0] ?? 0));
      const ahead = program.rank === 1 ? prefetch.rows * 1024 : prefetch.rows;
      const offset = row.offset.map((by, axis) => by + (axis === 0 ? newest : 0) + (axis === along ? ahead : 0));
      return { address: `${name(array)} + ${linear("p", offset)}`, locality: prefetch.hint === 0 ? 3 : 2 };
    }),
  );
}
