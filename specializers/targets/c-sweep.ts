// One sweep as the data of the C templates: bounds, loops, rows, shell.
import { bytesOf } from "../ir/dtype.ts";
import type { Sweep } from "../ir/platform.ts";
import { usesOf } from "../ir/uses.ts";
import { notVectorizable } from "../ir/vectorizable.ts";
import { type AxisBounds, sweepBounds } from "./bounds.ts";
import { lanesOf, type Shared, scalarLines } from "./c-context.ts";
import { buildNest, type RowNest } from "./c-nest.ts";
import { shapeView } from "./c-rows.ts";
import { sweepTotals } from "./c-totals.ts";
import { corePlacer, type Declaration, linear, shellPlacer } from "./loads.ts";
import { marked } from "./mark.ts";
import { range } from "./tuples.ts";

export function sweepView(sweep: Sweep, index: number, shared: Shared) {
  const { program, name } = shared;
  const { rank, schedule } = program;
  const { stores } = usesOf(sweep.body);
  const lastAxis = rank - 1;
  const bounds = sweepBounds(sweep);
  const lastStep = bounds[lastAxis]?.step ?? 1;
  const { ordered = false } = sweep;
  const { take, give, independent, clauses } = sweepTotals(sweep, shared);
  const explicit =
    !ordered &&
    schedule.vectors === "explicit" &&
    lastStep === 1 &&
    notVectorizable(sweep.body, shared.dtypeOf) === undefined;
  const streaming = explicit && schedule.stores === "streaming";
  const outerAxes = range(lastAxis);
  const split = schedule.threads > 1 ? schedule.splitAxis : -1;
  const rowIndices = outerAxes.map((axis) => `i${axis}`);
  const { nest, tiles, shapes } = buildNest(index, bounds, schedule, split);

  const reachText = (side: "below" | "above") =>
    linear(
      "0",
      range(rank).map((axis) => sweep.reach[axis]?.[side] ?? 0),
    ).replace(/^0 \+ /, "");
  const bytes = lanesOf(schedule);
  const unit = (array: string) => (streaming ? 64 : bytes * bytesOf[shared.dtypeOf(array)]);
  const alignment = stores.map((array) => {
    const own = name(array);
    const rows = rank > 1 ? ` && n${lastAxis} * ${bytesOf[shared.dtypeOf(array)]} % ${unit(array)} == 0` : "";
    return `(uintptr_t)${own} % ${unit(array)} == 0${rows}`;
  });

  return {
    index: String(index),
    at: marked("", sweep.at),
    rank,
    lastAxis,
    lastStep,
    flat: rank === 1,
    shell: sweep.shell,
    explicit,
    streaming,
    ahead: explicit ? aheadOf(sweep, bounds, tiles, shared) : undefined,
    ordered,
    take,
    give,
    simd: schedule.vectors !== "none" && independent,
    clauses,
    bounds: bounds.map(({ axis, definitions, step }) => ({ axis, definitions, step, outer: axis < lastAxis })),
    outer: outerAxes.map((axis) => ({ axis, step: bounds[axis]?.step ?? 1, polls: axis === 0 })),
    inCore: outerAxes.map((axis) => `i${axis} >= a${axis} && i${axis} < b${axis}`).join(" && "),
    jumpAxis: lastAxis - 1,
    jumpStep: bounds[lastAxis - 1]?.step ?? 1,
    rowParameters: rowIndices.map((i) => `const int64_t ${i}, `).join(""),
    rowArguments: rowIndices.map((i) => `${i}, `).join(""),
    rowIndex: outerAxes.map((axis) => `i${axis} * s${axis}`).join(" + ") || "0",
    split: split >= 0 ? { axis: split, step: bounds[split]?.step ?? 1, from: `a${split}`, to: `b${split}` } : undefined,
    alignment: explicit ? alignment.join(" && ") : "0",
    low: reachText("below"),
    high: reachText("above"),
    total: rank > 1 ? "n0 * s0" : "n0",
    tiles,
    nest,
    row: scalarLines(sweep, corePlacer("q"), shared),
    ...shellViews(sweep, shared),
    shapes: shapes.map((jam) => shapeView(sweep, index, jam, bounds, explicit, shared)),
  };
}

/**
 * From a row to the one that is fetched while it is computed, in elements. Behind the last row of a tile come the first
 * ones of the next plane: those that follow in memory belong to another tile, long after.
 */
function aheadOf(
  { reach }: Sweep,
  bounds: readonly AxisBounds[],
  tiles: RowNest["tiles"],
  { program: { rank, schedule } }: Shared,
): string | undefined {
  if (!schedule.prefetch) return undefined;
  const { rows } = schedule.prefetch;
  if (rank === 1) return String(rows * 1024);
  const along = rank - 2;
  const inPlane = `${rows} * s${along}`;
  if (!tiles.some(({ axis }) => axis === along)) return inPlane;
  const { below, above } = reach[along]!;
  const planes = (schedule.jam[0] ?? 1) * (bounds[0]?.step ?? 1);
  const back = `(w${along} - t${along} + ${below + above} - ${rows}) * s${along}`;
  return `i${along} + ${rows} < w${along} + ${above} ? ${inPlane} : ${planes} * s0 - ${back}`;
}

/** Rows and points of the shell: declarations that loads need, then the statements. */
function shellViews(sweep: Sweep, shared: Shared) {
  if (!sweep.shell) return { shellRow: undefined, shellPoint: undefined };
  const { parameters, rank } = shared.program;
  const make = (mapLast: boolean) => {
    const placer = shellPlacer(parameters, rank, mapLast);
    const lines = scalarLines(sweep, placer.place, shared);
    const declare = (declarations: ReadonlyMap<string, Declaration>) =>
      [...declarations.values()].map(({ kind, name, value }) => {
        for (const rule of ["clamp", "wrap", "reflect"]) if (value.includes(`${rule}_index(`)) shared.uses.add(rule);
        return `const ${kind === "test" ? "int" : "int64_t"} ${name} = ${value};`;
      });
    shared.uses.add("inside");
    return { perRow: declare(placer.perRow), perPoint: declare(placer.perPoint), lines };
  };
  return { shellRow: make(false), shellPoint: make(true) };
}
