// Memory of arrays: 64-byte aligned; when large on huge pages, and not all starting alike. It belongs to V8, so it is counted and collected.
import { bytesOf, type DType } from "../ir/dtype.ts";
import type { NumericArray } from "../specializer.ts";
import { amount } from "../syntax/words.ts";
import { allocateManaged } from "./managed-memory.ts";
import { libc, tryKoffi } from "./native.ts";

/** A cache line, and the widest vector register. */
const LINE = 64;
const PAGE = 4096;
const HUGE_PAGE = 2 << 20;
/** From this size on an array is worth huge pages. */
const LARGE = 4 << 20;

const M_MMAP_THRESHOLD = -3;
const MADV_HUGEPAGE = 14;

export interface Memory {
  readonly buffer: ArrayBuffer;
  /** Where the aligned bytes start. */
  readonly byteOffset: number;
}

/**
 * Starts of large arrays within their first page. A load waits for an earlier store whose address ends in the same twelve
 * bits, so an array must not begin less than four lines before or behind one that is read with it (5-point on 2048²,
 * Zen 3: 17 ms at one line, 2.7 at four, 2.0 from eight on). Rows of a power of two repeat within a page: any two of
 * eight arrays that follow each other differ by four lines at least, neighbours by twelve, also modulo half a page.
 */
const STARTS = Array.from({ length: 8 }, (_, slot) => ((slot * 12) % 32) * LINE);
let allocated = 0;

/**
 * Zeroed memory of `bytes` bytes at a 64-byte boundary, on huge pages from 4 MB on. Where no native
 * code can be called nothing depends on the alignment, and the buffer starts wherever V8 put it.
 * Throws a RangeError when the memory can't be had.
 */
export const allocateBytes = (bytes: number): Memory => {
  const koffi = tryKoffi();
  if (koffi instanceof Error) return { buffer: reserve(bytes, bytes), byteOffset: 0 };
  const large = bytes >= LARGE;
  if (large) keepLargeBlocksMapped();
  const alignment = large ? HUGE_PAGE : LINE;
  const start = large ? STARTS[allocated++ % STARTS.length]! : 0;
  const buffer = reserve(bytes + start + alignment, bytes);
  const address = koffi.address(buffer);
  const byteOffset = Number(-address & BigInt(alignment - 1));
  // Asked before the first touch: pages that exist already would stay small.
  if (large) madvise()?.(address + BigInt(byteOffset), bytes + start - ((bytes + start) % PAGE), MADV_HUGEPAGE);
  return { buffer, byteOffset: byteOffset + start };
};

const reserve = (bytes: number, wanted: number): ArrayBuffer => {
  try {
    return new ArrayBuffer(bytes);
  } catch {
    throw new RangeError(`there is no room for an array of ${amount(wanted)}; free some memory, or make it smaller`);
  }
};

/** The same for what a call is made with: where there is a CUDA device, large arrays are in memory that it sees too. */
export const allocateShared = (bytes: number): Memory => {
  const start = STARTS[allocated % STARTS.length]!;
  const buffer = allocateManaged(bytes + start);
  if (buffer === undefined) return allocateBytes(bytes);
  allocated++;
  return { buffer, byteOffset: start };
};

/** Zeroed, aligned memory for `length` elements, as the plain typed array of `dtype`. */
export const allocate = (dtype: DType, length: number, from = allocateBytes): NumericArray => {
  const { buffer, byteOffset } = from(length * bytesOf[dtype]);
  return viewAs(dtype, buffer, byteOffset, length);
};

/** The typed array of `dtype` over a part of a buffer. */
export const viewAs = (dtype: DType, buffer: ArrayBuffer, byteOffset: number, length: number): NumericArray => {
  switch (dtype) {
    case "f64":
      return new Float64Array(buffer, byteOffset, length);
    case "f32":
      return new Float32Array(buffer, byteOffset, length);
    case "i32":
      return new Int32Array(buffer, byteOffset, length);
    case "u8":
      return new Uint8Array(buffer, byteOffset, length);
  }
};

const madvise = () => libc("int madvise(uintptr_t address, size_t bytes, int advice)");

let mapped = false;

/**
 * glibc raises its mmap threshold as blocks are freed; a large array would then come from the heap, where its pages
 * were touched before huge pages could be asked for. A fixed threshold keeps every large block a mapping of its own.
 */
const keepLargeBlocksMapped = (): void => {
  if (mapped) return;
  mapped = true;
  libc("int mallopt(int option, int value)")?.(M_MMAP_THRESHOLD, LARGE);
};
