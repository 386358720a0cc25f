// The text of one cell's module: what it has from other cells, the cell itself, what it hands on.
import type { DeclaredName } from "../session/declared-names.ts";

export interface Cell {
  readonly slot: number;
  /** Its module's name, as other modules in the folder name it. */
  readonly file: string;
  /** Cells that it imports from. */
  readonly uses: ReadonlySet<Cell>;
}

/** Whose declaration a name is. */
export interface Owner {
  readonly cell: Cell;
  readonly declared: DeclaredName;
  readonly marked: boolean;
  /** Its cell failed, and the name was there before: it may be either's. */
  uncertain: boolean;
}

/** A name's value and its type may be of different cells. */
export interface Owners {
  readonly value: Owner | undefined;
  readonly type: Owner | undefined;
}

export interface PreludeInput {
  /** Names that the cell may use. */
  readonly words: Iterable<string>;
  /** Names that it declares itself. */
  readonly own: ReadonlyMap<string, DeclaredName>;
  readonly owners: ReadonlyMap<string, Owners>;
  /** An error is better missed than false. */
  readonly checked: boolean;
}

/** Under which name a module exports a name: one that `export` in the cell itself can't collide with. */
const exported = (name: string): string => `__cell_${name}`;

/** The module's first line, so that the cell's lines shift by one and its columns not at all. */
export function preludeOf({ words, own, owners, checked }: PreludeInput): {
  readonly line: string;
  readonly uses: ReadonlySet<Cell>;
} {
  const uses = new Set<Cell>();
  const parts: string[] = [];
  for (const name of words) {
    const found = owners.get(name);
    if (found === undefined) continue;
    const declared = own.get(name);
    const value = declared?.value ? undefined : found.value;
    const type = declared?.type ? undefined : found.type;
    if (value) uses.add(value.cell);
    if (type) uses.add(type.cell);
    parts.push(...importOf(name, value, type, checked, declared !== undefined));
  }
  return { line: parts.join(" "), uses };
}

function importOf(
  name: string,
  value: Owner | undefined,
  type: Owner | undefined,
  checked: boolean,
  declaredHere: boolean,
): readonly string[] {
  const whole = value?.cell === type?.cell || value === undefined || type === undefined;
  // an import could not be assigned, which a `let` of an earlier cell can
  const plain = value === undefined || !(value.marked || value.declared.kind === "let" || (checked && value.uncertain));
  if (whole && plain && !declaredHere) {
    const owner = value ?? type;
    return owner ? [`import { ${exported(name)} as ${name} } from "./${owner.cell.file}";`] : [];
  }
  const parts: string[] = [];
  if (value) {
    const original = `typeof import("./${value.cell.file}").${exported(name)}`;
    if (checked && value.uncertain) parts.push(`declare let ${name}: any;`);
    else if (value.marked) parts.push(`declare const ${name}: __Marked<${original}>;`);
    else if (value.declared.kind !== "let") parts.push(`declare const ${name}: ${original};`);
    // a name that could be null when its cell ended has a value by now, or the cells between would have failed
    else parts.push(`let ${name}: ${original} = null! as NonNullable<${original}>;`);
  }
  if (type) {
    const { typeParameters } = type.declared;
    const written = typeParameters.length > 0 ? `<${typeParameters.join(", ")}>` : "";
    const optional = typeParameters.length > 0 ? `<${typeParameters.map((each) => `${each} = any`).join(", ")}>` : "";
    parts.push(`type ${name}${optional} = import("./${type.cell.file}").${exported(name)}${written};`);
  }
  return parts;
}

export interface ModuleInput {
  /** The prelude. */
  readonly line: string;
  readonly code: string;
  readonly declared: readonly DeclaredName[];
  readonly marked: boolean;
  /** The cell is an object literal. */
  readonly object: boolean;
}

/** `shift` is the offset of the cell's text. */
export function moduleText({ line, code, declared, marked, object }: ModuleInput): {
  readonly text: string;
  readonly shift: number;
} {
  const head = `${line}${object ? "(" : ""}\n`;
  const names = declared.map(({ name }) => `${name} as ${exported(name)}`);
  const members = declared.flatMap(({ name, kind, directive }) =>
    kind === "function" && (marked || directive) ? [markedMembers(name)] : [],
  );
  return {
    text: `${head}${code}\n${object ? ");" : ""}${members.join("")}export { ${names.join(", ")} };`,
    shift: head.length,
  };
}

/** What a marked function has beside its call. */
export const MEMBERS: readonly string[] = ["reference", "diagnostics", "iterate", "async", "tune", "report", "explain"];
/** A marked function has its members in its own cell, too. */
const markedMembers = (name: string): string => {
  const members = MEMBERS.map(
    (each) => `const ${each}: ${each === "reference" ? `typeof ${name}` : `__Members["${each}"]`};`,
  );
  return `declare namespace ${name} { ${members.join(" ")} } `;
};

export const wordsOf = (code: string): ReadonlySet<string> =>
  new Set(code.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu));
