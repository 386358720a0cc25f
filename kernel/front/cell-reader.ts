// Reads cells as the session will: with the user's magics, and the names of the cells that ran.
import type { MagicDescription } from "../magics/description.ts";
import { MAGICS } from "../magics/registry.ts";
import type { Told } from "../magics/told.ts";
import { declaredNames } from "../session/declared-names.ts";
import { type CellText, readCellText } from "./cell-text.ts";

export interface CellReader {
  read(cell: string): CellText;
  /** Told of each cell that ended, in order. */
  ran(cell: string): void;
  /** What the session tells of itself. */
  told(told: Told): void;
  /** The cell that ran last has taken names out of the notebook. */
  removed(names: readonly string[]): void;
  magics(): readonly MagicDescription[];
  specializers(): readonly string[];
  /** The folder of files and commands. */
  folder(): string;
  /** Names of the cells that ran. */
  names(): readonly string[];
  /** The cell that has declared a name last. */
  declaration(name: string): string | undefined;
}

/** Those that are there before the compiler is loaded. */
export const BUILT_IN_SPECIALIZERS = ["stencil", "map"];

export function createCellReader(notebook: string): CellReader {
  let known: Required<Omit<Told, "typecheck" | "removed">> = {
    magics: [],
    specializers: BUILT_IN_SPECIALIZERS,
    folder: notebook,
  };
  const declared = new Map<string, string>();
  const unread: string[] = [];
  let last: string | undefined;

  const magics = (): readonly MagicDescription[] => [
    ...MAGICS.filter(({ name }) => !known.magics.some((each) => each.name === name)),
    ...known.magics,
  ];
  /** Cells are parsed only when their names are asked for. */
  const names = (): ReadonlyMap<string, string> => {
    for (let cell = unread.shift(); cell !== undefined; cell = unread.shift()) {
      for (const { name } of declaredNames(read(cell).code) ?? []) declared.set(name, cell);
    }
    return declared;
  };
  const isKnown = (name: string): boolean => names().has(name) || name in globalThis;
  const read = (cell: string): CellText => readCellText(cell, { magics: magics(), isKnown });

  return {
    read,
    ran(cell) {
      last = cell;
      unread.push(cell);
    },
    removed(gone) {
      names();
      // what that cell declares itself is there again, or will be
      for (const name of gone) if (declared.get(name) !== last) declared.delete(name);
    },
    told(told) {
      known = { ...known, ...told };
    },
    magics,
    specializers: () => known.specializers,
    folder: () => known.folder,
    names: () => [...names().keys()],
    declaration: (name) => names().get(name),
  };
}
