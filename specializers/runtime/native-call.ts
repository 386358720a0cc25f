// Calls of native code: each hands the cancel word over, and says in the host's record which function runs.
import type { CallRecord, Host } from "../host.ts";
import type { Variant } from "./dispatch.ts";
import type { LoadedKernel, NativeRun } from "./load.ts";
import { mapForGood } from "./shared-memory.ts";

const SYNCHRONOUS = 0;
const ASYNCHRONOUS = 1;

const words = new Map<number, Int32Array>();

/** The two words of the host's record; its own where there is none, or where it can't be mapped. */
function wordsOf(record: CallRecord | undefined): Int32Array {
  const descriptor = record?.descriptor ?? -1;
  let found = words.get(descriptor);
  if (found === undefined) {
    found = new Int32Array(2);
    if (descriptor >= 0) {
      try {
        found = new Int32Array(mapForGood(descriptor, found.byteLength));
      } catch {
        // A crash is then explained without the function's name; calls are the same.
      }
    }
    words.set(descriptor, found);
  }
  return found;
}

export interface NativeCallInput {
  readonly kernel: Pick<LoadedKernel, "run" | "runAsync">;
  readonly host: Pick<Host, "cancel" | "record">;
  /** What a crash names: "laplacian of Cell 2". */
  readonly name: string;
}

export function nativeCall({
  kernel: { run, runAsync },
  host: { cancel, record },
  name,
}: NativeCallInput): Required<Pick<Variant, "run" | "runAsync">> {
  const running = wordsOf(record);
  const number = record?.number(name) ?? 0;
  const call = withCancel(run, cancel);
  return {
    run(values) {
      running[SYNCHRONOUS] = number;
      try {
        return call(values);
      } finally {
        running[SYNCHRONOUS] = 0;
      }
    },
    runAsync(values) {
      running[ASYNCHRONOUS] = number;
      return runAsync(...values, cancel).finally(() => {
        if (running[ASYNCHRONOUS] === number) running[ASYNCHRONOUS] = 0;
      });
    },
  };
}

/** Spreading a list costs as much as the call itself; the usual numbers of arguments are written out. */
function withCancel(run: NativeRun, cancel: Int32Array): Variant["run"] {
  return (values) => {
    switch (values.length) {
      case 2:
        return run(values[0]!, values[1]!, cancel);
      case 3:
        return run(values[0]!, values[1]!, values[2]!, cancel);
      default:
        return run(...values, cancel);
    }
  };
}
