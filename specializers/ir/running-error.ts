// Running error analysis (Higham, Accuracy and Stability of Numerical Algorithms, section 3.3): evaluates an expression
// in doubles together with a bound of how far the exact result may be. Two ways of rounding the same expression differ
// by at most the sum of their bounds, so a variant that fuses or regroups is held to twice the bound.
import type { Expression, MathFunction } from "./expressions.ts";
import { isSum } from "./sums.ts";

/** A number as computed, and a bound of its distance to the exact one; Infinity where a step or a branch is too near. */
export interface Uncertain {
  readonly value: number;
  readonly error: number;
}

/** A truth value; uncertain when rounding could turn it. */
export interface UncertainTest {
  readonly value: boolean;
  readonly certain: boolean;
}

export interface UncertainScope {
  /** Unit roundoff of the arithmetic: 2⁻⁵³ for doubles, 2⁻²⁴ for floats. */
  readonly roundoff: number;
  name(name: string): Uncertain | UncertainTest;
  load(array: string, offset: readonly number[]): Uncertain;
  lookup(table: string, index: number): Uncertain;
}

/** Infinity between a number and NaN, and between different infinities. */
function distance(a: number, b: number): number {
  if (Object.is(a, b)) return 0;
  const found = Math.abs(a - b);
  return Number.isNaN(found) ? Infinity : found;
}

const exactly = (value: number): Uncertain => ({ value, error: 0 });
function rounded(value: number, error: number, roundoff: number): Uncertain {
  // what nothing is known of may be finite, though it was computed as NaN or infinite
  if (error === Infinity) return { value, error };
  return { value, error: Number.isFinite(value) ? error + roundoff * Math.abs(value) : 0 };
}
/** A number that is given: floats round it, unless it is one of theirs. */
export const given = (value: number, roundoff: number): Uncertain =>
  Math.fround(value) === value || roundoff <= 2 ** -53 ? exactly(value) : rounded(value, 0, roundoff);

export function evaluateNumber(expression: Expression, scope: UncertainScope): Uncertain {
  switch (expression.kind) {
    case "constant":
      return given(Number(expression.value), scope.roundoff);
    case "name":
      return asNumber(scope.name(expression.name));
    case "load":
      return scope.load(expression.array, expression.offset);
    case "lookup": {
      const index = evaluateNumber(expression.index, scope);
      if (index.error !== 0 && !sameStep(index, (x) => x)) return { value: index.value, error: Infinity };
      return scope.lookup(expression.table, index.value);
    }
    case "unary":
      return unary(expression.operator, expression.argument, scope);
    case "binary":
      if (isSum(expression)) return sum(expression, scope);
      return binary(
        expression.operator,
        evaluateNumber(expression.left, scope),
        evaluateNumber(expression.right, scope),
        scope.roundoff,
      );
    case "fma": {
      const product = binary(
        "*",
        evaluateNumber(expression.left, scope),
        evaluateNumber(expression.right, scope),
        scope.roundoff,
      );
      return binary("+", product, evaluateNumber(expression.addend, scope), scope.roundoff);
    }
    case "conditional": {
      const test = evaluateTest(expression.test, scope);
      const taken = evaluateNumber(test.value ? expression.then : expression.otherwise, scope);
      if (test.certain) return taken;
      const other = evaluateNumber(test.value ? expression.otherwise : expression.then, scope);
      return { value: taken.value, error: Math.max(taken.error, distance(taken.value, other.value) + other.error) };
    }
    case "call":
      return call(
        expression.fn,
        expression.args.map((argument) => evaluateNumber(argument, scope)),
        scope.roundoff,
      );
    case "compare":
    case "logical":
      return asNumber(evaluateTest(expression, scope));
  }
}

export function evaluateTest(expression: Expression, scope: UncertainScope): UncertainTest {
  switch (expression.kind) {
    case "compare": {
      const left = evaluateNumber(expression.left, scope);
      const right = evaluateNumber(expression.right, scope);
      const slack = left.error + right.error;
      return {
        value: compare(expression.operator, left.value, right.value),
        certain: slack === 0 || Math.abs(left.value - right.value) > 2 * slack,
      };
    }
    case "logical": {
      const left = evaluateTest(expression.left, scope);
      const right = evaluateTest(expression.right, scope);
      const value = expression.operator === "&&" ? left.value && right.value : left.value || right.value;
      const decides = (side: UncertainTest) => side.certain && side.value === (expression.operator === "||");
      return { value, certain: decides(left) || decides(right) || (left.certain && right.certain) };
    }
    case "unary":
      if (expression.operator === "!") {
        const { value, certain } = evaluateTest(expression.argument, scope);
        return { value: !value, certain };
      }
      break;
    case "constant":
      if (typeof expression.value === "boolean") return { value: expression.value, certain: true };
      break;
    case "name": {
      const found = scope.name(expression.name);
      if ("certain" in found) return found;
      break;
    }
    case "conditional": {
      const test = evaluateTest(expression.test, scope);
      const taken = evaluateTest(test.value ? expression.then : expression.otherwise, scope);
      const other = evaluateTest(test.value ? expression.otherwise : expression.then, scope);
      return {
        value: taken.value,
        certain: taken.certain && (test.certain || (other.certain && other.value === taken.value)),
      };
    }
    default:
  }
  // a number as a test: true unless 0 or NaN
  const { value, error } = evaluateNumber(expression, scope);
  return { value: Boolean(value), certain: error === 0 || Math.abs(value) > 2 * error };
}

const asNumber = (found: Uncertain | UncertainTest): Uncertain =>
  "certain" in found ? { value: Number(found.value), error: found.certain ? 0 : 1 } : found;

function compare(operator: string, a: number, b: number): boolean {
  switch (operator) {
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
    default:
      return a !== b;
  }
}

