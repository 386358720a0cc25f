// An error as a cell shows it: what, where (with the line underlined), how it came there, and why.
import type { Cells } from "../evaluate/cells.ts";
import type { ErrorContent } from "../protocol.ts";
import { bold, cyan, dim, green, red } from "./ansi.ts";
import { type CodePlace, codeFrame } from "./code-frame.ts";
import { diagnosticOf, diagnosticText } from "./diagnostic-text.ts";
import { hintFor } from "./hints.ts";
import type { Locations } from "./locations.ts";
import type { PreparedStacks } from "./prepare-stack.ts";
import { type Frame, frameLines, frameText, type StackReader } from "./stack.ts";
import { detailsOf, isError, messageOf, nameOf, read, shown } from "./values.ts";

export interface Tracebacks {
  /** Reads properties of the user's errors: call it inside the boundary. */
  of(error: unknown): ErrorContent;
  /** The text about one that no cell waits for. */
  uncaught(error: unknown): string;
}

export interface TracebackInput {
  readonly reader: StackReader;
  readonly shorten: (path: string) => string;
  readonly stacks: PreparedStacks;
  readonly cells: Cells;
  readonly locations: Locations;
}

/** Set by the loader, in its own thread, on the syntax error of a file that a cell imports. */
interface HelperPlace {
  readonly file: string;
  readonly text: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

const DEPTH = 8; // of a chain of causes
const AGGREGATED = 10; // errors of an AggregateError
/** Frames that are shown: the innermost, and those that led there. */
const FRAMES = { first: 20, last: 5 } as const;

export function createTracebacks({ reader, shorten, stacks, cells, locations }: TracebackInput): Tracebacks {
  const framesOf = (error: Error): readonly Frame[] => {
    const stack = read(error, "stack"); // asked for first: V8 makes it now
    return stacks.framesOf(error) ?? (typeof stack === "string" ? reader.read(frameLines(stack)) : []);
  };

  const body = (error: Error): readonly string[] => {
    const frames = framesOf(error);
    const stack = frames.map(
      (frame) => `    ${dim("at")} ${frameText(frame, frame.text === undefined ? ":" : ", line ")}`,
    );
    const { first, last } = FRAMES;
    const hidden = stack.length - first - last;
    if (hidden > 1) stack.splice(first, hidden, dim(`    … ${hidden.toLocaleString("en")} more`));
    const source = sourceOf(error, frames);
    return [
      ...(source === undefined ? [] : [placeText(source.label, source.line, source.column), codeFrame(source)]),
      ...(stack.length > 0 ? ["", ...stack] : []),
    ];
  };

  /** The line to show: of a helper file that does not parse, else the innermost of the user's, else what is known. */
  const sourceOf = (error: Error, frames: readonly Frame[]): (CodePlace & { readonly label: string }) | undefined => {
    const helper = read(error, "helper") as HelperPlace | undefined;
    if (typeof helper?.file === "string") return { ...helper, label: shorten(helper.file), firstLine: 1 };
    const frame = frames.find(({ text }) => text !== undefined);
    if (frame?.line !== undefined && frame.text !== undefined) {
      return { text: frame.text, firstLine: 1, label: frame.file, line: frame.line, column: frame.column, length: 1 };
    }
    const location = locations.get(error);
    const cell = location && cells.get(location.file);
    return location && cell && { ...location, text: cell.text, firstLine: 1, label: cell.label };
  };

  /** Where a marked function was called with what its code can't take. */
  const callers = (error: Error): readonly string[] =>
    framesOf(error)
      .filter((frame) => frame.text !== undefined)
      .map((frame) => `    ${dim("called at")} ${frameText(frame, ", line ")}`);

  /** The message, in the reader's terms. */
  const worded = (error: Error): string =>
    cells
      .named(messageOf(error))
      .replace(/\n- [^\n]*noop\.js(?=\n|$)/, "")
      .replace(/\nRequire stack:$/, "");

  const describe = (error: unknown, depth: number, seen: Set<unknown>): readonly string[] => {
    seen.add(error);
    if (!isError(error)) return [`${red(bold("Uncaught"))} ${shown(error)}`];
    const diagnostic = diagnosticOf(error);
    if (diagnostic !== undefined) return [...diagnosticText(diagnostic), ...callers(error)];
    const name = nameOf(error);
    const message = worded(error);
    const lines = [message === "" ? red(bold(name)) : `${red(bold(name))}: ${message}`, ...body(error)];
    const details = detailsOf(error);
    if (details !== "") lines.push("", dim(details));
    const hint = hintFor(error);
    if (hint !== undefined) lines.push("", `${green("Hint:")} ${hint}`);
    for (const [label, each] of nestedIn(error)) {
      if (seen.has(each)) continue;
      if (depth >= DEPTH) {
        lines.push("", `${cyan(`[${label}]`)} …`);
        break;
      }
      lines.push("", `${cyan(`[${label}]`)} ${describe(each, depth + 1, seen).join("\n")}`);
    }
    const more = aggregated(error).length - AGGREGATED;
    if (more > 0) lines.push("", cyan(`… and ${more.toLocaleString("en")} more errors`));
    return lines;
  };

  return {
    of(error) {
      const lines = describe(error, 0, new Set());
      if (!isError(error)) return { ename: "Uncaught", evalue: shown(error), traceback: [...lines] };
      return { ename: nameOf(error), evalue: worded(error), traceback: lines.join("\n").split("\n") };
    },
    uncaught(error) {
      const text = describe(error, 0, new Set()).join("\n");
      return `${isError(error) ? "Uncaught " : ""}${text}\n`;
    },
  };
}

const aggregated = (error: Error): readonly unknown[] => {
  const errors = read(error, "errors");
  return nameOf(error) === "AggregateError" && Array.isArray(errors) ? errors : [];
};

/** The errors that an error is about, by the word for each. */
function nestedIn(error: Error): readonly (readonly [label: string, error: unknown])[] {
  const cause = read(error, "cause");
  return [
    ...aggregated(error)
      .slice(0, AGGREGATED)
      .map((each, i) => [`errors[${i}]`, each] as const),
    ...(cause === undefined ? [] : [["cause", cause] as const]),
  ];
}

const placeText = (file: string, line: number, column: number): string => bold(`${file}, line ${line}:${column}`);
