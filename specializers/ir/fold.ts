// Constant folding with JavaScript's exact semantics: every rule here keeps every bit, NaN and -0 included.
import { constant } from "./construct.ts";
import type { ArithmeticOperator, ComparisonOperator, Expression, MathFunction } from "./expressions.ts";

const arithmetic: Readonly<Record<ArithmeticOperator, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
  "**": (a, b) => a ** b,
  "&": (a, b) => a & b,
  "|": (a, b) => a | b,
  "^": (a, b) => a ^ b,
  "<<": (a, b) => a << b,
  ">>": (a, b) => a >> b,
  ">>>": (a, b) => a >>> b,
};

const comparisons: Readonly<Record<ComparisonOperator, (a: number, b: number) => boolean>> = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "===": (a, b) => a === b,
  "!==": (a, b) => a !== b,
};

const numberOf = (node: Expression): number | undefined =>
  node.kind === "constant" && typeof node.value === "number" ? node.value : undefined;

/** True where a value can be neither -0 nor NaN only by being a known constant: the rules below need no more. */
const is = (node: Expression, value: number) => Object.is(numberOf(node), value);

/** The node with constant operands computed and operations without effect left out. Operands are folded already. */
export function foldNode(node: Expression): Expression {
  const { at } = node;
  switch (node.kind) {
    case "unary": {
      const { argument, operator } = node;
      if (argument.kind === "constant") {
        const { value } = argument;
        if (operator === "!") return constant(at, !value);
        const number = Number(value);
        return constant(at, operator === "-" ? -number : operator === "~" ? ~number : number);
      }
      if (argument.kind === "unary" && argument.operator === operator && (operator === "-" || operator === "!"))
        return argument.argument;
      return operator === "+" ? argument : node;
    }
    case "binary": {
      const [left, right] = [numberOf(node.left), numberOf(node.right)];
      if (left !== undefined && right !== undefined) return constant(at, arithmetic[node.operator](left, right));
      return withoutNeutral(node);
    }
    case "compare": {
      const [left, right] = [numberOf(node.left), numberOf(node.right)];
      return left !== undefined && right !== undefined ? constant(at, comparisons[node.operator](left, right)) : node;
    }
    case "logical":
      if (node.left.kind === "constant") return (node.operator === "&&") === node.left.value ? node.right : node.left;
      return node.right.kind === "constant" && (node.operator === "&&") === node.right.value ? node.left : node;
    case "conditional":
      if (node.test.kind === "constant") return node.test.value ? node.then : node.otherwise;
      if (node.test.kind === "unary" && node.test.operator === "!")
        return { ...node, test: node.test.argument, then: node.otherwise, otherwise: node.then };
      return node;
    case "call": {
      const values = node.args.map(numberOf);
      return values.every((value) => value !== undefined) ? constant(at, mathOf(node.fn)(...values)) : node;
    }
    default:
      return node;
  }
}

/** x·1, x/1, x-0, x+(-0), x**1: the value itself, whatever x is. (Not x+0: -0+0 is 0; not x·0.) */
function withoutNeutral(node: Extract<Expression, { kind: "binary" }>): Expression {
  const { left, right } = node;
  switch (node.operator) {
    case "*":
      return is(right, 1) ? left : is(left, 1) ? right : node;
    case "/":
    case "**":
      return is(right, 1) ? left : node;
    case "-":
      return is(right, 0) ? left : node;
    case "+":
      return is(right, -0) ? left : is(left, -0) ? right : node;
    default:
      return node;
  }
}

const mathOf = (fn: MathFunction): ((...values: number[]) => number) => Math[fn];
