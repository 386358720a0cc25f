// A call that can't be compiled: whose fault is it? The caller's becomes an error; the compiler's own limit only a note.

import { DiagnosticError } from "./syntax/diagnostic.ts";
import type { Code } from "./syntax/messages.ts";

/** TypeScript does these calls all the same, so the function runs as TypeScript, and its card says why. */
const LIMITS: ReadonlySet<string> = new Set<Code>([
  "CALL_FIXED_BOX",
  "CALL_LOOP",
  "CALL_NEIGHBOR_BOUNDARY",
  "CALL_SMALL",
  "CALL_CAPTURE",
  "CALL_TARGETS",
  "CALL_UNSERVED",
  "ORACLES_DIFFER",
]);
/** What the arrays themselves refuse with a RangeError, or the machine. */
const RANGES: ReadonlySet<string> = new Set<Code>([
  "CALL_OUTSIDE",
  "CALL_NEIGHBOR_OUTSIDE",
  "CALL_DOMAIN",
  "CALL_NEIGHBORHOOD",
  "CALL_MEMORY",
]);

/** `runsAny`: TypeScript does every call of the function. */
export const isCompilersLimit = (error: unknown, runsAny: boolean): error is DiagnosticError =>
  error instanceof DiagnosticError && (runsAny || LIMITS.has(error.diagnostic.code));

/** The error that the caller sees; it carries the diagnostic, so that a notebook shows the place and the hint. */
export function callFault(error: unknown): unknown {
  if (!(error instanceof DiagnosticError)) return error;
  const { diagnostic } = error;
  const kind = RANGES.has(diagnostic.code) ? RangeError : TypeError;
  return Object.assign(new kind(`${diagnostic.message} ${diagnostic.hint}`), { diagnostic });
}
