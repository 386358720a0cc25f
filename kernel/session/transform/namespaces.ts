// Blocks of one namespace see each other's exported names in TypeScript; SWC makes a function of each block and knows of
// that block alone. So the names that another block exports get the namespace's name put before them.
//
//   namespace M { export const a = 1 }                    namespace M { export const a = 1 }
//   namespace M { export const b = a + 1 }      ->        namespace M { export const b = M.a + 1 }
import type { ParserConfig, Pattern } from "@swc/core";
import { boundNames } from "./bound-names.ts";
import { NO_SHIFTS, type Shift, type Shifts } from "./positions.ts";
import { offsets } from "./spans.ts";
import { swc } from "./swc-module.ts";
import { eachChild, type Node } from "./syntax-tree.ts";

export interface MergedNamespaces {
  readonly text: string;
  /** What its lines have more than the original's. */
  readonly shifts: Shifts;
}

/** What all blocks of a namespace export, and the namespaces in it. */
interface Namespace {
  readonly name: string;
  readonly values: Set<string>;
  readonly inner: Map<string, Namespace>;
}

/** A block on the way to a name, with SWC's numbers of the scopes around it. */
interface Around {
  readonly namespace: Namespace;
  readonly outside: ReadonlySet<unknown>;
}

interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** As SWC numbers them: what nothing in the text binds, and what its top level does. */
const OUTERMOST: ReadonlySet<unknown> = new Set([1, 2]);
const HEAD = /\b(?:namespace|module)\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)/gu;
const TYPES =
  /^(?:typeAnnotation|typeParameters|typeParams|typeArguments|typeArgs|returnType|superTypeParams|implements)$/;

export function mergeNamespaces(source: string, parser: ParserConfig): MergedNamespaces {
  const heads = [...source.matchAll(HEAD)].map(([, name]) => name);
  if (new Set(heads).size === heads.length) return { text: source, shifts: NO_SHIFTS };
  let body: readonly Node[];
  try {
    body = swc().parseSync(source, parser as Parameters<ReturnType<typeof swc>["parseSync"]>[1])
      .body as unknown as Node[];
  } catch {
    return { text: source, shifts: NO_SHIFTS }; // stripping finds the same error, and says where
  }
  const whole: Namespace = { name: "", values: new Set(), inner: new Map() };
  for (const node of body) collect(node, whole);
  const insertions: Insertion[] = [];
  for (const node of body) qualify(node, [], whole, insertions);
  return insert(source, insertions);
}

/** The declaration in `export …`, or the statement itself; undefined for what only describes something. */
function declarationOf(node: Node): Node | undefined {
  const declaration = node.type === "ExportDeclaration" ? (node.declaration as Node) : node;
  return /^Ts(?:Module|Namespace)Declaration$/.test(declaration.type) && declaration.declare === true
    ? undefined
    : declaration;
}

/** A namespace's own statements; `namespace A.B { }` holds one declaration, which needs no `export`. */
const statementsOf = (namespace: Node): readonly Node[] => {
  const body = namespace.body as Node | null;
  return body?.type === "TsModuleBlock" ? (body.body as readonly Node[]) : body ? [body] : [];
};
const isNamespace = (node: Node): boolean => /^Ts(?:Module|Namespace)Declaration$/.test(node.type);
const nameOf = (node: Node): string => (node.id as { readonly value: string }).value;

function collect(statement: Node, into: Namespace): void {
  const declaration = declarationOf(statement);
  if (declaration === undefined) return;
  const isExported = statement !== declaration || statement.type === "TsNamespaceDeclaration";
  if (isExported) for (const name of declaredNames(declaration)) into.values.add(name);
  if (!isNamespace(declaration)) return;
  const name = nameOf(declaration);
  if (!into.inner.has(name)) into.inner.set(name, { name, values: new Set(), inner: new Map() });
  for (const inner of statementsOf(declaration)) collect(inner, into.inner.get(name)!);
}

