// Several steps of an iterated sweep taken together by a block in its shared memory: tiles overlap by what the steps
// read beyond them, so that no block waits for another.
import { bytesOf, type DType } from "./dtype.ts";
import type { Sweep } from "./platform.ts";

export interface TimeTile {
  /** By axis: points that the tile is for, and with what its first step reads. */
  readonly lengths: readonly number[];
  readonly widths: readonly number[];
  readonly cells: number;
  /** Of both levels. */
  readonly bytes: number;
}

const LENGTHS: Readonly<Record<number, readonly number[]>> = { 1: [1024], 2: [32, 32], 3: [4, 8, 32] };

/** The tile of so many steps, or why there is none. */
export function timeTile(
  { domain, reach, shell }: Sweep,
  dtype: DType,
  steps: number,
  sharedBytes: number,
): TimeTile | string {
  const lengths = LENGTHS[domain.length];
  if (lengths === undefined) return "tiles in time have at most three axes";
  if (shell) return "reads beyond the grid's edge: tiles in time have no boundary rules";
  const widths = lengths.map((length, axis) => length + steps * (reach[axis]!.below + reach[axis]!.above));
  const cells = widths.reduce((a, b) => a * b, 1);
  const bytes = 2 * Math.ceil((cells * bytesOf[dtype]) / 16) * 16;
  if (bytes > sharedBytes) return `${bytes} bytes of two levels > ${sharedBytes} of shared memory`;
  return { lengths, widths, cells, bytes };
}
