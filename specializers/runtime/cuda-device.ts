// The graphics processor of this machine.
import { type CudaDriver, cudaDriver } from "./cuda-driver.ts";

export interface CudaDevice {
  readonly name: string;
  /** Compute capability: "9.0". */
  readonly capability: string;
  readonly memoryBytes: number;
  readonly multiprocessors: number;
  /** Shared memory that a block may have without asking for more. */
  readonly sharedBytes: number;
  /** CUDA version of the driver: "13.0". */
  readonly driver: string;
  /** What the driver calls it. */
  readonly handle: number;
  /** Whether the host may touch managed memory while the device works. */
  readonly sharesMemory: boolean;
}

const ATTRIBUTES = { sharedBytes: 8, multiprocessors: 16, major: 75, minor: 76, concurrentManagedAccess: 89 } as const;

let found: CudaDevice | string | undefined;

/** The first device, or why there is none; asked once a process. */
export const cudaDevice = (): CudaDevice | string => (found ??= findDevice());

function findDevice(): CudaDevice | string {
  const driver = cudaDriver();
  if (typeof driver === "string") return driver;
  try {
    return describeDevice(driver);
  } catch (error) {
    return `no CUDA device: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function describeDevice({ call, number }: CudaDriver): CudaDevice {
  if (number("count of devices", "int cuDeviceGetCount(int *count)") === 0) throw new Error("the driver sees none");
  const handle = number("device", "int cuDeviceGet(int *device, int ordinal)", 0);
  const attribute = (which: number): number =>
    number("attribute", "int cuDeviceGetAttribute(int *value, int attribute, int device)", which, handle);
  const name = new Uint8Array(128);
  call("name", "int cuDeviceGetName(uint8_t *name, int length, int device)", name, name.length, handle);
  const bytes = new BigUint64Array(1);
  call("memory", "int cuDeviceTotalMem_v2(uint64_t *bytes, int device)", bytes, handle);
  const version = number("version", "int cuDriverGetVersion(int *version)");
  return {
    name: Buffer.from(name).toString("utf8").replace(/\0.*$/s, ""),
    capability: `${attribute(ATTRIBUTES.major)}.${attribute(ATTRIBUTES.minor)}`,
    memoryBytes: Number(bytes[0]),
    multiprocessors: attribute(ATTRIBUTES.multiprocessors),
    sharedBytes: attribute(ATTRIBUTES.sharedBytes),
    driver: `${Math.floor(version / 1000)}.${Math.floor((version % 1000) / 10)}`,
    handle,
    sharesMemory: attribute(ATTRIBUTES.concurrentManagedAccess) === 1,
  };
}
