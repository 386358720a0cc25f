// The variant space of `iterate`: that of one sweep, and how many steps a pass over memory takes.
import type { Axis, CallLayout, Config, MachineFacts, VariantSpace } from "../../specializer.ts";
import { variants as sweepVariants } from "../variants.ts";
import { type Blocking, blockingOf, depthAndHeight, depths, heightsFor } from "./blocking.ts";
import type { IteratedStencil } from "./program.ts";

/** Each step a pass: what the axes of time are then. */
const single: Config = { schedule: "none", depth: 0, height: 0, planes: 1, fetch: false, slide: false };
/** What of a wavefront concerns its last sweep only, which is a single one: as by default. */
const ofOneSweep: readonly string[] = ["jamOuter", "jamInner", "tile", "prefetch", "streaming", "O2"];

export function variants(
  program: IteratedStencil,
  call: CallLayout,
  machine: MachineFacts,
  exact: boolean,
): VariantSpace {
  const sweep = sweepVariants(program.step, call, machine, exact);
  const blocking = blockingOf(program, call);
  const axes = [...sweep.axes, ...axesOf(blocking)];
  const illegal = (config: Config): string | undefined => {
    if (config.schedule === "none") {
      const other = Object.keys(single).find((axis) => config[axis] !== single[axis]);
      return other === undefined ? sweep.illegal(config) : `${other} is a choice of wavefronts`;
    }
    const other = ofOneSweep.find((axis) => config[axis] !== sweep.default[axis]);
    const choice = other && `${other} is a choice of single sweeps`;
    return blocking.why ?? choice ?? sweep.illegal(config) ?? whyIllegal(config, blocking);
  };
  const legal = (configs: readonly Config[]) => configs.filter((config) => illegal(config) === undefined);
  const sweeps = legal([sweep.default, ...sweep.seeds].map((config) => ({ ...config, ...single })));
  const wavefronts = legal(wavefrontsFor(sweep, blocking, machine));
  const beyondCaches = bytesOf(call) > machine.lastLevelCacheBytes / 2;
  const first = (beyondCaches ? wavefronts[0] : undefined) ?? { ...sweep.default, ...single };
  const seeds = [first, ...wavefronts, ...sweeps];
  const notes = blocking.why === undefined ? [] : [`iterate: each step is a pass over memory, since ${blocking.why}.`];
  return {
    axes,
    illegal,
    notes,
    default: first,
    seeds: [...new Map(seeds.map((c) => [JSON.stringify(c), c])).values()],
  };
}

function axesOf({ rank }: Blocking): readonly Axis[] {
  const axis = (name: string, label: string, values: Axis["values"], ordered = true) => ({
    name,
    label,
    values,
    ordered,
  });
  return [
    axis("schedule", "schedule over time", ["none", shapeName(rank)], false),
    axis("depth", "steps a pass", depths),
    axis("height", rank === 1 ? "points of a tile in time" : "rows of a tile in time", heightsFor(rank)),
    axis("planes", rank === 3 ? "planes together" : "rows together", rank === 1 ? [1] : [1, 2, 4]),
    axis("fetch", "grids fetched ahead", [false, true], false),
    axis("slide", "vectors sliding along rows", [false, true], false),
  ];
}

/** Tiles of one axis only overlap; with more axes a front runs through the tile. */
const shapeName = (rank: number): string => (rank === 1 ? "trapezoid" : "wavefront");

function whyIllegal(config: Config, { rank, extents, reach, beside }: Blocking): string | undefined {
  if (config.target === "js") return "the js target takes one step a pass";
  const [depth, height, planes] = [Number(config.depth), Number(config.height), Number(config.planes)];
  if (depth < 3) return "a wavefront takes three steps or more";
  const along = rank === 3 && height > 0 ? 1 : 0;
  const extent = extents[along] ?? 1;
  if (height >= extent && height > 0) return `tile of ${height} >= extent ${extent}`;
  if (rank === 1 && height === 0) return "a trapezoid needs a length";
  if (height > 0 && (depth - 1) * (reach[along] ?? 0) > 2 * height)
    return `tiles of ${height} would compute more twice than once at depth ${depth}`;
  if (planes > (extents[0] ?? 1)) return `${planes} together > extent ${extents[0] ?? 1}`;
  if (config.fetch === true && config.vector === 0) return "prefetch needs explicit vectors";
  if (config.fetch === true && rank === 1) return "the processor fetches one axis by itself";
  if (config.slide === true) {
    if (config.vector === 0) return "sliding needs explicit vectors";
    if (beside === 0) return "no row is read at neighbouring columns";
    if (beside * 8 > Number(config.vector)) return `neighbours lie ${beside} columns away, beyond the vectors beside`;
  }
  return undefined;
}

/** The cost model's choice first, then what differs from it where it matters. */
function wavefrontsFor(
  { default: sweep }: VariantSpace,
  blocking: Blocking,
  { lastLevelCacheBytes, cores }: MachineFacts,
): readonly Config[] {
  const { rank, reach, beside, why } = blocking;
  const chosen = depthAndHeight(blocking, lastLevelCacheBytes, Number(sweep.threads));
  if (why !== undefined || chosen === undefined || sweep.target === "js") return [];
  const base: Config = {
    ...sweep,
    schedule: shapeName(rank),
    depth: chosen.depth,
    height: chosen.height,
    planes: rank === 1 || (reach[0] ?? 0) > 4 ? 1 : 2,
    fetch: rank > 1 && sweep.vector !== 0,
    slide: beside > 0 && beside * 8 <= Number(sweep.vector),
  };
  const deeper = Math.min(13, chosen.depth + 2);
  return [
    base,
    { ...base, depth: Math.max(3, chosen.depth - 2) },
    { ...base, depth: deeper },
    { ...base, fetch: false },
    { ...base, slide: false },
    { ...base, planes: 1 },
    ...(rank > 1 ? [{ ...base, planes: 4 }] : []),
    ...(rank === 3 ? [32, 64, 128].map((height) => ({ ...base, height })) : []),
    { ...base, threads: sweep.threads === 1 ? cores : 1 },
  ];
}

const bytesOf = ({ arrays }: CallLayout): number => {
  const size = { f64: 8, f32: 4, i32: 4, u8: 1 } as const;
  return Object.values(arrays).reduce(
    (sum, { dtype, shape }) => sum + size[dtype] * shape.reduce((a, b) => a * b, 1),
    0,
  );
};
