// Which of TypeScript's diagnostics a cell's author hears of. A cell is no module of its own: what works in it, and what
// only the running session can know, is no error.
import type { Diagnostic } from "typescript/unstable/async";
import type { DeclaredName } from "../session/declared-names.ts";
import { MEMBERS } from "./cell-module.ts";

/** What is wrong at a place of a cell; offsets in UTF-16 units. */
export interface Problem {
  /** "TS2322". */
  readonly code: string;
  readonly message: string;
  readonly start: number;
  readonly length: number;
}

export interface ProblemContext {
  readonly code: string;
  /** Functions of the cell are specialized, so they have further members. */
  readonly marked: boolean;
  /** Offset of the cell's text in the module. */
  readonly shift: number;
  /** What the notebook knows of a name that the cell does not declare itself. */
  earlier(name: string): DeclaredName | undefined;
  /** Global names that only the running session has. */
  atRunTime(names: readonly string[]): Promise<ReadonlySet<string>>;
  /** True for a module that a cell could import all the same, though nothing declares its types. */
  isThere(specifier: string): boolean;
}

/** A name that does not exist, which the running cell may have said itself. */
export const isMissingName = ({ code }: Problem): boolean => NAMES.has(Number(code.slice(2)));

const ERROR = 1; // DiagnosticCategory.Error
/** "Cannot find name", and what else is said where a name may exist in the session alone. */
const NAMES: ReadonlySet<number> = new Set([
  2304, 2503, 2552, 2580, 2581, 2582, 2583, 2584, 2591, 2592, 2593, 2662, 2663, 2693, 18004,
]);
const MODULES: ReadonlySet<number> = new Set([2307, 2732, 2792, 2882]);
/** A comparison that a constant of another cell, which people edit there, makes pointless. */
const COMPARISON = 2367;
const ASSIGNED_IMPORT = 2632;
const NO_PROPERTY = 2339;
/** A type's import used as a value: the only ones of TypeScript's grammar that SWC and V8 let pass, but not run. */
const TYPE_AS_VALUE: ReadonlySet<number> = new Set([1361, 1362]);
/** `var` twice with two types; a name that this project itself has brought in; exports; a `case`; what is only possibly null: it ran. */
const PASSED: ReadonlySet<number> = new Set([2403, 2440, 2498, 2678, 2531, 2532, 2533, 18047, 18048, 18049]);
/** Code of a cell that is meant for the browser, as a widget's. */
const BROWSER =
  /^(document|window|self|location|localStorage|sessionStorage|alert|requestAnimationFrame|cancelAnimationFrame|customElements|(HTML|SVG)\w*Element\w*|Element|Node|Document|Window|(Mouse|Pointer|Keyboard|UI|Wheel|Touch)Event|CSSStyleDeclaration|ResizeObserver|MutationObserver|IntersectionObserver|Canvas\w+|Image(Data|Bitmap)?|DOM\w+|OffscreenCanvas)$/;

export async function problemsOf(diagnostics: readonly Diagnostic[], context: ProblemContext): Promise<Problem[]> {
  const { code, shift } = context;
  const textOf = ({ pos, end }: Diagnostic): string => code.slice(pos - shift, end - shift);
  const kept = diagnostics.filter(
    (each) =>
      each.category === ERROR &&
      each.pos >= shift &&
      each.end <= shift + code.length &&
      isReported(each, textOf(each), context) &&
      // `typeof x` may ask whether there is an x
      !(NAMES.has(each.code) && /\btypeof\s+$/.test(code.slice(0, each.pos - shift))),
  );
  const missing = kept.filter((each) => NAMES.has(each.code)).map(textOf);
  const known = missing.length > 0 ? await context.atRunTime(missing) : new Set();
  return kept
    .filter((each) => !(NAMES.has(each.code) && known.has(textOf(each))))
    .sort((a, b) => a.pos - b.pos)
    .map((each) => ({ ...worded(each), start: each.pos - shift, length: each.end - each.pos }));
}

function isReported({ code }: Diagnostic, text: string, { earlier, isThere, marked }: ProblemContext): boolean {
  if (code < 2000) return TYPE_AS_VALUE.has(code);
  if (code >= 6000 && code < 8000) return false; // what is unused, and implicit any
  if (PASSED.has(code)) return false;
  if (MODULES.has(code)) return !isThere(text.replace(/^["'`]|["'`]$/g, ""));
  if (NAMES.has(code)) return !BROWSER.test(text);
  if (code === COMPARISON) return !wordsOf(text).some((name) => earlier(name)?.kind === "const");
  // functions and classes of other cells may be assigned
  if (code === ASSIGNED_IMPORT) return ["const", "import"].includes(earlier(text)?.kind ?? "");
  // a function in a constant gets its members only when the cell is over, for TypeScript
  return !(code === NO_PROPERTY && marked && MEMBERS.includes(text));
}

function worded(diagnostic: Diagnostic): Pick<Problem, "code" | "message"> {
  const { code } = diagnostic;
  if (code === ASSIGNED_IMPORT) {
    const message = plainNames(diagnostic.text).replace("an import", "a constant");
    return { code: "TS2588", message };
  }
  return { code: `TS${code}`, message: chained(diagnostic) };
}

/** A message and its reasons, each a step further in. */
const chained = ({ text, messageChain = [] }: Diagnostic, indent = ""): string =>
  [indent + plainNames(text), ...messageChain.map((reason) => chained(reason, `${indent}  `))].join("\n");

/** Text of TypeScript's without the names of virtual modules. */
export const plainNames = (text: string): string =>
  text
    .replace(/(typeof )?import\("[^"]*__taipan-cell-\d+(?:\.ts)?"\)\./g, "$1")
    .replace(/\b__cell_(?=[\p{ID_Start}$_])/gu, "");

const wordsOf = (text: string): readonly string[] =>
  text.replace(/(["'`])(?:\\.|(?!\1).)*\1/gs, "").match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu) ?? [];
