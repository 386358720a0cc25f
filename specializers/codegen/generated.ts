// What code generation hands to the toolchain, the trial process and the loader: text and how to call it.
import type { DType } from "../ir/dtype.ts";

export interface EntryParameter {
  readonly name: string;
  readonly kind: "array" | "scalar";
  readonly dtype: DType;
  readonly access: "in" | "out" | "inout";
}

/**
 * C: `int32_t taipan_run(T *a, …, double s, …, const int32_t *cancel)` has the call's shape compiled in, and
 * `int32_t taipan_any(const int64_t *extents, T *a, …, double s, …, const int32_t *cancel)` is the same code for any
 * shape (`extents`: the lengths of the iterated grid's axes, then one length per 1-D table). Parameters keep the order
 * of the call. Both return 0, or 1 when `*cancel` was found set. A kernel that needs memory of its own returns -3, the
 * arrays untouched, when there is none; `const char *taipan_error()` says how much it was.
 *
 * CUDA: C++ whose host part has the same two entry points, and moves what is not on the device there and back. They
 * return -2 when the device failed and -3 when its memory was full; `taipan_error` says why.
 *
 * JavaScript: the text is the body of a function of `(extents)` that returns `(a, …, s, …) => void`.
 */
export interface GeneratedKernel {
  readonly language: "c" | "js" | "cuda";
  readonly source: string;
  readonly parameters: readonly EntryParameter[];
  /** Line of `source` (1-based) to offset in the user's TypeScript; not every line has one. */
  readonly lines: ReadonlyMap<number, number>;
  /** Beyond the compiler's standard ones. */
  readonly flags: readonly string[];
  /** True when every rounding is as in the TypeScript: then a result is compared bit by bit. */
  readonly exact: boolean;
  /** True when it computes in floats: then its results are held to the bounds of float arithmetic. */
  readonly single: boolean;
}
