// An error as a cell shows it: what, where (with the line underlined), how it came there, and why.
import { inspect } from "node:util";
import type { Cells } from "../evaluate/cells.ts";
import type { ErrorContent } from "../protocol.ts";
import { bold, cyan, dim, green, red } from "./ansi.ts";
import { type CodePlace, codeFrame } from "./code-frame.ts";
import { diagnosticOf, diagnosticText } from "./diagnostic-text.ts";
import { hintFor } from "./hints.ts";
import type { Locations } from "./locations.ts";
import type { PreparedStacks } from "./prepare-stack.ts";
import { type Frame, frameLines, frameText, type StackReader } from "./stack.ts";

export interface Tracebacks {
  /** Reads properties of the user's errors: call it inside the boundary. */
  of(error: unknown): ErrorContent;
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

export function createTracebacks({ reader, shorten, stacks, cells, locations }: TracebackInput): Tracebacks {
  const framesOf = (error: Error): readonly Frame[] => {
    const { stack } = error; // asked for first: V8 makes it now
    return stacks.framesOf(error) ?? (typeof stack === "string" ? reader.read(frameLines(stack)) : []);
  };

  const body = (error: Error): readonly string[] => {
    const frames = framesOf(error);
    const stack = frames.map(
      (frame) => `    ${dim("at")} ${frameText(frame, frame.text === undefined ? ":" : ", line ")}`,
    );
    const source = sourceOf(error, frames);
    return [
      ...(source === undefined ? [] : [placeText(source.label, source.line, source.column), codeFrame(source)]),
      ...(stack.length > 0 ? ["", ...stack] : []),
    ];
  };

  /** The line to show: of a helper file that does not parse, else the innermost of the user's, else what is known. */
  const sourceOf = (error: Error, frames: readonly Frame[]): (CodePlace & { readonly label: string }) | undefined => {
    const { helper } = error as { readonly helper?: HelperPlace };
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

  const describe = (error: unknown, depth: number, seen: Set<unknown>): readonly string[] => {
    seen.add(error);
    if (!(error instanceof Error)) return [`${red(bold("Uncaught"))} ${inspect(error)}`];
    const diagnostic = diagnosticOf(error);
    if (diagnostic !== undefined) return [...diagnosticText(diagnostic), ...callers(error)];
    const name = nameOf(error);
    const message = cells.named(String(error.message));
    const lines = [message === "" ? red(bold(name)) : `${red(bold(name))}: ${message}`, ...body(error)];
    const details = detailsOf(error);
    if (details !== "") lines.push("", dim(details));
    const hint = hintFor(error);
    if (hint !== undefined) lines.push("", `${green("Hint:")} ${hint}`);
    const nested: (readonly [label: string, error: unknown])[] = [];
    if (error instanceof AggregateError)
      for (const [i, each] of error.errors.entries()) nested.push([`errors[${i}]`, each]);
    if ("cause" in error && error.cause !== undefined) nested.push(["cause", error.cause]);
    for (const [label, each] of nested) {
      if (seen.has(each) || depth >= DEPTH) continue;
      lines.push("", `${cyan(`[${label}]`)} ${describe(each, depth + 1, seen).join("\n")}`);
    }
    return lines;
  };

  return {
    of(error) {
      const lines = describe(error, 0, new Set());
      if (!(error instanceof Error)) return { ename: "Uncaught", evalue: inspect(error), traceback: [...lines] };
      return {
        ename: nameOf(error),
        evalue: cells.named(String(error.message)),
        traceback: lines.join("\n").split("\n"),
      };
    },
  };
}

const placeText = (file: string, line: number, column: number): string => bold(`${file}, line ${line}:${column}`);

const nameOf = (error: Error): string => {
  const name: unknown = error.name;
  return typeof name === "string" && name !== "" ? name : "Error";
};

/** Own properties beside the usual ones, as `code` and `path` of a system error. */
function detailsOf(error: Error): string {
  const usual = new Set(["name", "message", "stack", "cause", "errors", "diagnostic", "place", "helper"]);
  const own = Object.entries(error).filter(([key]) => !usual.has(key));
  const said = (error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND"; // the message says it all
  return own.length === 0 || said ? "" : inspect(Object.fromEntries(own), { depth: 1, breakLength: 100 });
}
