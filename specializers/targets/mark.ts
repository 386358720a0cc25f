// Marks in generated text: where in the user's TypeScript a line comes from. Read and removed by codegen/lines.ts.
import type { Span } from "../ir/span.ts";

/** Starts and ends a mark at the end of a line; no user's text contains it, as it stands in no TypeScript program. */
const SIGN = "\u0001";

export const marked = (line: string, at: Span): string => `${line}${SIGN}${at.start}-${at.end}${SIGN}`;

const pattern = new RegExp(`${SIGN}(\\d+)-(\\d+)${SIGN}`, "g");

/** The line without its marks, and the span of the first of them. */
export function readMark(line: string): { readonly line: string; readonly at: Span | undefined } {
  const found = [...line.matchAll(pattern)][0];
  return {
    line: line.replace(pattern, ""),
    at: found ? { start: Number(found[1]), end: Number(found[2]) } : undefined,
  };
}
