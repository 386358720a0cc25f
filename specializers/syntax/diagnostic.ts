// What the compiler has to say about a cell: a stable code, one sentence, the place, and a hint that works.
import type { SourceText, Span } from "../ir/span.ts";

export interface Diagnostic {
  /** Stable: "STENCIL_OFFSET", "CALL_SHAPE", … All codes are listed in syntax/messages.ts. */
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly source: SourceText;
  readonly at: Span;
}

export class DiagnosticError extends Error {
  override readonly name = "DiagnosticError";
  readonly diagnostic: Diagnostic;
  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}
