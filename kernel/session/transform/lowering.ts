// What SWC adds to a cell when it lowers enums, namespaces, decorators and `using`: recognised, so that it neither
// becomes a slot nor survives a second run.
import type { Expression, ModuleItem, Statement, TryStatement } from "@swc/core";

/** Names that SWC makes up: local to the cell. */
export const generatedNames =
  (source: string) =>
  (name: string): boolean =>
    name.startsWith("_") && !source.includes(name);

/**
 * The name of a class with decorators of its own: SWC makes a variable for what they return, and the class in the
 * statement behind it; `class C { static { … c: [_C, _initClass] … } }`, or around it a class that is made at once.
 */
export function decoratedClass(text: string, variable: string): string | undefined {
  if (!text.includes(`c: [${variable}, `)) return undefined;
  return /^(?:new class extends _identity\b[\s\S]*?\bstatic \[)?class ([\p{ID_Start}$_][\p{ID_Continue}$]*)/u.exec(
    text,
  )?.[1];
}

/** `const env = { stack: [], error: void 0, hasError: false }`, the bookkeeping of `using`. */
export function isDisposalRecord(init: Expression | undefined): boolean {
  if (init?.type !== "ObjectExpression") return false;
  const keys = init.properties.map((property) =>
    property.type === "KeyValueProperty" && property.key.type === "Identifier" ? property.key.value : "",
  );
  return keys.join() === "stack,error,hasError";
}

/** The `try` that a top-level `using` turns the cell into; the cell's own statements are in its block. */
export const disposalBlock = (body: readonly ModuleItem[]): TryStatement | undefined =>
  body.find(
    (node, index): node is TryStatement =>
      node.type === "TryStatement" &&
      body
        .slice(0, index)
        .some((before) => before.type === "VariableDeclaration" && isDisposalRecord(before.declarations[0]?.init)),
  );

/**
 * The name that an enum or a namespace extends: `E` in `…(E || {})` and in `…(N || (N = {}))`. Its old value would be
 * extended when the cell runs again.
 */
export function extendedName(node: Statement | Expression | undefined | null): string | undefined {
  if (node?.type === "ExpressionStatement") return extendedName(node.expression);
  if (node?.type !== "CallExpression") return undefined;
  const last = node.arguments.at(-1)?.expression;
  if (last?.type !== "BinaryExpression" || last.operator !== "||" || last.left.type !== "Identifier") return undefined;
  const right = last.right.type === "ParenthesisExpression" ? last.right.expression : last.right;
  const name = last.left.value;
  if (right.type === "ObjectExpression") return right.properties.length === 0 ? name : undefined;
  const assigns =
    right.type === "AssignmentExpression" && right.left.type === "Identifier" && right.left.value === name;
  return assigns ? name : undefined;
}
