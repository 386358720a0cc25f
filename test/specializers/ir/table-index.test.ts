// What is known of a table's index: what never is negative, and what has no fraction, needs fewer tests.
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Expression, MathFunction } from "../../../specializers/ir/expressions.ts";
import { definitionsIn, tableIndex } from "../../../specializers/ir/table-index.ts";

const node = { at: { start: 0, end: 0 }, type: "number" } as const;
const load = (array: string): Expression => ({ ...node, kind: "load", array, offset: [0] });
const number = (value: number): Expression => ({ ...node, kind: "constant", value });
const name = (name: string): Expression => ({ ...node, kind: "name", name });
const call = (fn: MathFunction, ...args: Expression[]): Expression => ({ ...node, kind: "call", fn, args });
const binary = (operator: "+" | "-" | "*" | "/", left: Expression, right: Expression): Expression => ({
  ...node,
  kind: "binary",
  operator,
  left,
  right,
});

const steady: Expression = call("abs", load("u"));
const facts = {
  dtypeOf: (array: string) => (array === "bytes" ? "u8" : array === "counts" ? "i32" : "f64"),
  definitions: definitionsIn([
    { ...node, kind: "let", name: "steady", value: steady },
    { ...node, kind: "let", name: "changed", value: steady },
    { ...node, kind: "assign", name: "changed", value: number(-1) },
  ]),
} as const;

const kindOf = (index: Expression): string => {
  const found = tableIndex(index, facts);
  return found.kind === "part" && found.half ? "half" : found.kind;
};

test("the index of each form is tested for what may be", () => {
  const distance = binary("*", call("abs", binary("-", load("u"), load("v"))), number(255));
  const forms: readonly (readonly [string, Expression])[] = [
    ["half", call("round", distance)],
    ["part", call("floor", distance)],
    ["part", call("trunc", binary("/", distance, number(3)))],
    ["part", load("bytes")],
    ["part", binary("+", load("bytes"), number(2))],
    ["half", call("round", name("steady"))],
    ["whole", call("round", name("changed"))],
    ["whole", call("round", load("u"))],
    ["whole", load("counts")],
    ["whole", binary("-", load("bytes"), number(1))],
    ["any", load("u")],
    ["any", distance],
    ["any", binary("/", load("bytes"), number(2))],
    // the root of -0 is -0, and what is divided by it negative
    ["whole", call("round", binary("/", number(1), call("sqrt", load("u"))))],
    ["whole", call("floor", binary("*", number(-1), steady))],
  ];
  for (const [kind, index] of forms) assert.is(kindOf(index), kind, JSON.stringify(index));
});

test("half less one unit rounds halves up, and nothing else", () => {
  for (const [half, float] of [
    [0.5 - 2 ** -54, (x: number) => x],
    [0.5 - 2 ** -25, Math.fround],
  ] as const) {
    const near = (x: number) =>
      [x, x + 0.5].flatMap((y) => [-3, -2, -1, 0, 1, 2, 3].map((n) => float(y + n * y * 2 ** -24)));
    const values = [...Array(300).keys()].flatMap(near).concat(half, 0.5, 2 ** 22 + 0.5, 2 ** 23 - 0.5, 2 ** 23 + 1);
    for (const x of values) if (x >= 0) assert.is(Math.floor(float(x + half)), Math.round(x), String(x));
  }
});

test.run();
