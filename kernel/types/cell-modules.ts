// A notebook's cells as modules: each imports the names that it uses from the last cell that defined them, and exports
// what it declares. So a redeclaration has its own type, and nothing is written to disk.
import type { DeclaredName } from "../session/declared-names.ts";
import { type Cell, moduleText, type Owner, type Owners, preludeOf, wordsOf } from "./cell-module.ts";
import { GLOBALS, type NamePlaces, namesModule } from "./names-module.ts";

export interface CellModules {
  /** Records a cell that runs: later cells see its names. Undefined where it does not parse. */
  define(code: string, options: CellOptions): DefinedCell | undefined;
  /** Puts a text that has not run into the module that is asked about; gives its offset in that module. */
  ask(code: string, options: CellOptions & { readonly checked?: boolean }): number;
  /** Path of the module that is asked about. */
  readonly asked: string;
  /** Path of the module where each of the notebook's values stands by itself. */
  readonly named: string;
  /** Where a value stands there; undefined for other names, and in a notebook of very many. */
  placesOf(name: string): NamePlaces | undefined;
  /** The values that stand there, the latest first. */
  namedValues(): readonly NamedValue[];
  /** All virtual files. */
  readonly files: ReadonlyMap<string, string>;
  /** Files that changed since the last call. */
  takeChanged(): readonly string[];
  /** Takes names out of the notebook, but for those that a cell, the running one, declares itself. */
  remove(names: readonly string[], but: string | undefined): void;
  /** The names that the notebook has. */
  names(): Iterable<DeclaredName>;
}

export interface NamedValue {
  readonly name: string;
  /** Another object when the name is declared again. */
  readonly declaration: object;
  readonly isFunction: boolean;
}

export interface DefinedCell {
  readonly path: string;
  /** Offset of the cell's text in its module. */
  readonly shift: number;
  /** It ended before it had declared everything: names that were there before may still be what they were. */
  failed(): void;
  /** Nobody asks about the module any more; it stays as long as names lead to it. */
  release(): void;
}

export interface CellOptions {
  /** Its functions are specialized, so they have further members. */
  readonly marked: boolean;
}

export interface CellModulesOptions {
  /** Makes the path of module `slot`; slot 0 is the one that is asked about. */
  path(slot: number | "names"): string;
  declaredNames(code: string): readonly DeclaredName[] | undefined;
  /** `{ a: 1 }` as a whole cell, which is an object and no block. */
  isObjectLiteral(code: string): boolean;
  /** Modules that there are at first; more are made when all are in use. */
  readonly pool?: number;
  /** Called when the number of modules has grown, before any of the new ones is used. */
  grown(paths: readonly string[]): void;
}

/** Stands for the declarations that no cell has made. */
const EVERYWHERE = {};
const EMPTY = "export {}";
/** A notebook of more names than this is asked about with those that the text has alone. */
const MANY = 300;
/** `declare global { … }` is there for all cells, whether they name anything of it or not. */
const GLOBAL = /\bdeclare\s+global\b/;