function declaredNames(declaration: Node): readonly string[] {
  switch (declaration.type) {
    case "VariableDeclaration":
      return (declaration.declarations as { readonly id: Pattern }[]).flatMap(({ id }) => boundNames(id));
    case "FunctionDeclaration":
    case "ClassDeclaration":
      return [(declaration.identifier as { readonly value: string }).value];
    case "TsEnumDeclaration":
    case "TsModuleDeclaration":
    case "TsNamespaceDeclaration":
    case "TsImportEqualsDeclaration":
      return [nameOf(declaration)];
    default:
      return []; // a type
  }
}

/** Finds the names in a namespace that another of its blocks exports. */
function qualify(node: Node, around: readonly Around[], within: Namespace, insertions: Insertion[]): void {
  const declaration = declarationOf(node);
  if (declaration === undefined) return;
  const inner = isNamespace(declaration) ? within.inner.get(nameOf(declaration)) : undefined;
  if (inner === undefined) {
    if (around.length > 0) references(node, around, insertions);
    return;
  }
  const last = around.at(-1);
  // the parts of `namespace A.B { }` are one scope to SWC
  const own = last === undefined || node.type === "TsNamespaceDeclaration" ? [] : [scopeOf(declaration)];
  const outside = new Set([...(last?.outside ?? OUTERMOST), ...own]);
  for (const statement of statementsOf(declaration)) {
    qualify(statement, [...around, { namespace: inner, outside }], inner, insertions);
  }
}

/** SWC's number of the scope that a declaration's name is in. */
const scopeOf = (declaration: Node): unknown => (declaration.id as { readonly ctxt?: unknown }).ctxt;

function references(top: Node, around: readonly Around[], insertions: Insertion[]): void {
  const members: ReadonlySet<string>[] = []; // of the enums around
  const name = (node: Node, shorthand: boolean): void => {
    const { value, ctxt } = node as unknown as { readonly value: string; readonly ctxt?: number };
    if (members.some((each) => each.has(value))) return;
    // the innermost namespace that has it, unless something further in binds it
    const found = around.findLastIndex(({ namespace, outside }) => outside.has(ctxt) && namespace.values.has(value));
    const owner = around[found]?.namespace.name;
    if (owner === undefined || around.slice(found + 1).some(({ namespace }) => namespace.name === owner)) return;
    insertions.push({ at: node.span.start, text: shorthand ? `${value}: ${owner}.` : `${owner}.` });
  };
  const visit = (node: Node, field: string): void => {
    if (TYPES.test(field)) return;
    switch (node.type) {
      case "TsInterfaceDeclaration":
      case "TsTypeAliasDeclaration":
        return;
      case "Identifier":
        name(node, field === "properties");
        return;
      case "AssignmentPatternProperty":
        name(node.key as Node, true);
        if (node.value) visit(node.value as Node, "value");
        return;
      case "TsEnumDeclaration": {
        const own = (node.members as { readonly id: { readonly value: string } }[]).map(({ id }) => id.value);
        members.push(new Set(own));
        eachChild(node, visit);
        members.pop();
        return;
      }
      default:
        eachChild(node, visit);
    }
  };
  visit(top, "");
}

function insert(source: string, insertions: readonly Insertion[]): MergedNamespaces {
  const at = offsets(source);
  const shifts = new Map<number, Shift[]>();
  let text = "";
  let done = 0;
  let line = 0;
  let lineStart = 0; // in the new text
  for (const insertion of insertions.toSorted((a, b) => a.at - b.at)) {
    const piece = source.slice(done, at(insertion.at));
    done += piece.length;
    const lines = piece.split("\n");
    if (lines.length > 1) lineStart = text.length + piece.length - lines.at(-1)!.length;
    line += lines.length - 1;
    text += piece;
    if (!shifts.has(line)) shifts.set(line, []);
    shifts.get(line)!.push({ column: text.length - lineStart + 1, by: insertion.text.length });
    text += insertion.text;
  }
  return { text: text + source.slice(done), shifts };
}