function unary(operator: string, argument: Expression, scope: UncertainScope): Uncertain {
  if (operator === "!")
    return asNumber(evaluateTest({ kind: "unary", operator: "!", argument, at: argument.at, type: "boolean" }, scope));
  const x = evaluateNumber(argument, scope);
  if (operator === "-") return { value: -x.value, error: x.error };
  return operator === "~" ? stepped(x, (v) => ~v) : x;
}

/** A sum as TypeScript adds it up, with a bound for any order of its additions, as passes regroup terms. */
function sum(expression: Expression, scope: UncertainScope): Uncertain {
  const { value, error, magnitude, terms } = gather(expression, scope);
  if (terms === 2) return rounded(value, error, scope.roundoff);
  return rounded(value, Number.isFinite(value) ? error + (terms - 1) * scope.roundoff * magnitude : error, 0);
}

/** `error`: of the terms themselves; `magnitude`: the sum of their absolute values. */
function gather(node: Expression, scope: UncertainScope): Uncertain & { magnitude: number; terms: number } {
  if (!isSum(node)) {
    const { value, error } = evaluateNumber(node, scope);
    return { value, error, magnitude: Math.abs(value), terms: 1 };
  }
  const left = gather(node.left, scope);
  const right = gather(node.right, scope);
  return {
    value: node.operator === "+" ? left.value + right.value : left.value - right.value,
    error: left.error + right.error,
    magnitude: left.magnitude + right.magnitude,
    terms: left.terms + right.terms,
  };
}

function binary(operator: string, a: Uncertain, b: Uncertain, roundoff: number): Uncertain {
  const found = bounded(operator, a, b, roundoff);
  return a.error === Infinity || b.error === Infinity ? { value: found.value, error: Infinity } : found;
}

/** For operands whose errors are finite. */
function bounded(operator: string, a: Uncertain, b: Uncertain, roundoff: number): Uncertain {
  const x = a.value;
  const y = b.value;
  switch (operator) {
    case "+":
      return rounded(x + y, a.error + b.error, roundoff);
    case "*":
      return rounded(
        x * y,
        times(Math.abs(x), b.error) + times(Math.abs(y), a.error) + times(a.error, b.error),
        roundoff,
      );
    case "/":
      // also by a zero: sums regrouped may give it another sign
      if (Math.abs(y) <= 2 * b.error)
        return { value: x / y, error: Number.isNaN(x / y) && b.error === 0 ? 0 : Infinity };
      return rounded(
        x / y,
        (a.error + times(Math.abs(x / y), b.error)) / Math.max(Math.abs(y) - b.error, Number.MIN_VALUE),
        2 * roundoff,
      );
    case "%": {
      if (a.error === 0 && b.error === 0) return exactly(x % y);
      const quotient = binary("/", a, b, roundoff);
      if (!sameStep(quotient, Math.trunc)) return { value: x % y, error: Infinity };
      return { value: x % y, error: a.error + times(Math.abs(Math.trunc(x / y)), b.error) };
    }
    case "**":
      return call("pow", [a, b], roundoff);
    default:
      return a.error === 0 && b.error === 0
        ? exactly(integer(operator, x, y))
        : sameStep(a, (v) => v | 0) && sameStep(b, (v) => v | 0)
          ? exactly(integer(operator, x, y))
          : { value: integer(operator, x, y), error: Infinity };
  }
}

/** 0 times Infinity is no error at all. */
const times = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a * b);

function integer(operator: string, x: number, y: number): number {
  switch (operator) {
    case "&":
      return x & y;
    case "|":
      return x | y;
    case "^":
      return x ^ y;
    case "<<":
      return x << y;
    case ">>":
      return x >> y;
    default:
      return x >>> y;
  }
}

/** Whether a step function has one value over the whole interval that both roundings may reach. */
const sameStep = (x: Uncertain, f: (value: number) => number): boolean =>
  x.error < Infinity && Object.is(f(x.value - 2 * x.error), f(x.value + 2 * x.error));

const stepped = (x: Uncertain, f: (value: number) => number): Uncertain =>
  x.error === 0 || sameStep(x, f) ? exactly(f(x.value)) : { value: f(x.value), error: Infinity };

const STEPS: ReadonlySet<MathFunction> = new Set(["ceil", "floor", "round", "sign", "trunc"]);
/** Rounded correctly by C and by V8. */
const CORRECT: ReadonlySet<MathFunction> = new Set(["abs", "fround", "max", "min"]);
/** The C library and V8 each stay within a few units in the last place of the rest. */
const LIBRARY_ROUNDINGS = 4;

function call(fn: MathFunction, args: readonly Uncertain[], roundoff: number): Uncertain {
  const f = Math[fn] as (...values: number[]) => number;
  const values = args.map((argument) => argument.value);
  const value = f(...values);
  if (STEPS.has(fn)) return stepped(args[0]!, f);
  if (args.some((argument) => argument.error === Infinity)) return { value, error: Infinity };
  if (Number.isNaN(value)) return exactly(value);
  // a power of a zero is an infinity whose sign is the zero's, which regrouped sums may change
  if (fn === "pow" && values[0] === 0 && !Number.isFinite(value)) return { value, error: Infinity };
  let error = 0;
  for (const [i, argument] of args.entries()) {
    if (argument.error === 0) continue;
    for (const displaced of [argument.value - argument.error, argument.value + argument.error]) {
      const change = Math.abs(f(...values.with(i, displaced)) - value);
      error = Math.max(error, Number.isNaN(change) ? Infinity : change);
    }
  }
  // first order in the errors: twice covers the curvature over so small an interval
  return CORRECT.has(fn) ? { value, error: 2 * error } : rounded(value, 2 * error, LIBRARY_ROUNDINGS * roundoff);
}
