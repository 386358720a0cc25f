// What is kept of each cell that ran: its text and the way back from its script's positions, for errors that come later.
import { join } from "node:path";
import type { Positions } from "../transform/positions.ts";

export interface CellRecord {
  /** "Cell 3". */
  readonly label: string;
  /** The cell as it was typed. */
  readonly text: string;
  readonly positions: Positions | undefined;
}

export interface Cells {
  /** A file name for a new cell. Nothing need exist there: its folder is where imports resolve. */
  fileName(): string;
  add(file: string, cell: CellRecord): void;
  get(file: string): CellRecord | undefined;
}

export function createCells(folder: string): Cells {
  const records = new Map<string, CellRecord>();
  let serial = 0;
  return {
    fileName: () => join(folder, `cell-${++serial}.taipan`),
    add: (file, cell) => void records.set(file, cell),
    get: (file) => records.get(file),
  };
}
