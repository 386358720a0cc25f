// Memory that the host and a CUDA device both see: pages stay where they were used last, and move when the other side
// touches them. What `cudaMallocManaged` gives, asked of the driver itself, so that arrays need no compiled code.
import { findProgram } from "../toolchain/programs.ts";
import { cudaDevice } from "./cuda-device.ts";
import { cudaDriver } from "./cuda-driver.ts";
import { koffi } from "./native.ts";

/** Below it a device has nothing to win. */
const LEAST_BYTES = 1 << 20;
const ATTACH_GLOBAL = 1;

interface Manager {
  readonly allocate: (bytes: number) => bigint;
  readonly free: (address: bigint) => void;
  /** What all arrays together may take: more than the device has would only wander. */
  readonly room: number;
}

let manager: Manager | undefined;
let looked = false;
let held = 0;

/** Zeroed managed memory; undefined where the system's own serves better: no device, a small array, no room. */
export const allocateManaged = (bytes: number): ArrayBuffer | undefined => {
  if (bytes < LEAST_BYTES) return undefined;
  if (!looked) {
    looked = true;
    manager = findManager();
  }
  if (manager === undefined || held + bytes > manager.room) return undefined;
  let address: bigint;
  try {
    address = manager.allocate(bytes);
  } catch {
    // A device that is full or gone: its code then takes copies, or says why it can't.
    return undefined;
  }
  const buffer = koffi().view(address, bytes);
  new Uint8Array(buffer).fill(0);
  held += bytes;
  collected.register(buffer, { address, bytes });
  return buffer;
};

/** Given back when no array is left that looks at it. */
const collected = new FinalizationRegistry<{ readonly address: bigint; readonly bytes: number }>(
  ({ address, bytes }) => {
    held -= bytes;
    try {
      manager?.free(address);
    } catch {
      // The device is gone, and its memory with it.
    }
  },
);

/** Undefined where no code for the device can be made, or where the host has to keep off while it works. */
function findManager(): Manager | undefined {
  const device = cudaDevice();
  const driver = cudaDriver();
  if (typeof device === "string" || typeof driver === "string" || !device.sharesMemory) return undefined;
  if (findProgram("nvcc") === undefined) return undefined;
  try {
    // The context that compiled code finds as well.
    const context = new BigUint64Array(1);
    const { call } = driver;
    call("context", "int cuDevicePrimaryCtxRetain(uint64_t *context, int device)", context, device.handle);
    call("context", "int cuCtxSetCurrent(uint64_t context)", context[0]!);
    return {
      room: device.memoryBytes,
      allocate: (bytes) => {
        const address = new BigUint64Array(1);
        const prototype = "int cuMemAllocManaged(uint64_t *address, size_t bytes, unsigned int flags)";
        call("managed memory", prototype, address, bytes, ATTACH_GLOBAL);
        return address[0]!;
      },
      free: (address) => call("managed memory", "int cuMemFree_v2(uint64_t address)", address),
    };
  } catch {
    return undefined;
  }
}
