// Which stencils may take several steps in one pass over memory, and how deep and wide by the caches' sizes.
import type { Boundary, DType } from "../../ir/dtype.ts";
import { bytesOf } from "../../ir/dtype.ts";
import type { Sweep } from "../../ir/platform.ts";
import { usesOf } from "../../ir/uses.ts";
import { storedConditionally } from "../../ir/vectorizable.ts";
import type { CallLayout } from "../../specializer.ts";
import { lower } from "../lower.ts";
import { bound } from "../program.ts";
import type { IteratedStencil } from "./program.ts";

/** A stencil as the wavefront sees it. */
export interface Blocking {
  readonly rank: number;
  readonly extents: readonly number[];
  /** Steps of reach on each axis, below and above together. */
  readonly reach: readonly number[];
  readonly rules: readonly Boundary[];
  /** Columns from a point to the farthest that it reads in a row, for the row where they are fewest; 0: it reads single columns. */
  readonly beside: number;
  readonly elementBytes: number;
  /** Why each step has to be a pass of its own. */
  readonly why: string | undefined;
}

export function blockingOf(program: IteratedStencil, call: CallLayout): Blocking {
  const { sweeps, extents, rank } = lower(program.step, call, {});
  const layout = call.arrays[program.input]!;
  const [sweep] = sweeps;
  const rules = sweep ? rulesOf(sweep, layout.boundary) : [];
  return {
    rank,
    extents,
    reach: sweep?.reach.map(({ below, above }) => below + above) ?? [],
    rules,
    beside: sweep ? besideIn(sweep, program.input) : 0,
    elementBytes: bytesOf[layout.dtype],
    why: whyNot(program, sweeps, rules, layout.dtype),
  };
}

function besideIn({ body }: Sweep, input: string): number {
  const farthest = new Map<string, number>();
  for (const { array, offset } of usesOf(body).loads) {
    const row = offset.slice(0, -1).join();
    if (array === input) farthest.set(row, Math.max(farthest.get(row) ?? 0, Math.abs(offset.at(-1) ?? 0)));
  }
  const beside = [...farthest.values()].filter((columns) => columns > 0);
  return beside.length > 0 ? Math.min(...beside) : 0;
}

/** What a read outside means on each axis; "none" where the domain keeps all reads inside. */
export function rulesOf({ domain, reach }: Sweep, boundary: Boundary): readonly Boundary[] {
  return domain.map(({ from, to }, axis) => {
    const { below, above } = reach[axis]!;
    const low = below === 0 || (from.from === "start" && from.offset >= below);
    const high = above === 0 || (to.from === "end" && -to.offset >= above);
    return low && high ? "none" : boundary;
  });
}

function whyNot(
  { step, input, output }: IteratedStencil,
  sweeps: readonly Sweep[],
  rules: readonly Boundary[],
  dtype: DType,
): string | undefined {
  const { rank } = bound(step);
  const [sweep] = sweeps;
  if (!sweep || sweeps.length > 1) return "a step has several point loops";
  if (rank > 3) return "wavefronts have at most three axes";
  const { loads, stores } = usesOf(sweep.body);
  if (stores.length !== 1 || stores[0] !== output) return `a step writes more than ${output}`;
  if (loads.some(({ array }) => array === output))
    return `${output} is read too: a level would need the one before the last`;
  if (storedConditionally(sweep.body).has(output))
    return `${output} is not written at every point: what it keeps is two steps old`;
  if (sweep.ordered) return "points of a sweep depend on those before them";
  if (sweep.domain.some(({ step }) => step !== 1)) return "the points of a sweep are not neighbours";
  const wraps = rules.map((rule) => rule === "wrap");
  const partial = sweep.domain.some(
    ({ from, to }, axis) =>
      wraps[axis] && (from.from !== "start" || to.from !== "end" || from.offset !== 0 || to.offset !== 0),
  );
  if (partial) return `"wrap" along an axis of which not all points are written`;
  const further = loads.filter(({ array }) => array !== input);
  const ruled = rules.some((rule) => rule !== "none");
  const beyond = further.find(({ offset }) => ruled && offset.some((by) => by !== 0));
  if (beyond) return `${beyond.array} is read at other points, and there are boundary rules`;
  if (rank === 1 && wraps[0] && further.length > 0) return `"wrap" along the only axis, and further grids`;
  const number = rules.find((rule) => typeof rule === "number");
  if (typeof number === "number" && !holds(dtype, number)) return `a ${dtype} buffer can't hold the boundary ${number}`;
  return undefined;
}

function holds(dtype: DType, value: number): boolean {
  if (dtype === "f64") return true;
  if (dtype === "f32") return Object.is(Math.fround(value), value) || Number.isNaN(value);
  const [low, high] = dtype === "u8" ? [0, 255] : [-(2 ** 31), 2 ** 31 - 1];
  return Number.isInteger(value) && !Object.is(value, -0) && value >= low && value <= high;
}

export const depths: readonly number[] = [0, 3, 5, 7, 9, 11, 13];

/** Lengths of tiles: rows of planes in three dimensions, rows in two, points in one. */
export const heightsFor = (rank: number): readonly number[] =>
  rank === 1 ? [0, 1024, 4096, 16384] : rank === 2 ? [0, 64, 256, 1024] : [0, 16, 32, 48, 64, 96, 128];

/** Redundant points of overlapping tiles may cost this share. */
const OVERLAP = 0.25;
/**
 * Of the last cache, for the buffers of all threads: the grids stream through the rest, and other programs use it too
 * (256³: a half is a tenth slower than a quarter).
 */
const SHARE = 0.3;
/** How long a pass over memory takes, in steps within the caches: fitted to depths of 3 to 11, 7 points, 256³, Zen 3. */
const PASS = 2.3;

/**
 * The tile that costs the least: a step computes what the tiles beside compute too, and bears its part of a pass over
 * memory. Of heights that come to the same tiles, the lowest.
 */
export function depthAndHeight(
  { rank, extents, reach, elementBytes }: Blocking,
  cacheBytes: number,
  threads: number,
): { readonly depth: number; readonly height: number } | undefined {
  const row = extents.at(-1) ?? 1;
  const planes = rank > 1 ? reach[0]! : 1;
  const along = rank > 2 ? reach[1]! : reach[0]!;
  const extent = rank === 1 ? row : extents[1]!;
  const tiles = (rank === 1 ? [9, 7, 5, 3] : [11, 9, 7, 5, 3]).flatMap((depth) => {
    if (rank === 2) return [{ depth, height: 0, twice: 0, elements: (depth * (planes + 1) + 2) * row }];
    return (rank === 1 ? [4096, 16384] : [16, 32, 64, 96, 128]).map((height) => {
      const parts = Math.ceil(extent / height / threads) * threads; // each thread has as many
      const held = extent / parts + depth * along;
      return {
        depth,
        height,
        twice: ((parts - 1) * (depth - 1) * along) / 2 / extent,
        elements: (depth * planes + 2) * held * (rank === 1 ? 1 : row),
      };
    });
  });
  const cost = ({ depth, twice }: (typeof tiles)[number]): number => 1 + twice + PASS / depth;
  return tiles
    .filter(({ elements }) => elements * elementBytes * threads <= cacheBytes * SHARE)
    .filter(({ height, twice }) => height === 0 || (height < extent && twice <= OVERLAP))
    .sort((a, b) => cost(a) - cost(b))[0];
}
