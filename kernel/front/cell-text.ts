// A cell's text as the front needs it: its TypeScript at the same offsets, with magic lines blanked.
import { blankCell } from "../magics/blank.ts";
import { type CellSource, readCell, type Surroundings } from "../magics/read-cell.ts";
import { MAGICS } from "../magics/registry.ts";

export interface CellText {
  /** As long as the cell. */
  readonly code: string;
  /** Functions of the cell are specialized, so they have further members. */
  readonly marked: boolean;
  readonly source: CellSource;
}

const BARE: Surroundings = { magics: MAGICS, isKnown: (name) => name in globalThis };

export function readCellText(cell: string, surroundings = BARE): CellText {
  const source = readCell(cell, surroundings);
  const marking = surroundings.magics.filter(({ marks }) => marks === true);
  const marked = source.cellMagics.some(({ magic }) => marking.some(({ name }) => name === magic));
  return { code: blankCell(cell, source), marked, source };
}
