// Calls: functions of `Math` and `Number`, and helpers of the cell, which are inlined.
import { decline } from "../../syntax/messages.ts";
import {
  type CallExpression,
  type FunctionNode,
  type Statement as SyntaxStatement,
  withoutParentheses,
} from "../../syntax/parse.ts";
import { walk } from "../../syntax/walk.ts";
import { call, compare, constant, toNumber } from "../construct.ts";
import type { MathFunction } from "../expressions.ts";
import type { Span } from "../span.ts";
import {
  type Binding,
  type Builder,
  collect,
  type Dialect,
  declare,
  declareResult,
  type ExpressionOf,
  freshName,
  type Return,
  resolve,
  type Scope,
  spanOf,
  spend,
  withScope,
} from "./builder.ts";
import { isMathFunction, mathArity } from "./math.ts";

export function buildCall<D extends Dialect>(node: CallExpression, builder: Builder<D>): ExpressionOf<D> {
  const own = builder.language.call?.(node, builder);
  if (own) return own;
  const at = spanOf(node);
  const helper = helperOf(node, builder);
  if (helper) {
    const { pure } = builder;
    builder.pure = true;
    const value = inline(node, helper, builder);
    builder.pure = pure;
    return value ?? decline("FUNCTION_RETURN", builder.source, at, helper.name);
  }
  const name = globalName(node, builder);
  const fn = name.startsWith("Math.") ? name.slice(5) : undefined;
  const args = node.arguments.map(({ spread, expression }) =>
    spread ? decline("MATH_ARGUMENTS", builder.source, at, name, "plain numbers", node.arguments.length) : expression,
  );
  const numbers = () => args.map((arg) => toNumber(builder.grammar.expression(arg, builder)));
  if (fn !== undefined && isMathFunction(fn)) {
    checkArity(node, name, mathArity[fn], builder);
    return mathCall(at, fn, numbers());
  }
  switch (name) {
    case "Number":
    case "isNaN":
    case "isFinite":
    case "Number.isNaN":
    case "Number.isFinite": {
      checkArity(node, name, [1, 1], builder);
      const [value] = numbers();
      if (name === "Number") return { kind: "unary", at, type: "number", operator: "+", argument: value! };
      // `Number.isNaN(undefined)` is false: the one that is not itself
      if (name === "Number.isNaN") return compare(at, "!==", value!, value!);
      const magnitude = call(at, "abs", value!);
      const infinity = constant(at, Number.POSITIVE_INFINITY);
      if (name.endsWith("isFinite")) return compare(at, "<", magnitude, infinity);
      return { kind: "unary", at, type: "boolean", operator: "!", argument: compare(at, "<=", magnitude, infinity) };
    }
    default:
      return declineCall(node, name, builder);
  }
}

/** Functions of any number of arguments become a chain of binary ones; that keeps every bit, but of `hypot`. */
function mathCall<L extends Dialect["leaf"]>(
  at: { readonly start: number; readonly end: number },
  fn: MathFunction,
  args: readonly ExpressionOf<{ leaf: L; loop: never; entity: never }>[],
) {
  if (fn !== "min" && fn !== "max") return call(at, fn, ...args);
  const [first = constant(at, fn === "min" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY), ...rest] = args;
  return rest.reduce((result, arg) => call(at, fn, result, arg), first);
}

/** `Math.sin` as text, where neither part is a local name. */
function globalName<D extends Dialect>(node: CallExpression, builder: Builder<D>): string {
  if (node.callee.type === "Super" || node.callee.type === "Import")
    return decline("EXPRESSION_KIND", builder.source, spanOf(node), "This call");
  const callee = withoutParentheses(node.callee);
  if (callee.type === "Identifier") return callee.value;
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return "";
  const object = withoutParentheses(callee.object);
  return object.type === "Identifier" && !resolve(object.value, builder)
    ? `${object.value}.${callee.property.value}`
    : "";
}

const effects = /^(console\.|alert$|fetch$|setTimeout$|setInterval$|process\.|performance\.|Date\.|require$)/;

function declineCall<D extends Dialect>(node: CallExpression, name: string, builder: Builder<D>): never {
  const { source } = builder;
  const at = spanOf(node);
  if (effects.test(name)) return decline("STATEMENT_EFFECT", source, at, name);
  if (name.startsWith("Math.") || name.startsWith("Number.")) return decline("MATH_UNKNOWN", source, at, name);
  const text = source.text.slice(spanOf(node.callee).start, spanOf(node.callee).end);
  return decline("FUNCTION_UNKNOWN", source, at, text);
}

