// What the tuner asks of the trial process, and the answers. One request at a time; large arrays never travel here.
import type { EntryParameter } from "../../codegen/generated.ts";
import type { DType } from "../../ir/dtype.ts";
import type { ArrayLayout } from "../../specializer.ts";
import type { CheckCase } from "../../tuner/job.ts";
import type { TrialCode } from "./kernel.ts";
import type { Measured } from "./sample.ts";
import type { Verdict } from "./verify.ts";

/** The shared memory's first page holds words that both sides see at any time, as Int32. */
export const CONTROL_BYTES = 4096;
/** Set to 1 to end a running kernel. */
export const CANCEL_WORD = 0;
/** What the process is doing: an index into `PHASES`; and which check. */
export const PHASE_WORD = 1;
export const CHECK_WORD = 2;
export const PHASES = [
  "waiting",
  "opening the library",
  "check",
  "the user's shape",
  "timing",
  "the TypeScript reference",
] as const;

/** The descriptor under which the trial process inherits the shared memory. */
export const SHARED_DESCRIPTOR = 4;

/** An array of the call in shared memory, by byte offsets. */
export interface SharedArray {
  readonly dtype: DType;
  readonly length: number;
  /** Values before a call. */
  readonly input: number;
  /** Outputs: the first verified result. */
  readonly expected: number | undefined;
}

/** A call of the user's shape. */
export interface TrialSetup {
  readonly sharedBytes: number;
  readonly arrays: Readonly<Record<string, SharedArray>>;
  readonly access: Readonly<Record<string, EntryParameter["access"]>>;
  readonly layouts: Readonly<Record<string, ArrayLayout>>;
  readonly scalars: Readonly<Record<string, number>>;
  /** Those that are others where the call comes again. */
  readonly repeated: Readonly<Record<string, number>>;
  readonly extents: readonly number[];
  readonly checks: readonly CheckCase[];
}

export type TrialRequest =
  | { readonly kind: "setup"; readonly setup: TrialSetup }
  /** Opens a kernel under a number. */
  | { readonly kind: "open"; readonly kernel: number; readonly code: TrialCode; readonly exact: boolean }
  | { readonly kind: "close"; readonly kernel: number }
  /** The small checks. */
  | { readonly kind: "check"; readonly kernel: number }
  /** One run of the user's shape, compared with the first verified result, or becoming it. The bound of an output is
   *  absolute + relative × the largest magnitude in it. */
  | {
      readonly kind: "verify";
      readonly kernel: number;
      readonly establish: boolean;
      readonly absolute: Readonly<Record<string, number>>;
      readonly relative: number;
    }
  /** `batch` calls a sample, after `settle` calls that are not timed. */
  | {
      readonly kind: "sample";
      readonly kernel: number;
      readonly samples: number;
      readonly batch: number;
      readonly settle: number;
    }
  /** Times a kernel on arrays of its own: the machine's ceilings, the noise probe. They stay until `drop`. */
  | { readonly kind: "bench"; readonly code: TrialCode; readonly lengths: readonly number[]; readonly samples: number }
  | { readonly kind: "drop" }
  | { readonly kind: "reference"; readonly source: string };

export type TrialAnswer =
  | { readonly kind: "done" }
  | {
      readonly kind: "verdict";
      readonly verdict: Verdict;
      readonly seconds: number;
      /** Of a run of the user's shape on a device: seconds that moved all arrays there, and copies back. */
      readonly transfer?: number;
    }
  /** Seconds of one call; empty when it was cancelled. */
  | ({ readonly kind: "samples" } & Measured)
  /** An error of the kernel's own: it can't be opened, or its JavaScript throws. */
  | { readonly kind: "failed"; readonly why: string };
