// `total = total + x`, `total = Math.max(total, x)`: the steps by which an assignment adds to a total over points.
import type { Expression, ReductionOperator } from "../expressions.ts";

type Typed = {
  readonly kind: string;
  readonly at: { readonly start: number; readonly end: number };
  readonly type: "number" | "boolean";
};

export interface Step<L> {
  readonly operator: ReductionOperator;
  readonly value: Expression<L>;
}

/** In order, so that every bit stays; undefined when `value` is not the total `name` combined with something. */
export function stepsOf<L extends Typed>(name: string, value: Expression<L>): readonly Step<L>[] | undefined {
  const node = value as Expression; // a leaf falls through
  const again = (operand: Expression) => stepsOf<L>(name, operand);
  const and = (steps: readonly Step<L>[] | undefined, operator: ReductionOperator, operand: Expression) =>
    steps?.every((step) => step.operator === operator)
      ? [...steps, { operator, value: operand as Expression<L> }]
      : undefined;
  /** Each of the operators is commutative. */
  const either = (operator: ReductionOperator, left: Expression, right: Expression) =>
    and(again(left), operator, right) ?? and(again(right), operator, left);
  switch (node.kind) {
    case "name":
      return node.name === name ? [] : undefined;
    case "binary":
      if (node.operator === "+" || node.operator === "*") return either(node.operator, node.left, node.right);
      if (node.operator !== "-") return undefined;
      return and(again(node.left), "+", {
        kind: "unary",
        at: node.right.at,
        type: "number",
        operator: "-",
        argument: node.right,
      });
    case "call": {
      const [left, right] = node.args;
      return (node.fn === "max" || node.fn === "min") && left && right ? either(node.fn, left, right) : undefined;
    }
    default:
      return undefined;
  }
}
