// The core of a sweep by blocks that march along axis 0: the planes that their points read stay in a ring in shared
// memory, or in each thread's registers where they lie along the walk. An element comes from memory once a block.
import { cTypeOf } from "../ir/dtype.ts";
import { inColumn, ringOf } from "../ir/gpu-march.ts";
import type { GpuSchedule, Sweep } from "../ir/platform.ts";
import { usesOf } from "../ir/uses.ts";
import { type Shared, scalarLines } from "./c-context.ts";
import { corePlacer, linear, type Placer } from "./loads.ts";
import { range } from "./tuples.ts";

/** What a block may have without asking for more. */
export const SHARED_BYTES = 48 << 10;

/** Undefined where blocks don't march, or can't. */
export function marchView(sweep: Sweep, gpu: GpuSchedule, shared: Shared) {
  const ring = gpu.keep === "none" ? "not wanted" : ringOf(sweep, gpu, shared.dtypeOf, SHARED_BYTES);
  if (typeof ring === "string") return undefined;
  const { rank } = shared.program;
  const { below, above, depth, width, height } = ring;
  const plane = width * height;
  const reach = (axis: number) => sweep.reach[axis] ?? { below: 0, above: 0 };
  const { loads } = usesOf(sweep.body);
  const inRing = new Set(ring.shared.map(({ array }) => array));
  const columns = ring.columns.map((array) => {
    const steps = loads.filter((load) => load.array === array && inColumn(load)).map(({ offset }) => offset[0] ?? 0);
    return { array, low: Math.min(...steps), high: Math.max(...steps) };
  });
  const core = corePlacer("q");
  const held = (array: string, by: number, low: number): string => `held_${shared.name(array)}_${by - low}`;
  const place: Placer = (array, offset) => {
    const column = columns.find((each) => each.array === array);
    if (column && inColumn({ offset })) {
      const register = held(array, offset[0] ?? 0, column.low);
      return { index: "q", register, test: undefined, outside: 0 };
    }
    if (!inRing.has(array)) return core(array, offset);
    const slot = `((column + ${(offset[0] ?? 0) + below}) % ${depth}) * ${plane}`;
    const inPlane = rank === 3 ? (offset[1] ?? 0) * width + (offset[2] ?? 0) : (offset[1] ?? 0);
    return { index: `${slot} + cell + ${inPlane}`, base: `tile_${shared.name(array)}`, test: undefined, outside: 0 };
  };
  return {
    tiles: ring.shared.map(({ array, offset }) => ({
      array: shared.name(array),
      tile: `tile_${shared.name(array)}`,
      type: cTypeOf[shared.dtypeOf(array)],
      offset,
    })),
    columns: columns.map(({ array, low, high }) => {
      const names = range(high - low + 1).map((i) => held(array, low + i, low));
      const at = (by: number) => `${shared.name(array)}[${linear("q", [by, ...range(rank - 1).map(() => 0)])}]`;
      return {
        type: cTypeOf[shared.dtypeOf(array)],
        // a compiler can't know that a walk begins by filling them
        names: names.map((name) => `${name} = 0`).join(", "),
        // the newest one is read at each plane, the others when a walk begins
        fill: names.slice(0, -1).map((name, i) => ({ name, value: at(low + i) })),
        newest: { name: names.at(-1), value: at(high) },
        shift: names.slice(0, -1).map((name, i) => ({ name, value: names[i + 1] })),
      };
    }),
    bytes: ring.bytes,
    depth,
    width,
    height,
    plane,
    rank3: rank === 3,
    below,
    above,
    up: rank === 3 ? reach(1).below : 0,
    left: reach(rank - 1).below,
    lines: scalarLines(sweep, place, shared),
  };
}