export function createCellModules(options: CellModulesOptions): CellModules {
  const { path, declaredNames, isObjectLiteral, pool = 100, grown } = options;
  const files = new Map<string, string>();
  const changed = new Set<string>();
  const owners = new Map<string, Owners>();
  const pinned = new Set<Cell>();
  let cells: Cell[] = [];
  let size = 0;
  const free: number[] = [];

  const named = path("names");
  let places: ReadonlyMap<string, NamePlaces> = new Map();
  let stale = true; // the names have changed since

  const write = (slot: number | "names", text: string): void => {
    files.set(path(slot), text);
    changed.add(path(slot));
  };
  const grow = (to: number): void => {
    for (let slot = size; slot < to; slot++) {
      write(slot, EMPTY);
      if (slot > 0) free.push(slot);
    }
    size = to;
    grown([named, ...Array.from({ length: size }, (_, slot) => path(slot))]);
  };
  grow(pool);

  const writeNames = (): void => {
    stale = false;
    const names = owners.size > MANY ? [] : [...owners].flatMap(([name, { value }]) => (value ? [name] : []));
    const { line } = preludeOf({ words: names, own: new Map(), owners, checked: false });
    const made = namesModule(line, names);
    places = made.places;
    write("names", made.text);
  };

  /** Frees the modules that no name of the notebook leads to any more. */
  const collect = (): void => {
    const live = new Set<Cell>();
    const visit = (cell: Cell): void => {
      if (live.has(cell)) return;
      live.add(cell);
      for (const used of cell.uses) visit(used);
    };
    for (const { value, type } of owners.values()) for (const owner of [value, type]) if (owner) visit(owner.cell);
    for (const cell of pinned) visit(cell);
    for (const cell of cells.filter((each) => !live.has(each))) {
      write(cell.slot, EMPTY);
      free.push(cell.slot);
    }
    cells = cells.filter((each) => live.has(each));
    if (free.length < size / 4) grow(size * 2);
  };

  return {
    files,
    asked: path(0),
    named,
    placesOf(name) {
      if (stale) writeNames();
      return places.get(name);
    },
    namedValues() {
      if (stale) writeNames();
      const found: NamedValue[] = [{ name: GLOBALS, declaration: EVERYWHERE, isFunction: false }];
      for (const [name, { value }] of owners) {
        if (value && places.has(name))
          found.push({ name, declaration: value, isFunction: value.declared.kind === "function" && !value.marked });
      }
      return found.reverse();
    },
    names: function* () {
      for (const { value, type } of owners.values()) yield (value ?? type)!.declared;
    },
    remove(names, but) {
      for (const name of names) {
        const found = owners.get(name);
        const stays = [found?.value, found?.type].some((owner) => owner && path(owner.cell.slot) === but);
        if (!stays) owners.delete(name);
      }
    },
    define(code, { marked }) {
      const object = isObjectLiteral(code);
      const declared = object ? [] : declaredNames(code);
      if (declared === undefined) return undefined;
      if (free.length === 0) collect();
      const own = new Map(declared.map((each) => [each.name, each]));
      const { line, uses } = preludeOf({ words: wordsOf(code), own, owners, checked: true });
      const slot = free.shift()!;
      const cell: Cell = { slot, file: fileName(path(slot)), uses };
      cells.push(cell);
      const { text, shift } = moduleText({ line, code, declared, marked, object });
      write(slot, text);
      pinned.add(cell);
      const replacing: Owner[] = [];
      for (const each of declared) {
        stale = true;
        const before = owners.get(each.name);
        const owner: Owner = { cell, declared: each, marked: isMarked(each, marked), uncertain: false };
        if (each.value && before?.value) replacing.push(owner);
        owners.set(each.name, {
          value: each.value ? owner : before?.value,
          type: each.type ? owner : before?.type,
        });
      }
      return {
        path: path(slot),
        shift,
        failed() {
          for (const owner of replacing) owner.uncertain = true;
        },
        release() {
          if (!GLOBAL.test(code)) pinned.delete(cell);
        },
      };
    },
    ask(code, { marked, checked = false }) {
      const object = isObjectLiteral(code);
      const declared = object ? [] : (declaredNames(code) ?? []);
      const own = new Map(declared.map((each) => [each.name, each]));
      // All names, whether used or not: each change of what a module imports makes TypeScript build its program anew.
      const words = owners.size > MANY ? wordsOf(code) : owners.keys();
      const { line } = preludeOf({ words, own, owners, checked });
      const { text, shift } = moduleText({ line, code, declared, marked, object });
      write(0, text);
      return shift;
    },
    takeChanged() {
      if (stale) writeNames();
      const list = [...changed];
      changed.clear();
      return list;
    },
  };
}

const isMarked = ({ kind, directive }: DeclaredName, marked: boolean): boolean =>
  directive || (marked && (kind === "function" || kind === "const"));
const fileName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
