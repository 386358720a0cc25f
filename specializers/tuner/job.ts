// What the session hands to the tuner process, and what comes back. All of it can be cloned between processes.
// The tuner knows no domain: it asks the session to generate a variant, and compares and times what it gets.
import type { GeneratedKernel } from "../codegen/generated.ts";
import type { ArrayLayout, Config, Cost, NumericArray, VariantSpace } from "../specializer.ts";

/** Inputs and the expected outputs of one small call, computed by both oracles in the session. */
export interface CheckCase {
  readonly extents: readonly number[];
  /** By parameter name, before and after. An output starts as NaN where the program has to write it. */
  readonly before: Readonly<Record<string, NumericArray>>;
  readonly after: Readonly<Record<string, NumericArray>>;
  readonly scalars: Readonly<Record<string, number>>;
  /** Largest |difference| allowed at each element of each output; all 0 where bits must be equal. */
  readonly bound: Readonly<Record<string, NumericArray>>;
  /** The same for variants that compute in floats; undefined where there are none. */
  readonly singleBound: Readonly<Record<string, NumericArray>> | undefined;
}

/** The call as the user makes it: the tuner fills arrays of these layouts with its own data. */
export interface TuneJob {
  readonly id: string;
  readonly kernel: string;
  readonly signature: string;
  readonly arrays: Readonly<Record<string, ArrayLayout>>;
  /** The array that gets what the function returns: totals over all points, whose bounds grow with the points. */
  readonly returned?: string;
  /** Inputs whose values only mean something together; all others are filled with values like those of the checks. */
  readonly given: Readonly<Record<string, NumericArray>>;
  readonly extents: readonly number[];
  readonly scalars: Readonly<Record<string, number>>;
  /** Those that are others where the call comes again, which is what is timed. */
  readonly repeated: Readonly<Record<string, number>>;
  readonly checks: readonly CheckCase[];
  readonly space: Omit<VariantSpace, "illegal">;
  readonly cost: Cost;
  readonly seconds: number;
  readonly seed: number;
  readonly exact: boolean;
  readonly strategy: "exhaustive" | "climb" | "genetic" | "random";
  /** The TypeScript function as self-contained JavaScript, for its time on this machine; see runtime/reference.ts. */
  readonly reference: string | undefined;
  /** Where raw trials are appended and artifacts kept. */
  readonly cacheFolder: string;
  readonly recordKey: string;
  /** Version of the templates that the session generates with: part of an artifact's key. */
  readonly templates: string;
}

export type TrialStatus = "ok" | "wrong" | "compile-error" | "crash" | "timeout" | "illegal";

/** One variant's life so far; sent again whenever it changes. */
export interface Trial {
  readonly name: string;
  readonly config: Config;
  readonly target: string;
  readonly status: TrialStatus;
  /** Median of `samples`; undefined unless `status` is "ok". */
  readonly seconds: number | undefined;
  /** Relative median absolute deviation of the samples. */
  readonly noise: number | undefined;
  /** Raw samples in seconds for one call, in order, the dropped first one left out. */
  readonly samples: readonly number[];
  /** Largest |error| found over all checks, and the bound there. */
  readonly error: number | undefined;
  readonly bound: number | undefined;
  readonly compileSeconds: number | undefined;
  /**
   * On a device, seconds of moving arrays there and back: the part of `seconds` that did so, and what a call takes in
   * addition whose arrays the host has touched before.
   */
  readonly transfers?: { readonly within: number; readonly afterHost: number } | undefined;
  /** Why it lost or failed, from facts: "slower by 12 %", "wrong at [3, 4]: 1.5, expected 2.5", the compiler's line. */
  readonly why: string;
  /** Seconds since tuning began (pauses left out) at which its first time was known. */
  readonly at: number;
  /** Folder of the artifact in the cache, for native targets. */
  readonly artifact: string | undefined;
}

export type ToTuner =
  | { readonly kind: "tune"; readonly job: TuneJob }
  | {
      readonly kind: "generated";
      readonly request: number;
      readonly kernel: GeneratedKernel | undefined;
      readonly illegal: string | undefined;
    }
  | { readonly kind: "stop"; readonly id: string }
  /** Sent just before the stopped tuner goes on: so long it stood still, which counts against no limit. */
  | { readonly kind: "resumed"; readonly pausedSeconds: number };

export type FromTuner =
  | { readonly kind: "ready" }
  | { readonly kind: "generate"; readonly request: number; readonly id: string; readonly config: Config }
  | { readonly kind: "ceiling"; readonly id: string; readonly bytesPerSecond: number; readonly flopsPerSecond: number }
  | { readonly kind: "reference"; readonly id: string; readonly seconds: number }
  | { readonly kind: "trial"; readonly id: string; readonly trial: Trial }
  /** A variant was promoted: the session may load it and use it from the next call on. */
  | { readonly kind: "best"; readonly id: string; readonly trial: Trial }
  | { readonly kind: "note"; readonly id: string; readonly text: string }
  | { readonly kind: "done"; readonly id: string; readonly final: boolean; readonly noisy: boolean };
