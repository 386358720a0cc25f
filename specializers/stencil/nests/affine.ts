// Expressions of nested loops as polynomials over loop variables, scalars and extents, and back.
import { binary, constant } from "../../ir/construct.ts";
import type { Span } from "../../ir/span.ts";
import type { SymbolicExpression } from "../program.ts";
import type { NestExpression } from "./language.ts";
import { add, constantOf, multiply, negate, type Polynomial, subtract, symbolOf, termsOf } from "./polynomial.ts";

/** What is known of the names of a function. */
export interface Names {
  /** Locals that keep their value. */
  readonly locals: ReadonlyMap<string, NestExpression>;
  /** What the symbols of polynomials stand for: filled as they are met. */
  readonly symbols: Map<string, SymbolicExpression>;
}

/** Undefined where a value is not a polynomial of what is known before the loops run and of their variables. */
export function polynomialOf(node: NestExpression, names: Names): Polynomial | undefined {
  switch (node.kind) {
    case "constant":
      return Number.isSafeInteger(node.value) ? constantOf(Number(node.value)) : undefined;
    case "name": {
      const local = names.locals.get(node.name);
      if (local) return polynomialOf(local, names);
      names.symbols.set(node.name, node);
      return symbolOf(node.name);
    }
    case "length": {
      // the grids have one shape
      const symbol = node.axis < 0 ? `${node.array}.length` : `shape[${node.axis}]`;
      names.symbols.set(symbol, { ...node, axis: Math.max(0, node.axis) });
      return symbolOf(symbol);
    }
    case "unary": {
      const argument = polynomialOf(node.argument, names);
      return argument && (node.operator === "-" ? negate(argument) : node.operator === "+" ? argument : undefined);
    }
    case "binary": {
      const [left, right] = [polynomialOf(node.left, names), polynomialOf(node.right, names)];
      if (!left || !right) return undefined;
      if (node.operator === "+") return add(left, right);
      if (node.operator === "-") return subtract(left, right);
      return node.operator === "*" ? multiply(left, right) : undefined;
    }
    default:
      return undefined;
  }
}

export function expressionOf(polynomial: Polynomial, at: Span, { symbols }: Names): SymbolicExpression {
  const number = (value: number): SymbolicExpression => constant(at, value);
  const term = (factors: readonly string[]) =>
    factors
      .map((symbol): SymbolicExpression => ({ ...symbols.get(symbol)!, at }))
      .reduce((left, right) => binary(at, "*", left, right));
  let sum: SymbolicExpression | undefined;
  for (const { coefficient, symbols: factors } of [...termsOf(polynomial)].sort(
    (a, b) => b.symbols.length - a.symbols.length,
  )) {
    const size = Math.abs(coefficient);
    const value =
      factors.length === 0 ? number(size) : size === 1 ? term(factors) : binary(at, "*", number(size), term(factors));
    if (sum) sum = binary(at, coefficient < 0 ? "-" : "+", sum, value);
    else sum = coefficient < 0 ? { kind: "unary", at, type: "number", operator: "-", argument: value } : value;
  }
  if (sum?.kind === "unary" && sum.argument.kind === "constant") return number(-Number(sum.argument.value));
  return sum ?? number(0);
}
