// An error as a cell shows it: what, where (with the line underlined), how it came there, and why.
import { inspect } from "node:util";
import type { Cells } from "../evaluate/cells.ts";
import type { ErrorContent } from "../protocol.ts";
import { bold, cyan, dim, green, red } from "./ansi.ts";
import { codeFrame } from "./code-frame.ts";
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
  readonly stacks: PreparedStacks;
  readonly cells: Cells;
  readonly locations: Locations;
}

const DEPTH = 8; // of a chain of causes

export function createTracebacks({ reader, stacks, cells, locations }: TracebackInput): Tracebacks {
  const framesOf = (error: Error): readonly Frame[] => {
    const { stack } = error; // asked for first: V8 makes it now
    return stacks.framesOf(error) ?? (typeof stack === "string" ? reader.read(frameLines(stack)) : []);
  };

  /** Names cells in a message that names their files. */
  const readable = (text: string): string =>
    text.replace(/\S*?\/cell-\d+\.taipan/g, (file) => cells.get(file)?.label ?? file);

  const body = (error: Error): readonly string[] => {
    const parts: string[] = [];
    const frames = framesOf(error);
    const location = locations.get(error);
    const cell = location && cells.get(location.file);
    const own = frames.find((frame) => frame.text !== undefined);
    if (own?.line !== undefined && own.text !== undefined) {
      parts.push(placeText(own.file, own.line, own.column));
      parts.push(codeFrame({ text: own.text, firstLine: 1, line: own.line, column: own.column, length: 1 }));
    } else if (location !== undefined && cell !== undefined) {
      parts.push(
        placeText(cell.label, location.line, location.column),
        codeFrame({ ...location, text: cell.text, firstLine: 1 }),
      );
    }
    const stack = frames.map(
      (frame) => `    ${dim("at")} ${frameText(frame, frame.text === undefined ? ":" : ", line ")}`,
    );
    if (stack.length > 0) parts.push("", ...stack);
    return parts;
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
    const message = readable(String(error.message));
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
      return { ename: nameOf(error), evalue: readable(String(error.message)), traceback: lines.join("\n").split("\n") };
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
  const usual = new Set(["name", "message", "stack", "cause", "errors", "diagnostic", "place"]);
  const own = Object.entries(error).filter(([key]) => !usual.has(key));
  return own.length === 0 ? "" : inspect(Object.fromEntries(own), { depth: 1, breakLength: 100 });
}
