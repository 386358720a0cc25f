// The living definition of a bound program: point by point, in doubles, rounded where a value is stored.
// Written to be read, not to be fast; it shares no code with what it is compared against.
import type { Boundary } from "../ir/dtype.ts";
import type { Expression, Statement } from "../ir/expressions.ts";
import type { CallData, CallLayout, NumericArray } from "../specializer.ts";
import { type BoundProgram, bound, type StencilProgram } from "./program.ts";

type Value = number | boolean;

interface Point {
  readonly index: readonly number[];
  readonly extents: readonly number[];
  readonly arrays: Readonly<Record<string, NumericArray>>;
  readonly boundaries: Readonly<Record<string, Boundary>>;
  /** Scalars, and the locals of this point. */
  readonly values: Map<string, Value>;
}

/** Runs the program on `data`, as the TypeScript would. @throws RangeError reading outside of a grid with boundary "none" */
export function interpret(program: StencilProgram, call: CallLayout, data: CallData): void {
  const { sweeps }: BoundProgram = bound(program);
  const boundaries = Object.fromEntries(Object.entries(call.arrays).map(([name, { boundary }]) => [name, boundary]));
  for (const { over, domain, body } of sweeps) {
    const extents = call.arrays[over]!.shape;
    const visit = (index: readonly number[]): void => {
      const axis = index.length;
      if (axis === extents.length) {
        const values = new Map<string, Value>(Object.entries(data.scalars));
        run(body, { index, extents, arrays: data.arrays, boundaries, values });
      } else for (let i = domain.from[axis]!; i < domain.to[axis]!; i += domain.step[axis]!) visit([...index, i]);
    };
    visit([]);
  }
}

function run(body: readonly Statement[], point: Point): void {
  for (const statement of body)
    switch (statement.kind) {
      case "let":
      case "assign":
        point.values.set(statement.name, evaluate(statement.value, point));
        break;
      case "store":
        point.arrays[statement.array]![linear(point.index, point.extents)] = Number(evaluate(statement.value, point));
        break;
      case "if":
        run(evaluate(statement.test, point) ? statement.then : statement.otherwise, point);
        break;
      case "for": {
        const { variable, from, to, step } = statement;
        for (let i = from; step > 0 ? i < to : i > to; i += step) {
          point.values.set(variable, i);
          run(statement.body, point);
        }
      }
    }
}

const linear = (index: readonly number[], extents: readonly number[]) =>
  index.reduce((sum, i, axis) => sum * extents[axis]! + i, 0);

function load(array: string, offset: readonly number[], { index, extents, arrays, boundaries }: Point): number {
  const boundary = boundaries[array]!;
  const moved = index.map((i, axis) => i + offset[axis]!);
  for (const [axis, i] of moved.entries()) {
    const n = extents[axis]!;
    if (i >= 0 && i < n) continue;
    if (typeof boundary === "number") return boundary;
    if (boundary === "none") throw new RangeError(`${array} is read at [${moved}], outside of the grid [${extents}]`);
    if (boundary === "clamp") moved[axis] = i < 0 ? 0 : n - 1;
    else {
      // wrap: period n; reflect: period 2n, whose second half runs backwards
      const period = boundary === "wrap" ? n : 2 * n;
      const place = i - period * Math.floor(i / period);
      moved[axis] = place < n ? place : period - 1 - place;
    }
  }
  return arrays[array]![linear(moved, extents)]!;
}

function evaluate(node: Expression, point: Point): Value {
  const number = (operand: Expression) => evaluate(operand, point) as number;
  switch (node.kind) {
    case "constant":
      return node.value;
    case "name": {
      const value = point.values.get(node.name);
      if (value === undefined) throw new TypeError(`${node.name} has no value`);
      return value;
    }
    case "load":
      return load(node.array, node.offset, point);
    case "lookup":
      return point.arrays[node.table]![number(node.index)] ?? Number.NaN;
    case "unary": {
      const value = evaluate(node.argument, point);
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
      const left = evaluate(node.left, point);
      return (node.operator === "&&") === left ? evaluate(node.right, point) : left;
    }
    case "conditional":
      return evaluate(evaluate(node.test, point) ? node.then : node.otherwise, point);
    case "call":
      return Math[node.fn](...(node.args.map(number) as [number, number]));
  }
  throw new TypeError(`${JSON.stringify(node)} is no expression`);
}
