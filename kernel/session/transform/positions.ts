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
  /** What SWC was given has these characters more than the text. */
  readonly merged: Shifts;
  /** Characters that were put into other lines of the cell. */
  readonly shifts: Shifts;
}

/** Characters that were put into a line, and the column (from 1) where they begin. */
export interface Shift {
  readonly column: number;
  readonly by: number;
}

/** By the line, from 0, of the text: what was put into it, from left to right. */
export type Shifts = ReadonlyMap<number, readonly Shift[]>;

export const NO_SHIFTS: Shifts = new Map();

/** The column, from 1, that one of the text had before. */
export const unshifted = (shifts: Shifts, line: number, column: number): number =>
  (shifts.get(line) ?? []).reduceRight(
    (at, shift) => (at <= shift.column ? at : Math.max(shift.column, at - shift.by)),
    column,
  );

/** Nothing is computed before the first question, as most cells never fail. */
export function strippedPositions(sources: StrippedSources): Positions["ofStripped"] {
  const { stripped, map, firstLine, shift, merged, shifts } = sources;
  let source: SourceMap | undefined;
  let strippedLines: readonly number[] | undefined;

  const inCell = (line: number, column: number): Place => ({
    line: line + firstLine,
    column: unshifted(shifts, line, Math.max(1, unshifted(merged, line, column + 1) - (line === 0 ? shift : 0))),
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
