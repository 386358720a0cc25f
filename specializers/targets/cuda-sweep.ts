// One sweep as the data of the CUDA templates: a kernel over points and, where planes are kept, one that marches.
import { bytesOf, cTypeOf } from "../ir/dtype.ts";
import type { GpuSchedule, Sweep } from "../ir/platform.ts";
import { usesOf } from "../ir/uses.ts";
import { sweepBounds } from "./bounds.ts";
import { type Shared, scalarLines } from "./c-context.ts";
import { corePlacer, type Declaration, type Placer, shellPlacer } from "./loads.ts";
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

/**
 * The core by blocks that march along axis 0: each keeps the planes that its points read in a ring in shared memory, so
 * that an element comes from memory once a block. Undefined where there is nothing to keep, or the ring would be too
 * large.
 */
function marchView(sweep: Sweep, { block, shared: keeps }: GpuSchedule, shared: Shared) {
  const { rank } = shared.program;
  const [along, across] = block;
  if (!keeps || rank < 2 || rank > 3 || sweep.domain.some(({ step }) => step !== 1)) return undefined;
  const { loads, stores } = usesOf(sweep.body);
  const arrays = [...new Set(loads.filter(({ offset }) => offset.some((by) => by !== 0)).map(({ array }) => array))];
  const kept = arrays.filter((array) => !stores.includes(array));
  if (kept.length === 0) return undefined;
  const reach = (axis: number) => sweep.reach[axis] ?? { below: 0, above: 0 };
  const depth = reach(0).below + reach(0).above + 1;
  const width = along + reach(rank - 1).below + reach(rank - 1).above;
  const height = rank === 3 ? across + reach(1).below + reach(1).above : 1;
  const plane = width * height;
  let bytes = 0;
  const tiles = kept.map((array) => {
    const dtype = shared.dtypeOf(array);
    const offset = bytes;
    bytes += Math.ceil((depth * plane * bytesOf[dtype]) / 16) * 16;
    return { array: shared.name(array), tile: `tile_${shared.name(array)}`, type: cTypeOf[dtype], offset };
  });
  if (bytes > SHARED_BYTES) return undefined;
  const core = corePlacer("q");
  const place: Placer = (array, offset) => {
    if (!kept.includes(array)) return core(array, offset);
    const slot = `((column + ${(offset[0] ?? 0) + reach(0).below}) % ${depth}) * ${plane}`;
    const inPlane = rank === 3 ? (offset[1] ?? 0) * width + (offset[2] ?? 0) : (offset[1] ?? 0);
    return { index: `${slot} + cell + ${inPlane}`, base: `tile_${shared.name(array)}`, test: undefined, outside: 0 };
  };
  return {
    tiles,
    bytes,
    depth,
    width,
    height,
    plane,
    rank3: rank === 3,
    below: reach(0).below,
    above: reach(0).above,
    up: rank === 3 ? reach(1).below : 0,
    left: reach(rank - 1).below,
    lines: scalarLines(sweep, place, shared),
  };
}

/** What a block may have without asking for more. */
const SHARED_BYTES = 48 << 10;
