// NVIDIA's driver library as plain calls: no CUDA toolkit is needed to ask it, nor to know that it is not there.
import { type Koffi, tryKoffi } from "./native.ts";

/** A driver that was found and started. */
export interface CudaDriver {
  /** @throws Error that says what failed, with the driver's status */
  call(what: string, prototype: string, ...values: readonly unknown[]): void;
  /** The whole number that a call leaves in its first argument. */
  number(what: string, prototype: string, ...values: readonly unknown[]): number;
}

type Library = ReturnType<Koffi["load"]>;

const DRIVER = "libcuda.so.1";

let opened: CudaDriver | string | undefined;

/** The driver, or why there is none; looked for once a process. */
export const cudaDriver = (): CudaDriver | string => (opened ??= open());

function open(): CudaDriver | string {
  const koffi = tryKoffi();
  if (koffi instanceof Error) return "no CUDA device: this platform can't call native code";
  let library: Library;
  try {
    library = koffi.load(DRIVER);
  } catch {
    return `no CUDA device: the driver's ${DRIVER} was not found`;
  }
  const functions = new Map<string, (...values: readonly unknown[]) => number>();
  const call: CudaDriver["call"] = (what, prototype, ...values) => {
    const bound = functions.get(prototype) ?? (library.func(prototype) as (...values: readonly unknown[]) => number);
    functions.set(prototype, bound);
    const status = bound(...values);
    if (status !== 0) throw new Error(`the driver's ${what} failed with status ${status}`);
  };
  try {
    call("start", "int cuInit(unsigned int flags)", 0);
  } catch (error) {
    return `no CUDA device: ${error instanceof Error ? error.message : String(error)}`;
  }
  return {
    call,
    number: (what, prototype, ...values) => {
      const out = new Int32Array(1);
      call(what, prototype, out, ...values);
      return out[0]!;
    },
  };
}
