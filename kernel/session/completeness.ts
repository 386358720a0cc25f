// Is a cell's text whole, or does it go on? What SWC says at the text's end decides. A text that parses is whole when
// it could run: the rewriting of cells and V8 find mistakes of their own.
import vm from "node:vm";
import { TYPESCRIPT } from "./transform/swc.ts";
import { parseSwcError } from "./transform/swc-error.ts";
import { swc } from "./transform/swc-module.ts";
import { CellSyntaxError } from "./transform/syntax-error.ts";
import { transform } from "./transform/transform.ts";

export type Completeness =
  | { readonly status: "complete" | "invalid" }
  | { readonly status: "incomplete"; readonly indent: string };

const INDENT = "  ";

/** @param code TypeScript, without magics. */
export function completeness(code: string): Completeness {
  try {
    swc().parseSync(code, TYPESCRIPT);
    return { status: compiles(code) ? "complete" : "invalid" };
  } catch (thrown) {
    const error = parseSwcError(thrown, code);
    if (!(error instanceof CellSyntaxError)) throw error;
    if (/^Unterminated (template|block comment)/.test(error.message)) return { status: "incomplete", indent: "" };
    // an error that SWC can't draw under any character is one at the end
    if (error.place === undefined) return { status: "incomplete", indent: indentAfter(code) };
    return { status: "invalid" };
  }
}

const no = (): boolean => false;
/** What no text of its own decides: a name that an earlier cell declared is declared anew. */
const FRESH = { filename: "cell", firstLine: 1, isShadowed: no, collides: no, isConstant: no };

function compiles(code: string): boolean {
  try {
    new vm.Script(transform(code, FRESH).script);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof CellSyntaxError) return false;
    throw error;
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
