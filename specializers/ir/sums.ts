// Sums as lists of terms: a + b - (c - d) is a, b, -c, d.
import { binary } from "./construct.ts";
import type { Expression } from "./expressions.ts";

export interface Term {
  readonly value: Expression;
  readonly negative: boolean;
}

type Sum = Extract<Expression, { kind: "binary" }> & { readonly operator: "+" | "-" };

export const isSum = (node: Expression): node is Sum =>
  node.kind === "binary" && (node.operator === "+" || node.operator === "-");

/** The terms of a sum, from left to right; of anything else: itself. */
export function termsOf(node: Expression, negative = false): readonly Term[] {
  if (isSum(node))
    return [...termsOf(node.left, negative), ...termsOf(node.right, negative !== (node.operator === "-"))];
  return [{ value: node, negative }];
}

/** The sum of terms, from left to right. */
export function sumOf([first, ...rest]: readonly Term[]): Expression {
  const { at, type } = first!.value;
  const start: Expression = first!.negative
    ? { kind: "unary", at, type, operator: "-", argument: first!.value }
    : first!.value;
  return rest.reduce((sum, { value, negative }) => binary<never>(at, negative ? "-" : "+", sum, value), start);
}
