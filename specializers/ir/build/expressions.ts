// SWC expressions to ours: one handler for each node kind, so that a forgotten kind does not compile.
import { decline } from "../../syntax/messages.ts";
import { type Expression as Syntax, withoutParentheses } from "../../syntax/parse.ts";
import { binary, compare, conditional, constant, toBoolean, toNumber } from "../construct.ts";
import type { ArithmeticOperator, ComparisonOperator } from "../expressions.ts";
import {
  type Builder,
  collect,
  type Dialect,
  declareResult,
  type ExpressionOf,
  freshName,
  named,
  resolve,
  sameType,
  spanOf,
} from "./builder.ts";
import { buildCall } from "./calls.ts";
import { isStandardGlobal, numberConstants } from "./math.ts";

type Handler<K extends Syntax["type"]> = <D extends Dialect>(
  node: Extract<Syntax, { type: K }>,
  builder: Builder<D>,
) => ExpressionOf<D>;

/** The value of `node`; statements that it needs (inlined helpers) go before the current one. */
export function build<D extends Dialect>(node: Syntax, builder: Builder<D>): ExpressionOf<D> {
  return (handlers[node.type] as (node: Syntax, builder: Builder<D>) => ExpressionOf<D>)(node, builder);
}

export const buildNumber = <D extends Dialect>(node: Syntax, builder: Builder<D>): ExpressionOf<D> =>
  toNumber(build(node, builder));

/** A condition: here `a && b` may mix numbers and booleans, as only its truth counts. */
export function buildTest<D extends Dialect>(node: Syntax, builder: Builder<D>): ExpressionOf<D> {
  const bare = withoutParentheses(node);
  if (bare.type === "BinaryExpression" && (bare.operator === "&&" || bare.operator === "||"))
    return buildLogical(bare.operator, bare, builder, buildTest);
  return toBoolean(build(bare, builder));
}

/** `then` or `otherwise`; a branch that needs statements makes an `if` with a local. */
function choose<D extends Dialect>(
  builder: Builder<D>,
  node: Syntax & { readonly span: { readonly start: number; readonly end: number } },
  test: ExpressionOf<D>,
  then: () => ExpressionOf<D>,
  otherwise: () => ExpressionOf<D>,
): ExpressionOf<D> {
  const at = spanOf(node);
  const first = collect(builder, then);
  const second = collect(builder, otherwise);
  const { type } = first.value;
  sameType(builder, at, type, second.value.type);
  if (first.statements.length + second.statements.length === 0) return conditional(at, test, first.value, second.value);
  const name = freshName("choice", builder);
  declareResult(builder, name, type, at);
  const assign = (value: ExpressionOf<D>) => ({ kind: "assign", at, name, value }) as const;
  builder.statements.push({
    kind: "if",
    at,
    test,
    then: [...first.statements, assign(first.value)],
    otherwise: [...second.statements, assign(second.value)],
  });
  return { kind: "name", at, type, name };
}

function buildLogical<D extends Dialect>(
  operator: "&&" | "||",
  node: Extract<Syntax, { type: "BinaryExpression" }>,
  builder: Builder<D>,
  operand: (node: Syntax, builder: Builder<D>) => ExpressionOf<D>,
): ExpressionOf<D> {
  const at = spanOf(node);
  const left = operand(node.left, builder);
  if (left.type === "boolean") {
    const right = collect(builder, () => operand(node.right, builder));
    sameType(builder, at, left.type, right.value.type);
    if (right.statements.length === 0)
      return { kind: "logical", at, type: "boolean", operator, left, right: right.value };
  }
  const first = named(builder, left);
  const test = toBoolean(first);
  const right = () => operand(node.right, builder);
  return operator === "&&"
    ? choose(builder, node, test, right, () => first)
    : choose(builder, node, test, () => first, right);
}

const arithmetic: ReadonlySet<string> = new Set<ArithmeticOperator>([
  "+",
  "-",
  "*",
  "/",
  "%",
  "**",
  "&",
  "|",
  "^",
  "<<",
  ">>",
  ">>>",
]);
const comparisons: Readonly<Record<string, ComparisonOperator>> = {
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
  "===": "===",
  "!==": "!==",
  "==": "===",
  "!=": "!==",
};

const declined =
  (what: string) =>
  <D extends Dialect>(node: { readonly span: { readonly start: number; readonly end: number } }, builder: Builder<D>) =>
    decline("EXPRESSION_KIND", builder.source, spanOf(node), what);

const unwrapped = <D extends Dialect>(node: { readonly expression: Syntax }, builder: Builder<D>) =>
  build(node.expression, builder);

const jsx = <D extends Dialect>(_: unknown, builder: Builder<D>) =>
  decline("EXPRESSION_KIND", builder.source, { start: 0, end: builder.source.text.length }, "JSX");

