// From a position in the script that ran back to the one that the user typed.
import { SourceMap } from "node:module";
import type { Edited } from "./edits.ts";

export interface Place {
  /** 1-based, as the reader of the cell counts. */
  readonly line: number;
  readonly column: number;
}

export interface Positions {
  /** The place in the cell of an offset in SWC's output. */
  ofStripped(offset: number): Place | undefined;
  /** The place in the cell of a line and column (both 1-based) in the script. */
  ofScript(line: number, column: number): Place | undefined;
}

export interface StrippedSources {
  /** SWC's output and its source map; without one the output is the text itself. */
  readonly stripped: string;
  readonly map: string | undefined;
  /** Number of the cell's line on which the transformed text begins. */
  readonly firstLine: number;
  /** Characters that were put before the text's first line. */
  readonly shift: number;
  /** Characters that were put into other lines. */
  readonly shifts: Shifts;
}

/** By the line, from 0, of the text: how many characters more than the cell it has, from a column (from 1) on. */
export type Shifts = ReadonlyMap<number, { readonly column: number; readonly by: number }>;

export const NO_SHIFTS: Shifts = new Map();

/** The cell's column, from 1, of one of the text. */
export function unshifted(shifts: Shifts, line: number, column: number): number {
  const shift = shifts.get(line);
  if (shift === undefined || column <= shift.column) return column;
  return Math.max(shift.column, column - shift.by);
}

/** Nothing is computed before the first question, as most cells never fail. */
export function strippedPositions(sources: StrippedSources): Positions["ofStripped"] {
  const { stripped, map, firstLine, shift, shifts } = sources;
  let source: SourceMap | undefined;
  let strippedLines: readonly number[] | undefined;

  const inCell = (line: number, column: number): Place => ({
    line: line + firstLine,
    column: unshifted(shifts, line, Math.max(0, column - (line === 0 ? shift : 0)) + 1),
  });
  return (offset) => {
    strippedLines ??= lineStarts(stripped);
    const line = strippedLines.findLastIndex((start) => start <= offset);
    const inLine = offset - (strippedLines[line] ?? 0);
    if (map === undefined) return inCell(line, inLine);
    source ??= new SourceMap(JSON.parse(map));
    const entry = source.findEntry(line, inLine);
    return "originalLine" in entry ? inCell(entry.originalLine, entry.originalColumn) : undefined;
  };
}

export function createPositions(ofStripped: Positions["ofStripped"], script: Edited): Positions {
  let lines: readonly number[] | undefined;
  return {
    ofStripped,
    ofScript(line, column) {
      lines ??= lineStarts(script.text);
      const start = lines[line - 1];
      return start === undefined ? undefined : ofStripped(script.originOf(start + column - 1));
    },
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
