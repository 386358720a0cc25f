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
  /** A message in which cells have their numbers instead of their files. */
  named(message: string): string;
}

const ENDING = ".taipan";

export function createCells(folder: string): Cells {
  const records = new Map<string, CellRecord>();
  const prefix = join(folder, "cell-");
  let serial = 0;
  return {
    fileName: () => `${prefix}${++serial}${ENDING}`,
    add: (file, cell) => void records.set(file, cell),
    get: (file) => records.get(file),
    named(message) {
      const [before = "", ...parts] = message.split(prefix);
      const name = (part: string): string => {
        const [number = ""] = /^\d+/.exec(part) ?? [];
        const record = records.get(`${prefix}${number}${ENDING}`);
        const end = number.length + ENDING.length;
        return record !== undefined && part.startsWith(ENDING, number.length)
          ? record.label + part.slice(end)
          : prefix + part;
      };
      return before + parts.map(name).join("");
    },
  };
}
