// Walking SWC trees, and the names that a piece of one takes from outside.
import type { Param, Pattern } from "./parse.ts";

export interface AnyNode {
  readonly type: string;
  readonly span?: { readonly start: number; readonly end: number };
}

const isNode = (value: unknown): value is AnyNode =>
  typeof value === "object" && value !== null && typeof (value as AnyNode).type === "string";

/** What only types see, and labels: nothing of it is evaluated. */
const typeKeys = new Set([
  "typeAnnotation",
  "returnType",
  "typeParameters",
  "typeParams",
  "typeArguments",
  "superTypeParams",
  "implements",
  "label",
]);

/** Calls `visit` with a node and all below it, parents first; `false` leaves out what is below. */
export function walk(tree: unknown, visit: (node: AnyNode) => boolean | undefined): void {
  if (Array.isArray(tree)) for (const item of tree) walk(item, visit);
  else if (typeof tree === "object" && tree !== null) {
    if (isNode(tree) && visit(tree) === false) return;
    for (const [key, child] of Object.entries(tree)) if (key !== "span" && !typeKeys.has(key)) walk(child, visit);
  }
}

/** SWC's resolver numbers scopes: two identifiers are the same variable when text and number are. */
interface Named extends AnyNode {
  readonly value: string;
  readonly ctxt?: number;
}
const key = (name: Named) => `${name.value}#${name.ctxt}`;

/** The identifiers that a pattern binds. */
export function boundNames(pattern: Pattern): Named[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern as unknown as Named];
    case "ArrayPattern":
      return pattern.elements.flatMap((element) => (element ? boundNames(element) : []));
    case "ObjectPattern":
      return pattern.properties.flatMap((property) =>
        property.type === "AssignmentPatternProperty"
          ? [property.key as unknown as Named]
          : boundNames(property.type === "RestElement" ? property : property.value),
      );
    case "AssignmentPattern":
      return boundNames(pattern.left);
    case "RestElement":
      return boundNames(pattern.argument);
    default:
      return [];
  }
}

/** The fields in which one kind of node or another declares something. */
interface Declaring {
  readonly params?: readonly (Param | Pattern)[];
  readonly function?: { readonly params: readonly Param[] };
  readonly id?: Pattern;
  readonly param?: Pattern;
  readonly identifier?: Named;
}

/** Names that `tree` uses but does not declare, globals of JavaScript included. */
export function freeNames(tree: unknown): readonly string[] {
  const declared = new Set<string>();
  const used = new Map<string, string>();
  walk(tree, (node) => {
    const any = node as AnyNode & Declaring;
    for (const param of any.params ?? any.function?.params ?? [])
      for (const name of boundNames(param.type === "Parameter" ? param.pat : param)) declared.add(key(name));
    if (node.type === "VariableDeclarator") for (const name of boundNames(any.id!)) declared.add(key(name));
    if (node.type === "CatchClause" && any.param) for (const name of boundNames(any.param)) declared.add(key(name));
    if (any.identifier && /^(Function|Class)/.test(node.type)) declared.add(key(any.identifier));
    // property names carry no scope number
    if (node.type === "Identifier" && (node as Named).ctxt !== undefined)
      used.set(key(node as Named), (node as Named).value);
    return undefined;
  });
  return [...new Set([...used].filter(([name]) => !declared.has(name)).map(([, value]) => value))];
}
