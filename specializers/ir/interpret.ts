// The living definition of expressions and statements: evaluated in doubles, as JavaScript does. A body is turned into
// functions once and run for each point. It shares no code with folding and code generation, which are held to it.
import type { ArithmeticOperator, ComparisonOperator, Expression, Statement } from "./expressions.ts";

export type Value = number | boolean;

/** What surrounds a point. */
export interface Scope {
  /** Scalars, and the locals of this point. */
  readonly values: Map<string, Value>;
  readonly tables: Readonly<Record<string, ArrayLike<number>>>;
  load(array: string, offset: readonly number[]): number;
  store(array: string, value: number): void;
}

type Run = (scope: Scope) => void;
type Evaluate<T extends Value = Value> = (scope: Scope) => T;

/** Runs a point's statements, as JavaScript would. */
export function interpretBody(body: readonly Statement[]): Run {
  const runs = body.map(statement);
  return (scope) => {
    for (const run of runs) run(scope);
  };
}

function statement(node: Statement): Run {
  switch (node.kind) {
    case "let":
    case "assign": {
      const { name } = node;
      const value = evaluate(node.value);
      return (scope) => void scope.values.set(name, value(scope));
    }
    case "accumulate": {
      const { name, operator } = node;
      const value = number(node.value);
      return (scope) => {
        const total = scope.values.get(name) as number;
        const next = value(scope);
        scope.values.set(
          name,
          operator === "+" ? total + next : operator === "*" ? total * next : Math[operator](total, next),
        );
      };
    }
    case "store": {
      const { array } = node;
      const value = number(node.value);
      return (scope) => scope.store(array, value(scope));
    }
    case "if": {
      const [test, then, otherwise] = [evaluate(node.test), interpretBody(node.then), interpretBody(node.otherwise)];
      return (scope) => (test(scope) ? then(scope) : otherwise(scope));
    }
    case "for": {
      const { variable, from, to, step } = node;
      const body = interpretBody(node.body);
      return (scope) => {
        for (let i = from; i < to; i += step) {
          scope.values.set(variable, i);
          body(scope);
        }
      };
    }
  }
}

const arithmetic: Readonly<Record<ArithmeticOperator, (a: Evaluate<number>, b: Evaluate<number>) => Evaluate<number>>> =
  {
    "+": (a, b) => (scope) => a(scope) + b(scope),
    "-": (a, b) => (scope) => a(scope) - b(scope),
    "*": (a, b) => (scope) => a(scope) * b(scope),
    "/": (a, b) => (scope) => a(scope) / b(scope),
    "%": (a, b) => (scope) => a(scope) % b(scope),
    "**": (a, b) => (scope) => a(scope) ** b(scope),
    "&": (a, b) => (scope) => a(scope) & b(scope),
    "|": (a, b) => (scope) => a(scope) | b(scope),
    "^": (a, b) => (scope) => a(scope) ^ b(scope),
    "<<": (a, b) => (scope) => a(scope) << b(scope),
    ">>": (a, b) => (scope) => a(scope) >> b(scope),
    ">>>": (a, b) => (scope) => a(scope) >>> b(scope),
  };

const comparison: Readonly<
  Record<ComparisonOperator, (a: Evaluate<number>, b: Evaluate<number>) => Evaluate<boolean>>
> = {
  "<": (a, b) => (scope) => a(scope) < b(scope),
  "<=": (a, b) => (scope) => a(scope) <= b(scope),
  ">": (a, b) => (scope) => a(scope) > b(scope),
  ">=": (a, b) => (scope) => a(scope) >= b(scope),
  "===": (a, b) => (scope) => a(scope) === b(scope),
  "!==": (a, b) => (scope) => a(scope) !== b(scope),
};

/** An operand that has to be a number: that it is one is the builder's promise. */
const number = (node: Expression) => evaluate(node) as Evaluate<number>;

/** A value as a function of what surrounds it. */
export function evaluate(node: Expression): Evaluate {
  switch (node.kind) {
    case "constant": {
      const { value } = node;
      return () => value;
    }
    case "name": {
      const { name } = node;
      return ({ values }) => {
        const value = values.get(name);
        if (value === undefined) throw new TypeError(`${name} has no value`);
        return value;
      };
    }
    case "load": {
      const { array, offset } = node;
      return (scope) => scope.load(array, offset);
    }
    case "lookup": {
      const { table } = node;
      const index = number(node.index);
      return (scope) => scope.tables[table]![index(scope)] ?? Number.NaN;
    }
    case "unary": {
      const value = evaluate(node.argument);
      switch (node.operator) {
        case "!":
          return (scope) => !value(scope);
        case "-":
          return (scope) => -value(scope);
        case "+":
          return (scope) => +value(scope);
        case "~":
          return (scope) => ~value(scope);
      }
      break;
    }
    case "binary":
      return arithmetic[node.operator](number(node.left), number(node.right));
    case "fma": {
      const [left, right, addend] = [number(node.left), number(node.right), number(node.addend)];
      return (scope) => left(scope) * right(scope) + addend(scope);
    }
    case "compare":
      return comparison[node.operator](number(node.left), number(node.right));
    case "logical": {
      const [left, right] = [evaluate(node.left), evaluate(node.right)];
      return node.operator === "&&" ? (scope) => left(scope) && right(scope) : (scope) => left(scope) || right(scope);
    }
    case "conditional": {
      const [test, then, otherwise] = [evaluate(node.test), evaluate(node.then), evaluate(node.otherwise)];
      return (scope) => (test(scope) ? then(scope) : otherwise(scope));
    }
    case "call": {
      const args = node.args.map(number);
      const fn: (...values: number[]) => number = Math[node.fn];
      const [first, second] = args;
      if (first && args.length === 1) return (scope) => fn(first(scope));
      if (first && second && args.length === 2) return (scope) => fn(first(scope), second(scope));
      return (scope) => fn(...args.map((arg) => arg(scope)));
    }
  }
  throw new TypeError(`${JSON.stringify(node)} is no expression`);
}
