// What stencils add to the language: grids, tables, points, neighbour loops.
import {
  type Builder,
  buildLoopBody,
  buildNumber,
  type ExpressionOf,
  innerScope,
  type Language,
  resolve,
  spanOf,
  withScope,
} from "../ir/build/index.ts";
import { freshName } from "../ir/names.ts";
import type { Span } from "../ir/span.ts";
import { decline } from "../syntax/messages.ts";
import {
  type CallExpression,
  type ForOfStatement,
  type MemberExpression,
  type Expression as Syntax,
  withoutParentheses,
} from "../syntax/parse.ts";
import { walk } from "../syntax/walk.ts";
import type { StencilParameter, SymbolicLeaf, SymbolicLoop } from "./program.ts";

/** A parameter whose role shows in how it is used. */
export interface Draft {
  readonly name: string;
  readonly at: Span;
  /** What its type says. */
  readonly annotated: StencilParameter["role"] | undefined;
  role: StencilParameter["role"] | undefined;
}

/** A name that stands for a parameter, or for a point: "" the sweep's own, else a neighbour's. */
export type Entity =
  | { readonly kind: "parameter"; readonly draft: Draft }
  | { readonly kind: "point"; readonly name: string };

export interface StencilDialect {
  readonly leaf: SymbolicLeaf;
  readonly loop: Extract<SymbolicLoop, { kind: "neighbors" }>;
  readonly entity: Entity;
}

type StencilBuilder = Builder<StencilDialect>;

export const domainMethods: ReadonlySet<string> = new Set(["interior", "interiorPoints", "points"]);

/** @throws DiagnosticError STENCIL_ROLE when it was used as something else before */
export function useAs(draft: Draft, role: StencilParameter["role"], at: Span, builder: StencilBuilder): void {
  if (draft.role !== undefined && draft.role !== role) decline("STENCIL_ROLE", builder.source, at, draft.name);
  draft.role = role;
}

export function entityOf(node: Syntax, builder: StencilBuilder): Entity | undefined {
  const bare = withoutParentheses(node);
  const binding = bare.type === "Identifier" ? resolve(bare.value, builder) : undefined;
  return binding?.kind === "entity" ? binding.entity : undefined;
}

/** `u.method(…)` with a parameter `u`. */
export function methodCall(
  node: Syntax,
  builder: StencilBuilder,
): { readonly draft: Draft; readonly method: string; readonly call: CallExpression } | undefined {
  const call = withoutParentheses(node);
  if (call.type !== "CallExpression" || call.callee.type === "Super" || call.callee.type === "Import") return undefined;
  const callee = withoutParentheses(call.callee);
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return undefined;
  const entity = entityOf(callee.object, builder);
  return entity?.kind === "parameter" ? { draft: entity.draft, method: callee.property.value, call } : undefined;
}

export const stencilLanguage: Language<StencilDialect> = {
  entityValue(node, entity, builder) {
    const at = spanOf(node);
    if (entity.kind === "point") return decline("EXPRESSION_POINT", builder.source, at, node.value);
    const role = entity.draft.role ?? entity.draft.annotated;
    if (role === "grid" || role === "table") return decline("EXPRESSION_ARRAY", builder.source, at, node.value);
    useAs(entity.draft, "scalar", at, builder);
    return { kind: "name", at, type: "number", name: entity.draft.name };
  },

  member(node, builder) {
    const at = spanOf(node);
    const entity = entityOf(node.object, builder);
    if (entity?.kind === "point") return decline("EXPRESSION_POINT", builder.source, at, textOf(node.object, builder));
    if (!entity) return extent(node, builder);
    const { draft } = entity;
    if (node.property.type === "Computed") return element(node, node.property.expression, draft, builder);
    if (node.property.type !== "Identifier") return undefined;
    const { value } = node.property;
    if (value === "shape" || (value === "length" && draft.role === "grid"))
      return decline("STENCIL_SHAPE", builder.source, at);
    if (value !== "length") return decline("STENCIL_METHOD", builder.source, at, value);
    useAs(draft, "table", at, builder);
    return { kind: "length", at, type: "number", array: draft.name, axis: 0 };
  },

  call(node, builder) {
    const at = spanOf(node);
    const found = methodCall(node, builder);
    if (!found) return undefined;
    const { draft, method } = found;
    if (domainMethods.has(method)) return decline("STENCIL_NESTED", builder.source, at);
    if (method !== "at") return decline("STENCIL_METHOD", builder.source, at, method);
    useAs(draft, "grid", at, builder);
    const [first, ...offsets] = node.arguments;
    const point = first && !first.spread ? entityOf(first.expression, builder) : undefined;
    if (point?.kind !== "point") return decline("STENCIL_INDEX", builder.source, at, draft.name);
    const offset = offsets.map(({ spread, expression }) =>
      spread ? decline("STENCIL_OFFSET", builder.source, spanOf(expression)) : buildNumber(expression, builder),
    );
    return { kind: "read", at, type: "number", array: draft.name, point: point.name, offset };
  },

  store(target, at, value, builder) {
    const entity = entityOf(target.object, builder);
    if (entity?.kind !== "parameter" || target.property.type !== "Computed") return false;
    const { draft } = entity;
    const point = entityOf(target.property.expression, builder);
    if (point?.kind !== "point")
      return mentionsPoint(target.property.expression, builder)
        ? decline("STENCIL_WRITE_NEIGHBOR", builder.source, spanOf(target), draft.name)
        : decline("STENCIL_INDEX", builder.source, spanOf(target), draft.name);
    if (point.name !== "") return decline("STENCIL_WRITE_NEIGHBOR", builder.source, spanOf(target), draft.name);
    useAs(draft, "grid", spanOf(target), builder);
    const made = value(() => ({
      kind: "read",
      at: spanOf(target),
      type: "number",
      array: draft.name,
      point: "",
      offset: undefined,
    }));
    builder.statements.push({
      kind: "store",
      at,
      array: draft.name,
      value: made.type === "number" ? made : toBit(made),
    });
    return true;
  },

  totals: true,
  forOf: neighborLoop,
};

