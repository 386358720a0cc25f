// The frames of a stack, in the reader's terms: cells by their number, helper files by their TypeScript lines, and none
// of the kernel's own.
import { fileURLToPath } from "node:url";
import type { Cells } from "../evaluate/cells.ts";
import type { HelperSources } from "../modules/helper-sources.ts";
import { withoutHoisting } from "../transform/slot-names.ts";

export interface Frame {
  /** "thrower", "async main", "new Foo"; empty at top level. */
  readonly name: string;
  /** "Cell 3", "physics.ts", "node:fs"; a frame without a place has its whole text here. */
  readonly file: string;
  /** 1-based; undefined: the frame has no place. */
  readonly line: number | undefined;
  readonly column: number;
  /** The text that the lines count in, for code of the user's. */
  readonly text: string | undefined;
}

export interface StackReader {
  /** The frames of a stack's text, or of single frames as V8 writes them. */
  read(lines: readonly string[]): readonly Frame[];
}

export interface StackReaderInput {
  readonly cells: Cells;
  readonly helpers: HelperSources;
  /** A path as the reader of the notebook knows it. */
  readonly shorten: (path: string) => string;
  /** Folder of the kernel's own files, as an address. */
  readonly own: string;
}

const FRAME = /^\s*(?:at )?(?:(.*?) \()?(.*?):(\d+):(\d+)\)?$/;
/** Code of `eval` and `new Function`: where they were called. */
const EVALUATED = /^eval at .*\((.*?):(\d+):(\d+)\)+, .*$/;
const INTERNAL = /^node:(internal\/|async_hooks$|inspector$|vm$)/;

export function createStackReader({ cells, helpers, shorten, own }: StackReaderInput): StackReader {
  const pathOf = (location: string): string => {
    if (!location.startsWith("file:")) return location;
    try {
      return fileURLToPath(location.replace(/[?#].*$/, ""));
    } catch {
      return location;
    }
  };
  const evaluatedFrame = (name: string, evaluated: RegExpExecArray, line: number, column: number): Frame => {
    const caller = readFrame(`${evaluated[1]}:${evaluated[2]}:${evaluated[3]}`);
    const file =
      caller === undefined
        ? "eval"
        : `eval in ${caller.file}${caller.line === undefined ? "" : `, line ${caller.line}`}`;
    return { name: name === "eval" ? "" : name, file, line, column, text: undefined };
  };
  const readFrame = (source: string): Frame | undefined => {
    const match = FRAME.exec(source);
    if (match === null) {
      const text = withoutHoisting(source.trim().replace(/^at /, ""));
      return { name: "", file: text, line: undefined, column: 0, text: undefined };
    }
    const isAsync = match[1] === undefined && match[2]!.startsWith("async ");
    const location = isAsync ? match[2]!.slice("async ".length) : match[2]!;
    const evaluated = EVALUATED.exec(location);
    if (evaluated !== null) return evaluatedFrame(match[1] ?? "", evaluated, Number(match[3]), Number(match[4]));
    if (location === "<anonymous>" || location.startsWith(own) || INTERNAL.test(location)) return undefined;
    const name = withoutHoisting(match[1] ?? (isAsync ? "async" : "")).replace(
      /^(async )?Object\.(?=<anonymous>$)/,
      "$1",
    );
    const line = Number(match[3]);
    const column = Number(match[4]);
    const cell = cells.get(location);
    if (cell !== undefined) {
      const place = cell.positions?.ofScript(line, column);
      if (place === undefined) return undefined;
      return { name, file: cell.label, ...place, text: cell.text };
    }
    const helper = helpers.find(location, line, column);
    const file = shorten(pathOf(location));
    if (helper !== undefined) return { name, file, ...helper };
    return { name, file, line, column, text: undefined };
  };
  return {
    read(lines) {
      const frames = lines.map(readFrame).filter((frame) => frame !== undefined);
      // what called the outermost code of the user's is Node's business
      return frames.slice(
        0,
        frames.findLastIndex(({ file, line }) => line !== undefined && !file.startsWith("node:")) + 1,
      );
    },
  };
}

/** The lines of a stack's text that are frames. */
export const frameLines = (stack: string): readonly string[] => {
  const lines = stack.split("\n");
  const first = lines.findIndex((line) => /^\s+at /.test(line));
  return first < 0 ? [] : lines.slice(first).filter((line) => /^\s+at /.test(line));
};

export const frameText = ({ name, file, line, column }: Frame, separator = ":"): string => {
  const where = line === undefined ? file : `${file}${separator}${line}:${column}`;
  if (name === "" || name === "<anonymous>") return where;
  return name === "async" ? `async ${where}` : `${name} (${where})`;
};
