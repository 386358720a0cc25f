// Memory that two processes see: a file without a name (memfd), handed on by its descriptor. It goes with the last
// process that holds it. V8 does not count it, so it is bounded by its user and given back by hand.
import { closeSync } from "node:fs";
import { koffi, libc } from "./native.ts";

export interface SharedMemory {
  /** To hand to a child through `stdio`; -1 once closed. */
  readonly descriptor: number;
  readonly bytes: number;
  readonly buffer: ArrayBuffer;
  /** Unmaps: no view of `buffer` may be used afterwards, here. */
  close(): void;
}

const MFD_CLOEXEC = 1;
const PROT_READ_WRITE = 3;
const MAP_SHARED = 1;

const needed = (prototype: string) => {
  const bound = libc(prototype);
  if (bound === undefined) throw new Error(`This system's C library has no ${prototype}`);
  return bound;
};

/** Makes zeroed shared memory. Throws when the system has no memfd or not enough memory. */
export const createSharedMemory = (bytes: number): SharedMemory => {
  const descriptor = needed("int memfd_create(const char *name, unsigned int flags)")("taipan", MFD_CLOEXEC);
  if (descriptor < 0) throw new Error("memfd_create failed");
  if (needed("int ftruncate(int descriptor, int64_t bytes)")(descriptor, bytes) !== 0) {
    closeSync(descriptor);
    throw new RangeError(`No room for ${bytes} bytes of shared memory`);
  }
  return mapSharedMemory(descriptor, bytes);
};

/** Where the first bytes of a file are in memory. Throws when there is no room, or the file can't be mapped. */
const addressOf = (descriptor: number, bytes: number): bigint => {
  const map = needed(
    "uintptr_t mmap(void *at, size_t bytes, int protection, int flags, int descriptor, int64_t offset)",
  );
  const address = BigInt(map(null, bytes, PROT_READ_WRITE, MAP_SHARED, descriptor, 0));
  if (address === (1n << 64n) - 1n || address === -1n)
    throw new RangeError(`No room for ${bytes} bytes of shared memory`);
  return address;
};

/** Maps the start of a file, for as long as this process lives; the descriptor stays the caller's. */
export const mapForGood = (descriptor: number, bytes: number): ArrayBuffer =>
  koffi().view(addressOf(descriptor, bytes), bytes);

/** Maps memory that was inherited as `descriptor`, which is closed if that fails. */
export const mapSharedMemory = (descriptor: number, bytes: number): SharedMemory => {
  let address: bigint;
  try {
    address = addressOf(descriptor, bytes);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  let open = true;
  return {
    descriptor,
    bytes,
    buffer: koffi().view(address, bytes),
    close: () => {
      if (!open) return;
      open = false;
      needed("int munmap(uintptr_t at, size_t bytes)")(address, bytes);
      closeSync(descriptor);
    },
  };
};
