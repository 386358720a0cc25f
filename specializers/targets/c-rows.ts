// Jammed rows: where each begins, what is computed at a block of lanes, what is fetched ahead.

import type { Columns } from "../ir/columns.ts";
import { bytesOf } from "../ir/dtype.ts";
import type { Statement } from "../ir/expressions.ts";
import type { Sweep } from "../ir/platform.ts";
import { definitionsIn } from "../ir/table-index.ts";
import { type Load, usesOf } from "../ir/uses.ts";
import { storedConditionally, varyingNames } from "../ir/vectorizable.ts";
import type { AxisBounds } from "./bounds.ts";
import { keptColumns, lanesOf, type Shared, scalarContext, scalarLines } from "./c-context.ts";
import { type VectorContext, vectorStatements } from "./c-vector.ts";
import { corePlacer, linear, type Placer } from "./loads.ts";
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
  const columns = explicit ? keptColumns(sweep, shared) : undefined;
  const body = columns?.body ?? sweep.body;
  const rows = combinations(jam).map((jams, number) => {
    const offset = [...jams.map((j, axis) => j * (bounds[axis]?.step ?? 1)), 0];
    return { number, jams, label: jams.join("") || "0", offset, base: linear("p", offset) };
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
          ? vectorStatements(
              body,
              vectorContext(body, keptPlacer(columns, row.number, skipped), result, columns, shared),
            )
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
    columns: columns && columnsView(columns, rows, shared),
  };
}

const vectorContext = (
  body: readonly Statement[],
  place: Placer,
  result: (array: string) => string,
  columns: Columns | undefined,
  shared: Shared,
): VectorContext => {
  const context = scalarContext(place, shared);
  const kept = new Set(columns?.values.map(({ name }) => name));
  return {
    ...context,
    dtypeOf: (array) => (kept.has(array) ? (context.precision === "single" ? "f32" : "f64") : context.dtypeOf(array)),
    result,
    varying: varyingNames(body),
    definitions: definitionsIn(body),
  };
};

/** Points of a row whose columns are kept at a time: with those beside them they stay in the first cache. */
const STRIP = 256;

/** Where in the kept values those of a jammed row's column begin. */
const slot = (columns: Columns, row: number, name: string): number =>
  row * columns.values.length + columns.values.findIndex((value) => value.name === name);

const slotText = (number: number): string => (number === 0 ? "0" : number === 1 ? "KEPT" : `${number} * KEPT`);

/** Loads from arrays, and of what is kept: `kept` is where the values of p begin. */
function keptPlacer(columns: Columns | undefined, row: number, skipped: number): Placer {
  const core = corePlacer("q");
  return (array, offset) => {
    if (!columns || slot(columns, row, array) < row * columns.values.length) return core(array, offset);
    return {
      base: "kept",
      index: `${slotText(slot(columns, row, array))} + ${skipped + offset.at(-1)!}`,
      test: undefined,
      outside: 0,
    };
  };
}

/** What is kept of the columns at a vector of points, for each jammed row. */
function columnsView(
  columns: Columns,
  rows: readonly { readonly number: number; readonly base: string }[],
  shared: Shared,
) {
  const { schedule } = shared.program;
  const lanes = lanesOf(schedule);
  const beside = Math.ceil(columns.reach / lanes) * lanes;
  return {
    strip: STRIP,
    beside,
    length: STRIP + 2 * beside,
    count: rows.length * columns.values.length,
    dtype: schedule.precision === "single" ? "f32" : "f64",
    rows: rows.map(({ number, base }) => ({
      base,
      values: columns.values.map(({ name, value }) => {
        const body = [{ kind: "let", at: value.at, name, type: "number", value }] as const;
        return {
          slot: slotText(slot(columns, number, name)),
          variable: shared.name(name),
          lines: vectorStatements(body, vectorContext(body, corePlacer("q"), String, undefined, shared)),
        };
      }),
    })),
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

/** What the jammed rows read first, those of the newest plane; `ahead` leads to where it is needed some rows later. */
function prefetches(
  rows: readonly { readonly offset: readonly number[] }[],
  loads: readonly Load[],
  { program, name }: Shared,
): readonly { readonly address: string; readonly locality: number }[] {
  const { prefetch } = program.schedule;
  if (prefetch === undefined) return [];
  const arrays = [...new Set(loads.map((load) => load.array))];
  return rows.flatMap((row) =>
    arrays.map((array) => {
      const newest = Math.max(0, ...loads.filter((l) => l.array === array).map((l) => l.offset[0] ?? 0));
      const offset = row.offset.map((by, axis) => by + (axis === 0 ? newest : 0));
      return { address: `${name(array)} + ${linear("p", offset)} + ahead`, locality: prefetch.hint === 0 ? 3 : 2 };
    }),
  );
}
