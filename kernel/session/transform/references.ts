// Where a cell names something that no function or block of it binds: a slot, a global, or nothing.
import { eachChild, type Node } from "./syntax-tree.ts";

/** How a name is used: written by its declaration, written later, or read. */
export type Use = "declare" | "assign" | "read";

export interface Reference {
  readonly name: string;
  readonly use: Use;
  readonly start: number;
  readonly end: number;
  /** `{ a }`, which has to become `{ a: … }`. */
  readonly shorthand: boolean;
  /** `a()` and a`…`, which must not become a method call. */
  readonly called: boolean;
}

export interface CellNodes {
  readonly references: readonly Reference[];
  /** Each `import(…)`. */
  readonly imports: readonly { readonly start: number; readonly end: number }[];
  /** Each `import.meta`. */
  readonly metas: readonly { readonly start: number; readonly end: number }[];
  /** Each `this` of the cell itself, which is undefined as in a module. */
  readonly thises: readonly { readonly start: number; readonly end: number }[];
}

const OWN_THIS = /^(?:Function|Class)(?:Declaration|Expression)$|^(?:Method|Getter|Setter)Property$/;

/**
 * SWC's resolver numbers scopes while it parses: 1 is a name that nothing in the text binds, 2 one that its top level
 * binds; a function's or block's own names have higher numbers.
 */
const UNBOUND = 1;
const TOP_LEVEL = 2;

interface Slot {
  readonly use: Use;
  readonly shorthand: boolean;
  readonly called: boolean;
}
const READ: Slot = { use: "read", shorthand: false, called: false };
const CALLED: Slot = { use: "read", shorthand: false, called: true };

/** Finds the uses of `wanted` names in top-level statements, and what else a cell may not hold as it is. */
export function findReferences(body: readonly object[], wanted: (name: string) => boolean): CellNodes {
  const references: Reference[] = [];
  const imports: { start: number; end: number }[] = [];
  const metas: { start: number; end: number }[] = [];
  const thises: { start: number; end: number }[] = [];
  let depth = 0; // of functions and classes that have a `this` of their own

  const name = (node: Node, { use, shorthand, called }: Slot): void => {
    const { value, ctxt } = node as unknown as { readonly value: string; readonly ctxt?: number };
    if ((ctxt !== UNBOUND && ctxt !== TOP_LEVEL) || !wanted(value)) return;
    references.push({ name: value, use, start: node.span.start, end: node.span.end, shorthand, called });
  };

  /** What is written: a name, or a pattern of names; all else in it is read. */
  const target = (node: Node, use: Use): void => {
    switch (node.type) {
      case "Identifier":
        name(node, { use, shorthand: false, called: false });
        return;
      case "AssignmentPatternProperty":
        name(node.key as Node, { use, shorthand: true, called: false });
        if (node.value) visit(node.value as Node);
        return;
      case "AssignmentPattern":
        target(node.left as Node, use);
        visit(node.right as Node);
        return;
      case "KeyValuePatternProperty":
        key(node.key as Node);
        target(node.value as Node, use);
        return;
      case "ArrayPattern":
      case "ObjectPattern":
      case "RestElement":
      case "ParenthesisExpression":
        eachChild(node, (child) => target(child, use));
        return;
      default:
        visit(node);
    }
  };
  const key = (node: Node): void => {
    if (node.type === "Computed") visit(node);
  };

  const visit = (node: Node): void => {
    const hasThis = OWN_THIS.test(node.type);
    if (hasThis) depth++;
    inside(node);
    if (hasThis) depth--;
  };
  const inside = (node: Node): void => {
    switch (node.type) {
      case "ThisExpression":
        if (depth === 0) thises.push(node.span);
        return;
      case "Identifier":
        name(node, READ);
        return;
      case "ImportDeclaration":
      case "ExportNamedDeclaration":
      case "ExportAllDeclaration":
        return;
      case "VariableDeclarator":
        target(node.id as Node, "declare");
        if (node.init) visit(node.init as Node);
        return;
      case "AssignmentExpression":
        target(node.left as Node, "assign");
        visit(node.right as Node);
        return;
      case "UpdateExpression":
        target(node.argument as Node, "assign");
        return;
      case "ForInStatement":
      case "ForOfStatement": {
        const left = node.left as Node;
        if (left.type === "VariableDeclaration") visit(left);
        else target(left, "assign");
        visit(node.right as Node);
        visit(node.body as Node);
        return;
      }
      case "ObjectExpression":
        eachChild(node, (child) => {
          if (child.type === "Identifier") name(child, { use: "read", shorthand: true, called: false });
          else visit(child);
        });
        return;
      case "CallExpression": {
        const callee = node.callee as Node;
        if (callee.type === "Import") imports.push(node.span);
        else if (callee.type === "Identifier") name(callee, CALLED);
        else visit(callee);
        for (const { expression } of node.arguments as { expression: Node }[]) visit(expression);
        return;
      }
      case "TaggedTemplateExpression": {
        const tag = node.tag as Node;
        if (tag.type === "Identifier") name(tag, CALLED);
        else visit(tag);
        visit(node.template as Node);
        return;
      }
      case "MetaProperty":
        if (node.kind === "import.meta") metas.push(node.span);
        return;
      case "ClassDeclaration":
      case "ClassExpression": {
        // a class binds its own name inside, also while its static members are made: that stays as it is
        const own = (node.identifier as { readonly value: string } | null)?.value;
        const before = references.length;
        eachChild(node, (child, field) => {
          if (field !== "identifier") visit(child);
        });
        for (let i = references.length - 1; i >= before; i--) {
          if (references[i]?.name === own) references.splice(i, 1);
        }
        return;
      }
      case "FunctionDeclaration":
      case "FunctionExpression":
        eachChild(node, (child, field) => {
          if (field !== "identifier") visit(child);
        });
        return;
      default:
        eachChild(node, visit);
    }
  };
  for (const node of body) visit(node as Node);
  return { references, imports, metas, thises };
}
