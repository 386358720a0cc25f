// What `f.explain()` shows: one call's way from TypeScript to native code, every stage as text.
import type { SourceText } from "../ir/span.ts";
import type { Config } from "../specializer.ts";
import type { Diagnostic } from "../syntax/diagnostic.ts";
import type { PassRecord, ReportModel } from "./model.ts";

export interface Explanation {
  readonly kernel: string;
  readonly specializer: string;
  /** As in `ReportModel`; empty before the first call. */
  readonly signature: string;
  readonly source: SourceText;
  /** Why the function was declined; empty otherwise. */
  readonly diagnostics: readonly Diagnostic[];
  /** The domain AST as recognised (after the first call: bound to its layouts), printed; undefined when declined. */
  readonly domain: string | undefined;
  /** In the order they ran, each with the domain AST `after` it. */
  readonly passes: readonly PassRecord[];
  /** The variant that serves: the stages below belong to it. */
  readonly variant: { readonly name: string; readonly config: Config; readonly target: string } | undefined;
  /** The platform AST of that variant, printed. */
  readonly platform: string | undefined;
  readonly generated: ReportModel["generated"];
  readonly compiled: ReportModel["compiled"];
  /** What was not done beyond the passes' own records: schedules that are illegal here, targets left out. */
  readonly notDone: readonly string[];
}
