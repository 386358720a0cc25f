// From a position in the script that ran back to the one that the user typed.
import { SourceMap } from "node:module";

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

export interface PositionSources {
  /** SWC's output and its source map; without one the output is the text itself. */
  readonly stripped: string;
  readonly map: string | undefined;
  readonly script: () => string;
  /** Offset in `stripped` of an offset in `script`. */
  readonly originOf: (offset: number) => number;
  /** Number of the cell's line on which the transformed text begins. */
  readonly firstLine: number;
  /** Characters that were put before the text's first line. */
  readonly shift: number;
  /** Characters that were put into other lines. */
  readonly shifts: Shifts;
}

/** By the line, from 0, of the text: how many characters more than the cell it has, from a column (from 1) on. */
export type Shifts = ReadonlyMap<number, { readonly column: number; readonly by: number }>;

/** The cell's column, from 1, of one of the text. */
export function unshifted(shifts: Shifts, line: number, column: number): number {
  const shift = shifts.get(line);
  if (shift === undefined || column <= shift.column) return column;
  return Math.max(shift.column, column - shift.by);
}

/** Nothing is computed before the first question, as most cells never fail. */
export function createPositions(sources: PositionSources): Positions {
  const { stripped, map, script, originOf, firstLine, shift, shifts } = sources;
  let source: SourceMap | undefined;
  let strippedLines: readonly number[] | undefined;
  let scriptLines: readonly number[] | undefined;

  const inCell = (line: number, column: number): Place => ({
    line: line + firstLine,
    column: unshifted(shifts, line, Math.max(0, column - (line === 0 ? shift : 0)) + 1),
  });
  const ofStripped = (offset: number): Place | undefined => {
    strippedLines ??= lineStarts(stripped);
    const line = strippedLines.findLastIndex((start) => start <= offset);
    const inLine = offset - (strippedLines[line] ?? 0);
    if (map === undefined) return inCell(line, inLine);
    source ??= new SourceMap(JSON.parse(map));
    const entry = source.findEntry(line, inLine);
    return "originalLine" in entry ? inCell(entry.originalLine, entry.originalColumn) : undefined;
  };
  return {
    ofStripped,
    ofScript(line, column) {
      scriptLines ??= lineStarts(script());
      const start = scriptLines[line - 1];
      return start === undefined ? undefined : ofStripped(originOf(start + column - 1));
    },
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
