// A cell's text as the front needs it: its TypeScript at the same offsets, with magic lines blanked.
import { splitCell } from "../magics/split.ts";

export interface CellText {
  /** As long as the cell. */
  readonly code: string;
  /** Functions of the cell are specialized, so they have further members. */
  readonly marked: boolean;
}

const MAGIC_LINE = /^[ \t]*%%?[A-Za-z][^\n]*/gm;

export function readCellText(cell: string): CellText {
  try {
    const { magics, body, firstLine } = splitCell(cell);
    let start = 0;
    for (let line = 1; line < firstLine; line++) start = nextLine(cell, start);
    return { code: blank(cell.slice(0, start)) + body, marked: magics.some(({ kind }) => kind === "mark") };
  } catch {
    // a magic that is still being typed
    return { code: cell.replace(MAGIC_LINE, blank), marked: /^[ \t]*%%(stencil|specialize)\b/m.test(cell) };
  }
}

const nextLine = (text: string, from: number): number => {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end + 1;
};
const blank = (text: string): string => text.replace(/[^\r\n]/g, " ");
