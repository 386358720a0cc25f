// Cold caches: arrays that the next sweep finds in memory only.
import { koffi } from "../../../specializers/runtime/native.ts";
import type { NumericArray } from "../../../specializers/specializer.ts";
import { compileNative } from "./native-library.ts";

let entry: ((array: NumericArray, bytes: number) => void) | undefined;

/** Puts arrays out of the caches. */
export function flush(arrays: readonly NumericArray[]): void {
  entry ??= koffi().load(compileNative("streams")).func("flush", "void", ["void *", "int64_t"]);
  for (const array of arrays) entry(array, array.byteLength);
}
