// Constructors of expressions whose types follow from their operands, with JavaScript's conversions made explicit.
import type { ArithmeticOperator, ComparisonOperator, Expression, MathFunction } from "./expressions.ts";
import type { Span } from "./span.ts";

type Typed = { readonly type: "number" | "boolean"; readonly at: Span; readonly kind: string };

export const constant = (at: Span, value: number | boolean): Extract<Expression, { kind: "constant" }> => ({
  kind: "constant",
  at,
  type: typeof value as "number" | "boolean",
  value,
});

export const binary = <L extends Typed>(
  at: Span,
  operator: ArithmeticOperator,
  left: Expression<L>,
  right: Expression<L>,
): Expression<L> => ({ kind: "binary", at, type: "number", operator, left: toNumber(left), right: toNumber(right) });

export const compare = <L extends Typed>(
  at: Span,
  operator: ComparisonOperator,
  left: Expression<L>,
  right: Expression<L>,
): Expression<L> => ({ kind: "compare", at, type: "boolean", operator, left: toNumber(left), right: toNumber(right) });

export const call = <L extends Typed>(
  at: Span,
  fn: MathFunction,
  ...args: readonly Expression<L>[]
): Expression<L> => ({
  kind: "call",
  at,
  type: "number",
  fn,
  args: args.map(toNumber),
});

export const conditional = <L extends Typed>(
  at: Span,
  test: Expression<L>,
  then: Expression<L>,
  otherwise: Expression<L>,
): Expression<L> => ({ kind: "conditional", at, type: then.type, test, then, otherwise });

/** A boolean in arithmetic is 1 or 0. */
export function toNumber<L extends Typed>(value: Expression<L>): Expression<L> {
  if (value.type === "number") return value;
  return conditional(value.at, value, constant(value.at, 1), constant(value.at, 0));
}

/** A number as a condition: neither 0, nor -0, nor NaN. */
export function toBoolean<L extends Typed>(value: Expression<L>): Expression<L> {
  if (value.type === "boolean") return value;
  return compare<L>(value.at, ">", call<L>(value.at, "abs", value), constant(value.at, 0));
}
