// One sweep as the data of the CUDA templates: a kernel over points and, where planes are kept, one that marches.
import type { GpuSchedule, Sweep } from "../ir/platform.ts";
import { sweepBounds } from "./bounds.ts";
import { type Shared, scalarLines } from "./c-context.ts";
import { marchView } from "./cuda-march.ts";
import { cudaTotals } from "./cuda-totals.ts";
import { corePlacer, type Declaration, shellPlacer } from "./loads.ts";
import { marked } from "./mark.ts";
import { range } from "./tuples.ts";

export function sweepView(sweep: Sweep, index: number, gpu: GpuSchedule, shared: Shared) {
  const { rank } = shared.program;
  const lastAxis = rank - 1;
  const bounds = sweepBounds(sweep).map((bound) => ({ ...bound, outer: bound.axis < lastAxis }));
  const stepOf = (axis: number): number => bounds[axis]?.step ?? 1;
  const outer = range(lastAxis).map((axis) => ({ axis, step: stepOf(axis) }));
  /** The axes that blocks do not lie in: their points are numbered, the last axis fastest. */
  const stacked = outer.slice(0, Math.max(0, rank - 2)).reverse();
  const march = marchView(sweep, gpu, shared);
  return {
    index: String(index),
    at: marked("", sweep.at),
    shell: sweep.shell,
    bounds,
    last: { axis: lastAxis, step: stepOf(lastAxis) },
    across: rank > 1 ? { axis: lastAxis - 1, step: stepOf(lastAxis - 1) } : undefined,
    stacked,
    counts: range(rank).map((axis) => ({ axis, step: stepOf(axis) })),
    inCore: [
      ...outer.map(({ axis }) => `i${axis} >= a${axis} && i${axis} < b${axis}`),
      `x >= a${lastAxis} && x < b${lastAxis}`,
    ].join(" && "),
    rowIndex: outer.map(({ axis }) => `i${axis} * s${axis}`).join(" + ") || "0",
    core: scalarLines(sweep, corePlacer("q"), shared),
    shellPoint: sweep.shell ? shellView(sweep, shared) : undefined,
    march,
    totals: cudaTotals(sweep, shared),
    // where blocks march there is nothing else to do unless points lie outside of the core
    launchesPoints: march === undefined || sweep.shell,
  };
}

/** A point whose reads go through boundary rules: declarations that they need, then the statements. */
function shellView(sweep: Sweep, shared: Shared) {
  const { parameters, rank } = shared.program;
  const placer = shellPlacer(parameters, rank, true);
  const lines = scalarLines(sweep, placer.place, shared);
  const declare = (declarations: ReadonlyMap<string, Declaration>) =>
    [...declarations.values()].map(({ kind, name, value }) => {
      for (const rule of ["clamp", "wrap", "reflect"]) if (value.includes(`${rule}_index(`)) shared.uses.add(rule);
      return `const ${kind === "test" ? "int" : "int64_t"} ${name} = ${value};`;
    });
  shared.uses.add("inside");
  return { lines: [...declare(placer.perRow), ...declare(placer.perPoint), ...lines] };
}
