// A notebook's cells as modules: each imports the names that it uses from the last cell that defined them, and exports
// what it declares. So a redeclaration has its own type, and nothing is written to disk.
import { COMMAND_VALUE, MAGIC_VALUE } from "../magics/blank.ts";
import type { DeclaredName } from "../session/declared-names.ts";

export interface CellModules {
  /** Records a cell that ran: later cells see its names. */
  define(code: string, options: CellOptions): void;
  /** Puts a text that has not run into the module that is asked about; gives its offset in that module. */
  ask(code: string, options: CellOptions): number;
  /** Path of the module that is asked about. */
  readonly asked: string;
  /** All virtual files. */
  readonly files: ReadonlyMap<string, string>;
  /** Files that changed since the last call. */
  takeChanged(): readonly string[];
  /** The names that the notebook has. */
  names(): Iterable<string>;
}

export interface CellOptions {
  /** Its functions are specialized, so they have further members. */
  readonly marked: boolean;
}

export interface CellModulesOptions {
  /** Makes the path of module `slot`; slot 0 is the one that is asked about. */
  path(slot: number): string;
  declaredNames(code: string): readonly DeclaredName[] | undefined;
  /** Modules that there are at first; more are made when all are in use. */
  readonly pool?: number;
  /** Called when the number of modules has grown, before any of the new ones is used. */
  grown(paths: readonly string[]): void;
}

interface Owner {
  readonly cell: Cell;
  readonly kind: DeclaredName["kind"];
  readonly marked: boolean;
}

interface Cell {
  readonly slot: number;
  /** Cells that it imports from. */
  readonly uses: ReadonlySet<Cell>;
}

const EMPTY = "export {}";
/** Types of the package that a marked cell may name without an import, as they vanish before it runs. */
const AMBIENT: ReadonlySet<string> = new Set(["Grid", "NdArray", "CsrMatrix", "StencilKernel"]);

/** What stands in a cell's code for the value of a magic. */
const VALUES: Readonly<Record<string, string>> = {
  [COMMAND_VALUE]: "string[] & { readonly text: string; readonly exitCode: number }",
  [MAGIC_VALUE]: "any",
};

export function createCellModules({ path, declaredNames, pool = 100, grown }: CellModulesOptions): CellModules {
  const files = new Map<string, string>();
  const changed = new Set<string>();
  const owners = new Map<string, Owner>();
  let cells: Cell[] = [];
  let size = 0;
  const free: number[] = [];

  const write = (slot: number, text: string): void => {
    files.set(path(slot), text);
    changed.add(path(slot));
  };
  const grow = (to: number): void => {
    for (let slot = size; slot < to; slot++) {
      write(slot, EMPTY);
      if (slot > 0) free.push(slot);
    }
    size = to;
    grown(Array.from({ length: size }, (_, slot) => path(slot)));
  };
  grow(pool);

  /** Frees the modules that no name of the notebook leads to any more. */
  const collect = (): void => {
    const live = new Set<Cell>();
    const visit = (cell: Cell): void => {
      if (live.has(cell)) return;
      live.add(cell);
      for (const used of cell.uses) visit(used);
    };
    for (const { cell } of owners.values()) visit(cell);
    for (const cell of cells.filter((each) => !live.has(each))) {
      write(cell.slot, EMPTY);
      free.push(cell.slot);
    }
    cells = cells.filter((each) => live.has(each));
    if (free.length < size / 4) grow(size * 2);
  };

  /** The module's first line, so that the cell's lines shift by one and its columns not at all. */
  const prelude = (names: Iterable<string>, own: ReadonlySet<string>, marked: boolean) => {
    const uses = new Set<Cell>();
    const parts: string[] = [];
    for (const name of names) {
      if (own.has(name)) continue;
      const owner = owners.get(name);
      if (name in VALUES) parts.push(`declare const ${name}: ${VALUES[name]};`);
      if (owner === undefined) {
        if (marked && AMBIENT.has(name)) parts.push(`import type { ${name} } from "taipan";`);
        continue;
      }
      uses.add(owner.cell);
      const from = `"./${fileName(path(owner.cell.slot))}"`;
      // an import could not be assigned, which a `let` of an earlier cell can
      if (owner.marked) parts.push(`declare const ${name}: __Marked<typeof import(${from}).${name}>;`);
      else if (owner.kind === "mutable") parts.push(`declare let ${name}: typeof import(${from}).${name};`);
      else parts.push(`import { ${name} } from ${from};`);
    }
    return { line: `${parts.join(" ")}\n`, uses };
  };

  return {
    files,
    asked: path(0),
    names: () => owners.keys(),
    define(code, { marked }) {
      const declared = declaredNames(code);
      if (declared === undefined || declared.length === 0) return;
      if (free.length === 0) collect();
      const own = new Set(declared.map(({ name }) => name));
      const { line, uses } = prelude(wordsOf(code), own, marked);
      const cell: Cell = { slot: free.shift()!, uses };
      cells.push(cell);
      write(cell.slot, `${line}${code}\nexport { ${[...own].join(", ")} };`);
      for (const { name, kind } of declared) owners.set(name, { cell, kind, marked: marked && kind === "value" });
    },
    ask(code, { marked }) {
      // All names, whether used or not: each change of what a module imports makes TypeScript build its program anew.
      const names = new Set([...owners.keys(), ...(marked ? AMBIENT : []), ...Object.keys(VALUES)]);
      const { line } = prelude(names, new Set(declaredNames(code)?.map(({ name }) => name)), marked);
      write(0, `${line}${code}\nexport {};`);
      return line.length;
    },
    takeChanged() {
      const list = [...changed];
      changed.clear();
      return list;
    },
  };
}

const wordsOf = (code: string): ReadonlySet<string> => new Set(code.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu));
const fileName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
