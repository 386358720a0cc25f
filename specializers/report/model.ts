// Everything a report shows, as plain data: filled by the dispatcher and the tuner, drawn by html.ts and text.ts.
import type { SourceText } from "../ir/span.ts";
import type { Axis, Config, Cost } from "../specializer.ts";
import type { Diagnostic } from "../syntax/diagnostic.ts";
import type { Trial } from "../tuner/job.ts";

export interface PassRecord {
  readonly name: string;
  readonly exact: boolean;
  readonly does: string;
  /** Whether the program changed. */
  readonly changed: boolean;
  readonly notDone: readonly string[];
  /** The program after the pass, printed; present in `explain()`. */
  readonly after: string | undefined;
}

export type ReportState =
  /** Marked and recognised; never called yet. */
  | "recognised"
  /** Marked, but runs as TypeScript: `diagnostics` say why. */
  | "declined"
  /** Called: the default schedule or a cached winner serves. */
  | "serving"
  | "tuning"
  | "paused"
  | "final";

export interface MachineSummary {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly lastLevelCacheBytes?: number;
  readonly node: string;
  /** "gcc 12.2.0 + libomp", … */
  readonly compilers: readonly string[];
}

/** What a specializer shows beside the trials: a curve, or several to be compared. */
export interface LineChart {
  readonly title: string;
  readonly x: { readonly label: string; readonly logarithmic: boolean };
  readonly y: { readonly label: string };
  /** None is without points; those of one are in the order of x. */
  readonly series: readonly {
    readonly name: string;
    readonly points: readonly (readonly [x: number, y: number])[];
  }[];
}

export interface ReportModel {
  readonly kernel: string;
  /** What calls it, as text: "laplacian", "new K().kernel"; left out: its name. */
  readonly callee?: string;
  /** A library call's code: it knows what it was called with. */
  readonly tunesWithoutArguments?: true;
  readonly specializer: string;
  readonly state: ReportState;
  /** "u f64 256×256×256 none, out f64 256×256×256 none"; empty before the first call. */
  readonly signature: string;
  readonly machine: MachineSummary;
  readonly source: SourceText;
  readonly diagnostics: readonly Diagnostic[];
  /** Facts the user should know: "the js target serves: no compiler on PATH", "u and out are the same array: runs as TypeScript". */
  readonly notes: readonly string[];
  /** Which config answers calls now, and through which target. */
  readonly serving:
    | {
        readonly name: string;
        readonly config: Config;
        readonly target: string;
        readonly from: "default" | "cache" | "tuned" | "reference";
      }
    | undefined;
  readonly reference: { readonly seconds: number } | undefined;
  readonly trials: readonly Trial[];
  readonly best: Trial | undefined;
  readonly axes: readonly Axis[];
  readonly charts?: readonly LineChart[];
  readonly cost: Cost | undefined;
  readonly ceiling: { readonly bytesPerSecond: number; readonly flopsPerSecond: number } | undefined;
  readonly noisy: boolean;
  readonly final: boolean;
  readonly checkedShapes: number;
  readonly calls: { readonly count: number; readonly tuningSeconds: number };
  readonly passes: readonly PassRecord[];
  /** Generated source of what serves, with line numbers of the cell by generated line (1-based). */
  readonly generated:
    | {
        readonly language: "c" | "js" | "cuda";
        readonly source: string;
        readonly cellLines: readonly (readonly [number, number])[];
      }
    | undefined;
  readonly compiled:
    | { readonly compiler: string; readonly flags: readonly string[]; readonly log: string; readonly seconds: number }
    | undefined;
  /** Variables that decide how the winner runs: OMP_PROC_BIND, …. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly seed: number;
}
