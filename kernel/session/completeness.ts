// Is a cell's text whole, or does it go on? What SWC says at the text's end decides.

import { TYPESCRIPT } from "./transform/swc.ts";
import { parseSwcError } from "./transform/swc-error.ts";
import { swc } from "./transform/swc-module.ts";
import { CellSyntaxError } from "./transform/syntax-error.ts";

export type Completeness =
  | { readonly status: "complete" | "invalid" }
  | { readonly status: "incomplete"; readonly indent: string };

const INDENT = "  ";

/** @param code TypeScript, without magics. */
export function completeness(code: string): Completeness {
  try {
    swc().parseSync(code, TYPESCRIPT);
    return { status: "complete" };
  } catch (thrown) {
    const error = parseSwcError(thrown, code);
    if (!(error instanceof CellSyntaxError)) throw error;
    if (/^Unterminated (template|block comment)/.test(error.message)) return { status: "incomplete", indent: "" };
    // an error that SWC can't draw under any character is one at the end
    if (error.place === undefined) return { status: "incomplete", indent: indentAfter(code) };
    return { status: "invalid" };
  }
}

/** As far in as the last line, and one step further where it opens more than it closes. */
function indentAfter(code: string): string {
  const last = code.split("\n").findLast((line) => line.trim() !== "") ?? "";
  const bare = last.replace(/\/\/.*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`/g, "");
  let depth = 0;
  for (const char of bare) {
    if ("([{".includes(char)) depth++;
    else if (")]}".includes(char)) depth = Math.max(0, depth - 1); // "} else {" opens one
  }
  return `${/^\s*/.exec(last)?.[0] ?? ""}${depth > 0 ? INDENT : ""}`;
}
