// Blocks that march along axis 0: which arrays they keep, where, and how much shared memory that takes.
import { bytesOf, type DType } from "./dtype.ts";
import type { GpuSchedule, Sweep } from "./platform.ts";
import { reducedIn, usesOf } from "./uses.ts";

export interface Ring {
  /** Arrays whose planes a block keeps in shared memory. */
  readonly shared: readonly { readonly array: string; readonly offset: number }[];
  /** Arrays of which each thread keeps its column in registers. */
  readonly columns: readonly string[];
  /** Planes of the ring: those from `below` behind a point to `above` ahead of it. */
  readonly below: number;
  readonly above: number;
  readonly depth: number;
  /** Of one plane, in elements. */
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

/** What a block keeps, or why it can't march. */
export function ringOf(
  sweep: Sweep,
  { block: [along, across], keep }: GpuSchedule,
  dtypeOf: (array: string) => DType,
  sharedBytes: number,
): Ring | string {
  const { domain, reach, body, ordered } = sweep;
  const rank = domain.length;
  if (rank < 2 || rank > 3) return "blocks march through two or three axes";
  if (ordered) return "points of a sweep depend on those before them";
  if (domain.some(({ step }) => step !== 1)) return "the points of a sweep are not neighbours";
  if (reducedIn(body).size > 0) return "blocks that march make no totals";
  const { loads, stores } = usesOf(body);
  const moved = loads.filter(({ offset }) => offset.some((by) => by !== 0));
  const kept = [...new Set(moved.map(({ array }) => array))].filter((array) => !stores.includes(array));
  if (kept.length === 0) return "no array is read at neighbours that the sweep leaves as it is";
  const columns =
    keep === "registers" ? kept.filter((array) => moved.some((load) => load.array === array && inColumn(load))) : [];
  if (keep === "registers" && columns.length === 0) return "no array is read along the axis that blocks march along";
  const inRing = moved.filter((load) => kept.includes(load.array) && !(columns.includes(load.array) && inColumn(load)));
  const offsets = inRing.map(({ offset }) => offset[0] ?? 0);
  const below = Math.max(0, ...offsets.map((by) => -by));
  const above = Math.max(0, ...offsets);
  const across1 = rank === 3 ? reach[1]!.below + reach[1]!.above : 0;
  const width = along + reach[rank - 1]!.below + reach[rank - 1]!.above;
  const height = rank === 3 ? across + across1 : 1;
  const depth = below + above + 1;
  let bytes = 0;
  const shared = kept
    .filter((array) => inRing.some((load) => load.array === array))
    .map((array) => {
      const offset = bytes;
      bytes += Math.ceil((depth * width * height * bytesOf[dtypeOf(array)]) / 16) * 16;
      return { array, offset };
    });
  if (bytes > sharedBytes) return `${bytes} bytes of planes > ${sharedBytes} of shared memory`;
  return { shared, columns, below, above, depth, width, height, bytes };
}

/** Whether a read lies on the line along which a block marches. */
export const inColumn = ({ offset }: { readonly offset: readonly number[] }): boolean =>
  offset.slice(1).every((by) => by === 0);
