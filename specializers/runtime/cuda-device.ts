// The graphics processor of this machine, asked through NVIDIA's driver library: no CUDA toolkit is needed to know that
// there is none.
import { type Koffi, tryKoffi } from "./native.ts";

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
}

type Library = ReturnType<Koffi["load"]>;

const DRIVER = "libcuda.so.1";
const ATTRIBUTES = { sharedBytes: 8, multiprocessors: 16, major: 75, minor: 76 } as const;

let found: CudaDevice | string | undefined;

/** The first device, or why there is none; asked once a process. */
export const cudaDevice = (): CudaDevice | string => (found ??= findDevice());

function findDevice(): CudaDevice | string {
  const koffi = tryKoffi();
  if (koffi instanceof Error) return "no CUDA device: this platform can't call native code";
  let library: Library;
  try {
    library = koffi.load(DRIVER);
  } catch {
    return `no CUDA device: the driver's ${DRIVER} was not found`;
  }
  try {
    return describeDevice(library);
  } catch (error) {
    return `no CUDA device: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function describeDevice(library: Library): CudaDevice {
  const call = (what: string, prototype: string, ...values: unknown[]): void => {
    const status = library.func(prototype)(...values) as number;
    if (status !== 0) throw new Error(`the driver's ${what} failed with status ${status}`);
  };
  const number = (what: string, prototype: string, ...values: unknown[]): number => {
    const out = new Int32Array(1);
    call(what, prototype, out, ...values);
    return out[0]!;
  };
  call("start", "int cuInit(unsigned int flags)", 0);
  if (number("count of devices", "int cuDeviceGetCount(int *count)") === 0) throw new Error("the driver sees none");
  const ordinal = number("device", "int cuDeviceGet(int *device, int ordinal)", 0);
  const attribute = (which: number): number =>
    number("attribute", "int cuDeviceGetAttribute(int *value, int attribute, int device)", which, ordinal);
  const name = new Uint8Array(128);
  call("name", "int cuDeviceGetName(uint8_t *name, int length, int device)", name, name.length, ordinal);
  const bytes = new BigUint64Array(1);
  call("memory", "int cuDeviceTotalMem_v2(uint64_t *bytes, int device)", bytes, ordinal);
  const version = number("version", "int cuDriverGetVersion(int *version)");
  return {
    name: Buffer.from(name).toString("utf8").replace(/\0.*$/s, ""),
    capability: `${attribute(ATTRIBUTES.major)}.${attribute(ATTRIBUTES.minor)}`,
    memoryBytes: Number(bytes[0]),
    multiprocessors: attribute(ATTRIBUTES.multiprocessors),
    sharedBytes: attribute(ATTRIBUTES.sharedBytes),
    driver: `${Math.floor(version / 1000)}.${Math.floor((version % 1000) / 10)}`,
  };
}
