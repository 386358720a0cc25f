// The living definition of expressions and statements: evaluated in doubles, as JavaScript does. Written to be read, not
// to be fast; it shares no code with folding and code generation, which are compared against it.
import type { Expression, Statement } from "./expressions.ts";

export type Value = number | boolean;

/** What surrounds a point. */
export interface Scope {
  /** Scalars, and the locals of this point. */
  readonly values: Map<string, Value>;
  readonly tables: Readonly<Record<string, ArrayLike<number>>>;
  load(array: string, offset: readonly number[]): number;
  store(array: string, value: number): void;
}

/** Runs a point's statements, as JavaScript would. */
export function interpretBody(body: readonly Statement[], scope: Scope): void {
  for (const statement of body)
    switch (statement.kind) {
      case "let":
      case "assign":
        scope.values.set(statement.name, evaluate(statement.value, scope));
        break;
      case "store":
        scope.store(statement.array, Number(evaluate(statement.value, scope)));
        break;
      case "if":
        interpretBody(evaluate(statement.test, scope) ? statement.then : statement.otherwise, scope);
        break;
      case "for": {
        const { variable, from, to, step } = statement;
        for (let i = from; step > 0 ? i < to : i > to; i += step) {
          scope.values.set(variable, i);
          interpretBody(statement.body, scope);
        }
      }
    }
}

function evaluate(node: Expression, scope: Scope): Value {
  const number = (operand: Expression) => evaluate(operand, scope) as number;
  switch (node.kind) {
    case "constant":
      return node.value;
    case "name": {
      const value = scope.values.get(node.name);
      if (value === undefined) throw new TypeError(`${node.name} has no value`);
      return value;
    }
    case "load":
      return scope.load(node.array, node.offset);
    case "lookup":
      return scope.tables[node.table]![number(node.index)] ?? Number.NaN;
    case "unary": {
      const value = evaluate(node.argument, scope);
      switch (node.operator) {
        case "!":
          return !value;
        case "-":
          return -value;
        case "+":
          return +value;
        case "~":
          return ~value;
      }
      break;
    }
    case "binary": {
      const [a, b] = [number(node.left), number(node.right)];
      switch (node.operator) {
        case "+":
          return a + b;
        case "-":
          return a - b;
        case "*":
          return a * b;
        case "/":
          return a / b;
        case "%":
          return a % b;
        case "**":
          return a ** b;
        case "&":
          return a & b;
        case "|":
          return a | b;
        case "^":
          return a ^ b;
        case "<<":
          return a << b;
        case ">>":
          return a >> b;
        case ">>>":
          return a >>> b;
      }
      break;
    }
    case "fma":
      return number(node.left) * number(node.right) + number(node.addend);
    case "compare": {
      const [a, b] = [number(node.left), number(node.right)];
      switch (node.operator) {
        case "<":
          return a < b;
        case "<=":
          return a <= b;
        case ">":
          return a > b;
        case ">=":
          return a >= b;
        case "===":
          return a === b;
        case "!==":
          return a !== b;
      }
      break;
    }
    case "logical": {
      const left = evaluate(node.left, scope);
      return (node.operator === "&&") === left ? evaluate(node.right, scope) : left;
    }
    case "conditional":
      return evaluate(evaluate(node.test, scope) ? node.then : node.otherwise, scope);
    case "call":
      return Math[node.fn](...(node.args.map(number) as [number, number]));
  }
  throw new TypeError(`${JSON.stringify(node)} is no expression`);
}