const handlers: { readonly [K in Syntax["type"]]: Handler<K> } = {
  NumericLiteral: (node) => constant(spanOf(node), node.value),
  BooleanLiteral: (node) => constant(spanOf(node), node.value),
  StringLiteral: (node, builder) => decline("EXPRESSION_STRING", builder.source, spanOf(node)),
  TemplateLiteral: (node, builder) => decline("EXPRESSION_STRING", builder.source, spanOf(node)),
  NullLiteral: declined("`null`"),
  BigIntLiteral: declined("A bigint"),
  RegExpLiteral: declined("A regular expression"),

  Identifier(node, builder) {
    const at = spanOf(node);
    const binding = resolve(node.value, builder);
    if (binding?.kind === "local") return { kind: "name", at, type: binding.type, name: binding.name };
    if (binding?.kind === "alias") return { ...binding.value, at };
    if (binding) return builder.language.entityValue(node, binding.entity, builder);
    const known = numberConstants[node.value];
    if (known !== undefined) return constant(at, known);
    if (node.value === "undefined") return decline("EXPRESSION_KIND", builder.source, at, "`undefined`");
    if (builder.helpers.has(node.value))
      return decline("EXPRESSION_KIND", builder.source, at, `The function \`${node.value}\` as a value`);
    if (isStandardGlobal(node.value)) return decline("EXPRESSION_KIND", builder.source, at, `\`${node.value}\``);
    builder.captures.add(node.value);
    return { kind: "name", at, type: "number", name: node.value };
  },

  UnaryExpression(node, builder) {
    const at = spanOf(node);
    switch (node.operator) {
      case "!":
        return { kind: "unary", at, type: "boolean", operator: "!", argument: buildTest(node.argument, builder) };
      case "+":
      case "-":
      case "~":
        return {
          kind: "unary",
          at,
          type: "number",
          operator: node.operator,
          argument: buildNumber(node.argument, builder),
        };
      default:
        return decline("EXPRESSION_KIND", builder.source, at, `\`${node.operator}\``);
    }
  },

  BinaryExpression(node, builder) {
    const at = spanOf(node);
    const { operator } = node;
    if (operator === "&&" || operator === "||") return buildLogical(operator, node, builder, build);
    const comparison = comparisons[operator];
    if (!comparison && !arithmetic.has(operator))
      return decline("EXPRESSION_KIND", builder.source, at, `\`${operator}\``);
    const left = build(node.left, builder);
    const right = build(node.right, builder);
    if (!comparison) return binary(at, operator as ArithmeticOperator, left, right);
    sameType(builder, at, left.type, right.type);
    return compare(at, comparison, left, right);
  },

  ConditionalExpression: (node, builder) =>
    choose(
      builder,
      node,
      buildTest(node.test, builder),
      () => build(node.consequent, builder),
      () => build(node.alternate, builder),
    ),

  CallExpression: (node, builder) => buildCall(node, builder),

  MemberExpression(node, builder) {
    const own = builder.language.member?.(node, builder);
    if (own) return own;
    const at = spanOf(node);
    const object = withoutParentheses(node.object);
    if (object.type === "ThisExpression") return decline("STENCIL_THIS", builder.source, at);
    if (object.type !== "Identifier") return decline("EXPRESSION_KIND", builder.source, at, "An element of this value");
    if (!resolve(object.value, builder)) {
      const key = `${object.value}.${node.property.type === "Identifier" ? node.property.value : ""}`;
      const known = numberConstants[key];
      if (known !== undefined) return constant(at, known);
      if (isStandardGlobal(object.value))
        return decline("EXPRESSION_KIND", builder.source, at, `\`${builder.source.text.slice(at.start, at.end)}\``);
      return decline("EXPRESSION_CLOSURE", builder.source, spanOf(object), object.value);
    }
    return decline("EXPRESSION_KIND", builder.source, at, "A property of a number");
  },

  ParenthesisExpression: unwrapped,
  TsAsExpression: unwrapped,
  TsSatisfiesExpression: unwrapped,
  TsTypeAssertion: unwrapped,
  TsConstAssertion: unwrapped,
  TsNonNullExpression: unwrapped,
  TsInstantiation: (node, builder) => build(node.expression as Syntax, builder),

  AssignmentExpression: (node, builder) => decline("EXPRESSION_ASSIGNMENT", builder.source, spanOf(node)),
  UpdateExpression: (node, builder) => decline("EXPRESSION_ASSIGNMENT", builder.source, spanOf(node)),
  SequenceExpression: declined("The comma operator"),
  ThisExpression: (node, builder) => decline("STENCIL_THIS", builder.source, spanOf(node)),
  SuperPropExpression: declined("`super`"),
  ArrayExpression: declined("An array literal"),
  ObjectExpression: declined("An object literal"),
  FunctionExpression: declined("A function inside of the function"),
  ArrowFunctionExpression: declined("A function inside of the function"),
  ClassExpression: declined("A class inside of the function"),
  NewExpression: declined("`new`"),
  AwaitExpression: declined("`await`"),
  YieldExpression: declined("`yield`"),
  MetaProperty: declined("`import.meta`"),
  TaggedTemplateExpression: (node, builder) => decline("EXPRESSION_STRING", builder.source, spanOf(node)),
  OptionalChainingExpression: declined("`?.`"),
  PrivateName: declined("A private field"),
  Invalid: declined("This"),
  JSXElement: jsx,
  JSXFragment: jsx,
  JSXEmptyExpression: jsx,
  JSXMemberExpression: jsx,
  JSXNamespacedName: jsx,
  JSXText: jsx,
};
