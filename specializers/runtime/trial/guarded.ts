// Arrays with guard zones on both sides, to catch a kernel that writes where it must not.
import { bytesOf, type DType } from "../../ir/dtype.ts";
import type { NumericArray } from "../../specializer.ts";
import { allocateShared, viewAs } from "../memory.ts";

export interface GuardedArray {
  readonly array: NumericArray;
  /** How many elements before or after the array (negative: before) the first damaged byte lies; undefined: none. */
  damage(): number | undefined;
  /** Draws the guards again after they were damaged. */
  repair(): void;
}

/** A page and a cache line: catches a neighbouring row of a small grid as well as one vector too many. */
const GUARD = 4096 + 64;
const LARGE = 4 << 20;
const HUGE_PAGE = 2 << 20;

/** Allocated as the product allocates: same alignment, same pages, so that times carry over. */
export const allocateGuarded = (dtype: DType, length: number): GuardedArray => {
  const bytes = length * bytesOf[dtype];
  // The array itself has to start within a page as `allocate` has an array of its size start.
  const front = bytes >= LARGE ? HUGE_PAGE : GUARD;
  const { buffer, byteOffset } = allocateShared(front + bytes + GUARD);
  const start = byteOffset + front;
  const before = new Uint8Array(buffer, start - GUARD, GUARD);
  const after = new Uint8Array(buffer, start + bytes, GUARD);
  const repair = (): void => {
    before.set(pattern);
    after.set(pattern);
  };
  repair();
  return {
    array: viewAs(dtype, buffer, start, length),
    damage: () => {
      const size = bytesOf[dtype];
      const high = firstDifference(after);
      if (high !== undefined) return length + Math.floor(high / size);
      // The byte nearest to the array tells most.
      const low = lastDifference(before);
      return low === undefined ? undefined : Math.floor((low - GUARD) / size);
    },
    repair,
  };
};

/** No constant, so that a shifted copy of the guard shows too; no byte of it repeats at a distance of a power of two. */
const pattern = Uint8Array.from({ length: GUARD }, (_, i) => (i * 167 + (i >> 8) * 59 + 91) & 0xff);

const firstDifference = (guard: Uint8Array): number | undefined => {
  if (Buffer.compare(guard, pattern) === 0) return undefined;
  const index = guard.findIndex((byte, i) => byte !== pattern[i]);
  return index < 0 ? undefined : index;
};

const lastDifference = (guard: Uint8Array): number | undefined => {
  if (Buffer.compare(guard, pattern) === 0) return undefined;
  const index = guard.findLastIndex((byte, i) => byte !== pattern[i]);
  return index < 0 ? undefined : index;
};
