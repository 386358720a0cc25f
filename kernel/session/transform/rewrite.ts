// Top-level declarations of a cell become assignments to slots; the value of the last expression is returned.
import type {
  ClassDeclaration,
  ClassExpression,
  ExpressionStatement,
  FunctionDeclaration,
  FunctionExpression,
  ImportDeclaration,
  ModuleItem,
  VariableDeclaration,
} from "@swc/core";
import { boundNames } from "./bound-names.ts";
import type { Edits } from "./edits.ts";
import { decoratedClass, disposalBlock, extendedName, isDisposalRecord } from "./lowering.ts";
import { hoistedName, RUNTIME } from "./slot-names.ts";
import { eachChild, type Node } from "./syntax-tree.ts";

export interface RewriteInput {
  readonly body: readonly ModuleItem[];
  readonly edits: Edits;
  /** Offset of a position of SWC's. */
  readonly at: (position: number) => number;
  /** Text that stands for the slot of a name. */
  readonly slot: (name: string) => string;
  /** True for names that SWC has made up. */
  readonly isGenerated: (name: string) => boolean;
  /** The cell has an `export = …`. */
  readonly assignsExports: boolean;
  /** Slots that the cell writes: filled here. */
  readonly declared: Set<string>;
  /** What goes around the value of a marked declaration; undefined: it is not marked. */
  readonly wrapper: (name: string) => Wrapper | undefined;
  /** The error for a `let`, `const` or `class` that the cell has already: the rewriting would hide it. */
  readonly repeated: (name: string, offset: number) => Error;
}

export interface Wrapper {
  readonly before: string;
  /** Asked for when all names of the cell are known. */
  readonly after: () => string;
}

const UNMARKED: Wrapper = { before: "", after: () => "" };

export interface Rewritten {
  readonly constants: ReadonlySet<string>;
  /** What runs before the cell's own text: imports, then functions. */
  readonly prologue: readonly { readonly text: string; readonly origin: number }[];
}

type Kind = VariableDeclaration["kind"] | "class" | "function" | "import";
const LEXICAL: ReadonlySet<Kind> = new Set(["let", "const", "class", "import"]);

