// Bounds of rounding errors: what nothing is known of stays unknown, whatever is computed with it.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { storedError } from "../../../specializers/ir/body-error.ts";
import { binary, call, compare, constant } from "../../../specializers/ir/construct.ts";
import type { ArithmeticOperator, Expression, MathFunction } from "../../../specializers/ir/expressions.ts";
import { evaluateNumber, type Uncertain } from "../../../specializers/ir/running-error.ts";

const at = { start: 0, end: 0 };
const load = (array: string): Expression => ({ kind: "load", at, type: "number", array, offset: [0] });

function errorOf(expression: Expression, unknown: number): number {
  const values: Readonly<Record<string, Uncertain>> = {
    unknown: { value: unknown, error: Infinity },
    known: { value: 1.5, error: 1e-16 },
  };
  const none = (): never => {
    throw new Error("there are only arrays");
  };
  const scope = { roundoff: 2 ** -53, name: none, lookup: none, load: (array: string) => values[array]! };
  return evaluateNumber(expression, scope).error;
}

const operators: readonly ArithmeticOperator[] = ["+", "-", "*", "/", "%", "**", "&", "|", "^", "<<", ">>", ">>>"];
const functions: readonly MathFunction[] = [
  "abs",
  "sqrt",
  "exp",
  "sign",
  "floor",
  "max",
  "min",
  "pow",
  "atan",
  "fround",
];

for (const value of [0, 2, Number.NaN, Infinity])
  test(`of an unknown value that was computed as ${value}`, () => {
    const [unknown, known] = [load("unknown"), load("known")];
    for (const operator of operators)
      for (const [left, right] of [
        [unknown, known],
        [known, unknown],
      ] as const)
        assert.is(errorOf(binary<never>(at, operator, left, right), value), Infinity, operator);
    for (const fn of functions) assert.is(errorOf(call<never>(at, fn, unknown, known), value), Infinity, fn);
    assert.is(errorOf(binary<never>(at, "+", binary<never>(at, "-", known, unknown), known), value), Infinity, "sum");
  });

test("where a branch that rounding could take gives NaN or another infinity, nothing is known", () => {
  const near = compare(at, "<", load("known"), load("known"));
  for (const [one, other] of [
    [0, 1],
    [1, -1],
    [-1, 0],
  ] as const) {
    const over = (x: number) => binary<never>(at, "/", constant(at, x), constant(at, 0));
    const chosen: Expression = {
      kind: "conditional",
      at,
      type: "number",
      test: near,
      then: over(one),
      otherwise: over(other),
    };
    assert.is(errorOf(chosen, 0), Infinity, `${one / 0} or ${other / 0}`);
  }
});

test("the sign of a zero is unknown: what is divided by one, or is a power of one, may have either sign", () => {
  const zero = binary<never>(at, "-", load("known"), load("known"));
  assert.is(errorOf(binary<never>(at, "/", load("known"), constant(at, 0)), 0), Infinity);
  assert.is(errorOf(call<never>(at, "pow", constant(at, 0), constant(at, -1)), 0), Infinity);
  assert.is(errorOf(binary<never>(at, "/", load("known"), zero), 0), Infinity);
});

test("a stored error is a number or Infinity", () => {
  for (const dtype of ["f64", "f32", "i32", "u8"] as const)
    for (const value of [1, Number.NaN, Infinity])
      assert.is(storedError({ value, error: Infinity }, dtype), Infinity, `${value} as ${dtype}`);
});

test("of known values it is finite", () => {
  assert.ok(errorOf(binary<never>(at, "*", load("known"), load("known")), 0) < 1e-15);
});

test.run();