const textOf = (node: Syntax, { source }: StencilBuilder) => source.text.slice(spanOf(node).start, spanOf(node).end);

/** What JavaScript stores for a boolean. */
const toBit = (value: ExpressionOf<StencilDialect>): ExpressionOf<StencilDialect> => ({
  kind: "conditional",
  at: value.at,
  type: "number",
  test: value,
  then: { kind: "constant", at: value.at, type: "number", value: 1 },
  otherwise: { kind: "constant", at: value.at, type: "number", value: 0 },
});

/** `u[…]`: at a point, or an element of a table. */
function element(
  node: MemberExpression,
  index: Syntax,
  draft: Draft,
  builder: StencilBuilder,
): ExpressionOf<StencilDialect> {
  const at = spanOf(node);
  const point = entityOf(index, builder);
  if (point?.kind === "point") {
    useAs(draft, "grid", at, builder);
    return { kind: "read", at, type: "number", array: draft.name, point: point.name, offset: undefined };
  }
  if (draft.role === "grid" || mentionsPoint(index, builder))
    return decline("STENCIL_INDEX", builder.source, at, draft.name);
  useAs(draft, "table", at, builder);
  return { kind: "lookup", at, type: "number", table: draft.name, index: buildNumber(index, builder) };
}

/** Whether a point is computed with: not where it only says what is read, as in `u[p]`. */
function mentionsPoint(node: Syntax, builder: StencilBuilder): boolean {
  let found = false;
  walk(node, (each) => {
    if (each.type === "Identifier" && entityOf(each as Syntax, builder)?.kind === "point") found = true;
    return each.type !== "MemberExpression" && each.type !== "CallExpression";
  });
  return found;
}

/** `u.shape[0]`: recognise sees to it that it reaches nothing but domains. */
function extent(node: MemberExpression, builder: StencilBuilder): ExpressionOf<StencilDialect> | undefined {
  const object = withoutParentheses(node.object);
  if (object.type !== "MemberExpression" || object.property.type !== "Identifier" || object.property.value !== "shape")
    return undefined;
  const entity = entityOf(object.object, builder);
  if (entity?.kind !== "parameter") return undefined;
  const at = spanOf(node);
  const axis = node.property.type === "Computed" ? withoutParentheses(node.property.expression) : undefined;
  if (axis?.type !== "NumericLiteral") return decline("STENCIL_SHAPE", builder.source, at);
  useAs(entity.draft, "grid", at, builder);
  return { kind: "length", at, type: "number", array: entity.draft.name, axis: axis.value };
}

/** `for (const q of u.neighbors(p, id)) …` */
function neighborLoop(node: ForOfStatement, builder: StencilBuilder): boolean {
  const at = spanOf(node);
  const { source } = builder;
  const found = methodCall(node.right, builder);
  if (!found) return false;
  if (found.method !== "neighbors")
    return decline(domainMethods.has(found.method) ? "STENCIL_NESTED" : "STENCIL_METHOD", source, at, found.method);
  const variable = loopVariable(node) ?? decline("STATEMENT_DECLARATION", source, at);
  const { draft, call } = found;
  useAs(draft, "grid", at, builder);
  const [first, second, ...more] = call.arguments;
  const point = first ? entityOf(first.expression, builder) : undefined;
  if (point?.kind !== "point" || more.length > 0) return decline("STENCIL_INDEX", source, spanOf(call), draft.name);
  const id = second
    ? buildNumber(second.expression, builder)
    : ({ kind: "constant", at, type: "number", value: 1 } as const);
  const name = freshName(variable, builder.taken);
  const scope = innerScope(builder);
  scope.names.set(variable, { kind: "entity", entity: { kind: "point", name } });
  const body = withScope(builder, scope, () => buildLoopBody(node.body, builder));
  builder.statements.push({ kind: "neighbors", at, name, grid: draft.name, point: point.name, id, body });
  return true;
}

/** The one name that a `for … of` declares. */
export function loopVariable(node: ForOfStatement): string | undefined {
  if (node.left.type === "Identifier" || node.left.type !== "VariableDeclaration") return undefined;
  const [declared, ...more] = node.left.declarations;
  return declared?.id.type === "Identifier" && more.length === 0 && !node.await ? declared.id.value : undefined;
}
