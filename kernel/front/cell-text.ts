// A cell's text as the front needs it: its TypeScript at the same offsets, with magic lines blanked.

export interface CellText {
  /** As long as the cell. */
  readonly code: string;
  /** The magic lines at its start, e.g. ["%%stencil --tune off"]. */
  readonly magics: readonly string[];
  /** Functions of the cell are specialized, so they have further members. */
  readonly marked: boolean;
}

const MAGIC = /^[ \t]*%%?[A-Za-z][^\n]*/;
const MARKING = /^\s*%%(stencil|specialize)\b/;

export function readCellText(cell: string): CellText {
  const magics: string[] = [];
  const lines = cell.split("\n");
  let at = 0;
  for (; at < lines.length; at++) {
    const line = lines[at]!;
    if (MAGIC.test(line)) magics.push(line.trim());
    else if (line.trim() !== "") break;
    lines[at] = line.replace(/[^\r]/g, " ");
  }
  return { code: lines.join("\n"), magics, marked: magics.some((magic) => MARKING.test(magic)) };
}