function checkArity<D extends Dialect>(
  node: CallExpression,
  name: string,
  [least, most]: readonly [number, number],
  builder: Builder<D>,
): void {
  const got = node.arguments.length;
  if (got >= least && got <= most) return;
  decline("MATH_ARGUMENTS", builder.source, spanOf(node), name, `${least} argument${least === 1 ? "" : "s"}`, got);
}

/** The helper that a call names: a top-level function, or another method of the class. */
export function helperOf<D extends Dialect>(node: CallExpression, builder: Builder<D>): FunctionNode | undefined {
  if (node.callee.type === "Super" || node.callee.type === "Import") return undefined;
  const callee = withoutParentheses(node.callee);
  if (callee.type === "Identifier")
    return resolve(callee.value, builder) ? undefined : builder.helpers.get(callee.value);
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return undefined;
  return withoutParentheses(callee.object).type === "ThisExpression"
    ? builder.helpers.get(`this.${callee.property.value}`)
    : undefined;
}

/** Builds the helper's body in place of the call. Undefined: it returns nothing. */
export function inline<D extends Dialect>(
  node: CallExpression,
  helper: FunctionNode,
  builder: Builder<D>,
): ExpressionOf<D> | undefined {
  const at = spanOf(node);
  const { source } = builder;
  const { name } = helper;
  spend(builder, at);
  if (builder.inlining.includes(name)) decline("FUNCTION_RECURSION", source, at, name);
  if (helper.async) decline("FUNCTION_ASYNC", source, at, name);
  if (helper.generator) decline("FUNCTION_GENERATOR", source, at, name);
  if (node.arguments.length !== helper.params.length || node.arguments.some(({ spread }) => spread))
    decline("FUNCTION_ARGUMENTS", source, at, name, helper.params.length, node.arguments.length);

  const scope: Scope<D> = { names: new Map(), parent: undefined };
  const assigned = assignedNames(helper.body);
  helper.params.forEach((param, index) => {
    if (param.type !== "Identifier") decline("FUNCTION_PARAMETER", source, spanOf(helper), name);
    const binding = argument(node.arguments[index]!.expression, param.value, assigned.has(param.value), builder);
    scope.names.set(param.value, binding);
  });

  return withScope(builder, scope, () => buildFunction(helper, at, builder));
}

/** Builds a function's body, whose parameters are in scope, and what it returns. Undefined: nothing. */
export function buildFunction<D extends Dialect>(
  { name, body, span }: FunctionNode,
  at: Span,
  builder: Builder<D>,
): ExpressionOf<D> | undefined {
  const saved = { inlining: builder.inlining, returns: builder.returns, continues: builder.continues };
  const returns: Return<D> = { name: freshName(name, builder), type: undefined, value: undefined, split: false };
  Object.assign(builder, { inlining: [...saved.inlining, name], returns, continues: false });
  try {
    if (!isStatements(body)) return builder.grammar.expression(body, builder);
    const { value: ended, statements } = collect(builder, () => builder.grammar.sequence(body, builder));
    const { type, value } = returns;
    if (type !== undefined && !value) {
      if (!ended) decline("FUNCTION_RETURN", builder.source, spanOf({ span }), name);
      declareResult(builder, returns.name, type, at);
    }
    builder.statements.push(...statements);
    return value ?? (type && { kind: "name", at, type, name: returns.name });
  } finally {
    Object.assign(builder, saved);
  }
}

const isStatements = (body: FunctionNode["body"]): body is readonly SyntaxStatement[] => Array.isArray(body);

function argument<D extends Dialect>(
  node: CallExpression["arguments"][number]["expression"],
  name: string,
  assigned: boolean,
  builder: Builder<D>,
): Binding<D> {
  const bare = withoutParentheses(node);
  const bound = bare.type === "Identifier" ? resolve(bare.value, builder) : undefined;
  if (bound?.kind === "entity" && !assigned) return bound;
  const value = builder.grammar.expression(bare, builder);
  const steady = value.kind === "constant" || (value.kind === "name" && !(bound?.kind === "local" && bound.mutable));
  if (steady && !assigned) return { kind: "alias", value };
  // declared in a scope of its own, so that the caller's names stay what they are
  const inner: Scope<D> = { names: new Map(), parent: builder.scope };
  withScope(builder, inner, () => declare(builder, name, value, value.at, assigned));
  return inner.names.get(name)!;
}

/** Names that a helper's body assigns to. */
function assignedNames(body: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  walk(body, (node) => {
    const target = node as { left?: { type: string; value?: string }; argument?: { type: string; value?: string } };
    if (node.type === "AssignmentExpression" && target.left?.type === "Identifier") names.add(target.left.value!);
    if (node.type === "UpdateExpression" && target.argument?.type === "Identifier") names.add(target.argument.value!);
    return undefined;
  });
  return names;
}
