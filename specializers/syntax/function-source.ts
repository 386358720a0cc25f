// A marked function as the front ends get it: its text, and what it names from outside.
import type { SourceText, Span } from "../ir/span.ts";

/** A function or method with its syntax tree still to be read through `syntax/`. */
export interface FunctionSource {
  readonly name: string;
  readonly source: SourceText;
  /** The whole declaration (a method: with its class). */
  readonly at: Span;
  /** "method" for the paper's `class K extends StencilKernel { kernel(…) {…} }`. */
  readonly kind: "function" | "method";
  /** Parsed declaration: an SWC node, typed in syntax/parse.ts. */
  readonly node: unknown;
  /** Top-level functions of the same cell, by name: candidates for inlining. */
  readonly helpers: ReadonlyMap<string, unknown>;
}