export function rewrite(input: RewriteInput): Rewritten {
  const { body, edits, at, slot, isGenerated, assignsExports, declared, wrapper, repeated } = input;
  const kinds = new Map<string, Kind>();
  const imports: { text: string; origin: number }[] = [];
  const functions: { text: () => string; origin: number }[] = [];
  const extended = new Map<string, number>();

  const declare = (name: string, kind: Kind, offset: number): void => {
    const before = kinds.get(name);
    if (before !== undefined && (LEXICAL.has(before) || LEXICAL.has(kind))) throw repeated(name, offset);
    kinds.set(name, kind);
    declared.add(name);
  };

  // const { a } = x, b = 1;   ->   (({ a } = x), b = 1);      SWC ends each statement with ';', so '(' is safe.
  const variables = (node: VariableDeclaration, inForHead = false): void => {
    const start = at(node.span.start);
    const end = at(node.span.end);
    const [first] = node.declarations;
    if (first === undefined || isLowering(node)) return;
    edits.replace(start, at(first.span.start), inForHead ? "" : "(");
    for (const { id, init, span } of node.declarations) {
      for (const name of boundNames(id)) declare(name, node.kind, at(span.start));
      if (!init && node.kind !== "var") edits.insert(at(span.end), " = undefined"); // `let a` resets, `var a` keeps
      if (!init) continue;
      if (id.type === "ObjectPattern") edits.insert(at(span.start), "(");
      const wrap = id.type === "Identifier" ? wrapper(id.value) : undefined;
      if (wrap !== undefined) edits.insert(at(spanOf(init).start), wrap.before);
      if (id.type === "Identifier" && extendedName(init) === id.value) extended.set(id.value, start);
      nestedVariables(init as unknown as Node);
      if (wrap !== undefined) edits.insert(at(span.end), wrap.after);
      if (id.type === "ObjectPattern") edits.insert(at(span.end), ")");
    }
    if (inForHead) return;
    const semicolon = edits.text(end - 1, end) === ";" ? 1 : 0;
    edits.replace(end - semicolon, end, ");");
  };

  // The declaration stays under another name, so that it hoists; the slot is what everybody calls, itself included.
  const callable = (node: FunctionDeclaration | FunctionExpression): void => {
    const { identifier } = node;
    if (!identifier || isGenerated(identifier.value)) return;
    const name = identifier.value;
    const origin = at(identifier.span.start);
    declare(name, "function", origin);
    edits.replace(origin, at(identifier.span.end), hoistedName(name));
    const { before, after } = wrapper(name) ?? UNMARKED;
    const value = `${RUNTIME}.named(${hoistedName(name)},${JSON.stringify(name)})`;
    functions.push({ text: () => `${slot(name)}=${before}${value}${after()};`, origin });
  };

  const classes = (node: ClassDeclaration | ClassExpression, start: number): void => {
    const name = node.identifier!.value;
    declare(name, "class", start);
    const { before, after } = wrapper(name) ?? UNMARKED;
    edits.insert(start, `${slot(name)} = ${before}`);
    edits.insert(at(node.span.end), () => `${after()};`);
  };

  /** A class whose own decorators give what its name stands for, in a variable of SWC's. Its name. */
  const decorated = (node: ModuleItem, variable: string): string | undefined => {
    if (!isGenerated(variable)) return undefined;
    const start = at(spanOf(node).start);
    const end = at(spanOf(node).end);
    const name = decoratedClass(edits.text(start, end), variable);
    if (name === undefined) return undefined;
    declare(name, "class", start);
    if (node.type === "ClassDeclaration") edits.insert(start, "("); // else it would be what its name stands for
    edits.insert(end, () => `${node.type === "ClassDeclaration" ? ")" : ""};${slot(name)} = ${variable};`);
    return name;
  };

  // Imported names become snapshots, not live bindings, so a missing export has to be asked for (pick).
  const imported = (node: ImportDeclaration): void => {
    const origin = at(node.span.start);
    const length = edits.text(origin, at(node.span.end)).trimEnd().length;
    const from = JSON.stringify(node.source.value);
    const attributes = (node as ImportDeclaration & { readonly with?: Node | null }).with;
    const options = attributes
      ? `,{with:${oneLine(edits.text(at(attributes.span.start), at(attributes.span.end)))}}`
      : "";
    const steps = [`__module=await ${RUNTIME}.load(import(${from}${options}),${origin},${length});`];
    for (const specifier of node.specifiers) {
      const local = specifier.local.value;
      declare(local, "import", origin);
      if (specifier.type === "ImportNamespaceSpecifier") steps.push(`${slot(local)}=__module;`);
      else {
        const name = specifier.type === "ImportDefaultSpecifier" ? "default" : (specifier.imported?.value ?? local);
        steps.push(`${slot(local)}=${RUNTIME}.pick(__module,${JSON.stringify(name)},${from},${origin},${length});`);
      }
    }
    imports.push({ text: steps.join(""), origin });
    edits.blank(origin, at(node.span.end));
  };

  /** Variables that SWC itself needs stay variables of the cell's function. */
  const isLowering = ({ declarations: [first] }: VariableDeclaration): boolean =>
    first !== undefined &&
    (isDisposalRecord(first.init) || (first.id.type === "Identifier" && isGenerated(first.id.value)));

  const isVar = (node: unknown): node is VariableDeclaration => {
    const declaration = node as VariableDeclaration | null | undefined;
    return declaration?.type === "VariableDeclaration" && declaration.kind === "var" && !isLowering(declaration);
  };

  // A `var` in a block, loop or try belongs to the cell; one in a function or class does not.
  const nestedVariables = (node: Node): void => {
    if (/^(Function|Arrow|Class|Method|Getter|Setter|Private(Method|Property))/.test(node.type)) return;
    if (isVar(node)) {
      variables(node);
      return;
    }
    const headField = { ForStatement: "init", ForInStatement: "left", ForOfStatement: "left" }[node.type];
    const head = headField === undefined ? undefined : node[headField];
    const hoists = isVar(head);
    if (hoists) variables(head, true);
    eachChild(node, (child, field) => {
      if (!hoists || field !== headField) nestedVariables(child);
    });
  };

  const value = (node: ExpressionStatement): void => {
    edits.insert(at(node.span.start), "return [(");
    edits.replace(at(spanOf(node.expression).end), at(node.span.end), ")];");
  };

  const statement = (node: ModuleItem, isLast: boolean): void => {
    if (isLast && node.type === "ExpressionStatement" && extendedName(node) === undefined) value(node);
    else topLevel(node);
  };

  /** What `export = …` exports: SWC makes `module.exports = …` of it. */
  const exportAssignment = ({ expression }: ExpressionStatement): Node["span"] | undefined => {
    if (!assignsExports || expression.type !== "AssignmentExpression") return undefined;
    const target = edits.text(at(spanOf(expression.left).start), at(spanOf(expression.left).end));
    return target === "module.exports" ? spanOf(expression.right) : undefined;
  };

  const topLevel = (node: ModuleItem): void => {
    const { start, end } = spanOf(node);
    switch (node.type) {
      case "VariableDeclaration":
        variables(node);
        return;
      case "FunctionDeclaration":
        callable(node);
        return;
      case "ClassDeclaration":
        classes(node, at(start));
        return;
      case "ImportDeclaration":
        imported(node);
        return;
      case "ExportDeclaration": // export const a = 1: a cell exports nothing, the declaration stays
        edits.replace(at(start), at(spanOf(node.declaration).start), "");
        topLevel(node.declaration);
        return;
      case "ExportDefaultExpression":
        edits.replace(at(start), at(spanOf(node.expression).start), "");
        return;
      case "ExportDefaultDeclaration": {
        const { decl } = node;
        const declaration = at(spanOf(decl).start);
        const named = decl.type !== "TsInterfaceDeclaration" && Boolean(decl.identifier);
        edits.replace(at(start), declaration, named ? "" : "void "); // an unnamed one can't be used
        if (named && decl.type === "FunctionExpression") callable(decl);
        if (named && decl.type === "ClassExpression") classes(decl, declaration);
        return;
      }
      case "ExportNamedDeclaration":
      case "ExportAllDeclaration":
        edits.blank(at(start), at(end));
        return;
      case "ExpressionStatement": {
        const exported = exportAssignment(node);
        if (exported !== undefined) edits.replace(at(start), at(exported.start), "void "); // for nobody, as all exports
        const name = extendedName(node);
        if (name !== undefined) extended.set(name, at(start));
        return;
      }
      default:
        nestedVariables(node as unknown as Node);
    }
  };

  const disposal = disposalBlock(body);
  const statements = disposal?.block.stmts ?? body;
  const last = statements.findLast(
    (node) => !isSilent(node) && !(node.type === "ExpressionStatement" && exportAssignment(node) !== undefined),
  );
  for (const [index, node] of body.entries()) {
    const [before] =
      body[index - 1]?.type === "VariableDeclaration" ? (body[index - 1] as VariableDeclaration).declarations : [];
    const name = before?.id.type === "Identifier" && !before.init ? decorated(node, before.id.value) : undefined;
    if (name === undefined) statement(node, node === last);
  }
  if (disposal && last?.type === "ExpressionStatement") value(last);

  // an enum or namespace of an earlier run would be extended; one that extends a function or class has its base anew
  const resets = [...extended].filter(([name]) => !["function", "class"].includes(kinds.get(name) ?? ""));
  return {
    constants: new Set([...kinds].filter(([, kind]) => kind === "const" || kind === "import").map(([name]) => name)),
    prologue: [
      ...imports,
      ...resets.map(([name, origin]) => ({ text: `${slot(name)}=undefined;`, origin })),
      ...functions.map(({ text, origin }) => ({ text: text(), origin })),
    ],
  };
}

const spanOf = (node: object): Node["span"] => (node as Node).span;
const oneLine = (text: string): string => text.replaceAll("\n", " ");

/** What leaves the value of the statement before it: `;`, and `var a;` and `export {}`, which SWC puts behind all else. */
const isSilent = (node: ModuleItem): boolean =>
  node.type === "EmptyStatement" ||
  (node.type === "ExportNamedDeclaration" && node.specifiers.length === 0 && !node.source) ||
  (node.type === "ExportDeclaration" && isSilent(node.declaration)) ||
  (node.type === "VariableDeclaration" && node.kind === "var" && node.declarations.every(({ init }) => !init));
