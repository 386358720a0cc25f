// Compiled libraries in this process: opened once each, their entry points as plain functions.

import type { EntryParameter } from "../codegen/generated.ts";
import { cTypeOf } from "../ir/dtype.ts";
import type { NumericArray } from "../specializer.ts";
import { type Koffi, koffi } from "./native.ts";

/**
 * Arrays and numbers in the order of the parameters, then the cancel word. 0, or 1 when it was found set; -3 when there
 * was no room for what it needs of its own; CUDA: -2 when the device failed, -4 when it failed with arrays partly
 * overwritten.
 */
export type NativeRun = (...values: readonly (NumericArray | number)[]) => number;
/** The same with the extents first. */
export type NativeAny = (...values: readonly (NumericArray | BigInt64Array | number)[]) => number;

export interface LoadedKernel {
  readonly run: NativeRun;
  readonly any: NativeAny;
  /** `run` on a thread of Node's pool; the arrays must stay as they are until it settles. */
  readonly runAsync: (...values: readonly (NumericArray | number)[]) => Promise<number>;
  /** Why the last call gave a status below 0; undefined where a library has no such thing to say. */
  readonly failure: (() => string) | undefined;
  /** Seconds that the last call spent on moving arrays to a device and back; undefined where there is none. */
  readonly transferSeconds: (() => number) | undefined;
}

const loaded = new Map<string, LoadedKernel>();

/**
 * Opens a library (for good: it stays until the process ends) and binds its entry points. The library's file must have
 * passed the cache's checks. Throws when it can't be opened, or lacks an entry point.
 */
export const loadKernel = (
  library: string,
  parameters: readonly EntryParameter[],
  language: "c" | "cuda" = "c",
): LoadedKernel => {
  const types = parameters.map((parameter) =>
    parameter.kind === "array" ? `${cTypeOf[parameter.dtype]} *` : cTypeOf[parameter.dtype],
  );
  const key = `${library}\0${types.join()}`;
  let kernel = loaded.get(key);
  if (kernel === undefined) {
    const opened = open(library);
    const isCuda = language === "cuda";
    const run = opened.func("taipan_run", "int32_t", [...types, "int32_t *"]);
    kernel = {
      run: run as NativeRun,
      any: opened.func("taipan_any", "int32_t", ["int64_t *", ...types, "int32_t *"]) as NativeAny,
      runAsync: (...values) =>
        new Promise((resolve, reject) => {
          run.async(...values, (error: unknown, result: number) =>
            error === null || error === undefined ? resolve(result) : reject(error),
          );
        }),
      failure: failureOf(opened),
      transferSeconds: isCuda ? (opened.func("taipan_transfer_seconds", "double", []) as () => number) : undefined,
    };
    loaded.set(key, kernel);
  }
  return kernel;
};

/** Only a library that can fail has it. */
const failureOf = (opened: ReturnType<Koffi["load"]>): LoadedKernel["failure"] => {
  try {
    return opened.func("taipan_error", "const char *", []) as () => string;
  } catch {
    return undefined;
  }
};

const open = (library: string): ReturnType<Koffi["load"]> => {
  try {
    return koffi().load(library);
  } catch (error) {
    throw new Error(`${library} can't be loaded: ${error instanceof Error ? error.message : String(error)}`);
  }
};
