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

/** One set of jammed rows: where each begins, and the statements of a block of points. */
export function shapeView(
  sweep: Sweep,
  index: number,
  jam: readonly number[],
  bounds: readonly AxisBounds[],
  explicit: boolean,
  shared: Shared,
) {
  const { name, dtypeOf } = shared;
  const { loads, stores, size } = usesOf(sweep.body);
  const rows = combinations(jam).map((jams) => {
    const offset = [...jams.map((j, axis) => j * (bounds[axis]?.step ?? 1)), 0];
    return { jams, label: jams.join("") || "0", offset, base: linear("p", offset) };
  });
  const conditional = storedConditionally(sweep.body);
  const vectors = explicit ? vectorsOfBlock(stores, shared) : 1;
  const lanes = lanesOf(shared.program.schedule);
  const main = String(jam) === String(shared.program.schedule.jam.slice(0, -1));
  const blocks = rows.map((row) =>
    range(vectors).map((number) => {
      const skipped = number * lanes;
      const label = number === 0 ? row.label : `${row.label}_${number}`;
      const base = number === 0 ? row.base : `${row.base} + ${skipped}`;
      const result = (array: string) => `out_${label}_${name(array)}`;
      return {
        base,
        indices: displacedIndices(row.jams, bounds),
        results: stores.map((array) => ({
          base,
          skipped,
          variable: result(array),
          array: name(array),
          dtype: dtypeOf(array),
          old: conditional.has(array),
        })),
        lines: explicit
          ? vectorStatements(sweep.body, {
              ...scalarContext(corePlacer("q"), shared),
              result,
              varying: varyingNames(sweep.body),
              definitions: definitionsIn(sweep.body),
            } satisfies VectorContext)
          : scalarLines(sweep, corePlacer("q"), shared),
      };
    }),
  );
  return {
    variant: `${index}${jamSuffix(jam)}`,
    lastBase: rows.at(-1)?.base ?? "p",
    main,
    // a call at both ends of each row costs a tenth of what a short row takes
    inlineEdges: main && rows.length * vectors * size <= MOST_INLINE,
    rows: blocks.flatMap(([first]) => (first ? [first] : [])),
    vectors: blocks.flat(),
    count: vectors * lanes,
    points: vectors === 1 ? "LANES" : String(vectors * lanes),
    // line by line: stored in turns with other lines, each part of one would go to memory by itself
    stored: blocks.flatMap((row) => stores.flatMap((_, array) => row.map(({ results }) => results[array]!))),
    prefetches: explicit ? prefetches(rows, loads, shared) : [],
  };
}

const LINE_BYTES = 64;
/** Nodes of a block that stands thrice in a row's text. */
const MOST_INLINE = 240;

/** One, or where stores stream as many as make whole cache lines. */
function vectorsOfBlock(stores: readonly string[], { program: { schedule }, dtypeOf }: Shared): number {
  if (schedule.stores !== "streaming") return 1;
  const bytes = lanesOf(schedule) * Math.min(...stores.map((array) => bytesOf[dtypeOf(array)]));
  return Math.max(1, LINE_BYTES / bytes);
}

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
