// Reads cells as the session will: with the user's magics, and the names of the cells that ran.
import type { MagicDescription } from "../magics/description.ts";
import { MAGICS } from "../magics/registry.ts";
import { declaredNames } from "../session/declared-names.ts";
import { type CellText, readCellText } from "./cell-text.ts";

export interface CellReader {
  read(cell: string): CellText;
  /** Told of each cell that ended, in order. */
  ran(cell: string): void;
  /** All magics that the user has registered. */
  registered(magics: readonly MagicDescription[]): void;
  magics(): readonly MagicDescription[];
}

export function createCellReader(): CellReader {
  let own: readonly MagicDescription[] = [];
  const names = new Set<string>();
  const unread: string[] = [];

  const magics = (): readonly MagicDescription[] => [
    ...MAGICS.filter(({ name }) => !own.some((each) => each.name === name)),
    ...own,
  ];
  /** Cells are parsed only when a `!word` asks for it. */
  const isKnown = (name: string): boolean => {
    for (let cell = unread.shift(); cell !== undefined; cell = unread.shift()) {
      for (const declared of declaredNames(read(cell).code) ?? []) names.add(declared.name);
    }
    return names.has(name) || name in globalThis;
  };
  const read = (cell: string): CellText => readCellText(cell, { magics: magics(), isKnown });

  return {
    read,
    ran: (cell) => void unread.push(cell),
    registered(list) {
      own = list;
    },
    magics,
  };
}
