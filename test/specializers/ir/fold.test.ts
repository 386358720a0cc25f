// Folding computes what the definition computes; printing can be read back; keys tell expressions apart.
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Expression } from "../../../specializers/ir/expressions.ts";
import { foldNode } from "../../../specializers/ir/fold.ts";
import { interpretBody, type Value } from "../../../specializers/ir/interpret.ts";
import { printExpression } from "../../../specializers/ir/print.ts";
import { rewrite, sameExpression, structuralKey } from "../../../specializers/ir/rewrite.ts";
import { numbers, tests } from "./random-programs.ts";

const at = { start: 0, end: 0 };

function evaluated(value: Expression, locals: Readonly<Record<string, number>>): Value {
  const values = new Map<string, Value>(Object.entries(locals));
  interpretBody([{ kind: "let", at, name: "result", type: value.type, value }])({
    values,
    tables: { w: [1.5, -2, 0.25] },
    load: (array, offset) => (array === "u" ? 0.5 : -3) * (1 + offset[0]!) + offset[1]!,
    store: () => {},
  });
  return values.get("result")!;
}

const locals = fc.record({ s: fc.double(), x: fc.double() });
const expressions = fc.oneof(numbers(["x"], 4), tests(["x"], 3));

test("folding keeps every bit", () => {
  let folded = 0;
  fc.assert(
    fc.property(expressions, locals, (before, values) => {
      const after = rewrite(before, foldNode);
      if (after !== before) folded++;
      assert.ok(Object.is(evaluated(before, values), evaluated(after, values)), printExpression(before));
    }),
    { numRuns: 3000, seed: 5 },
  );
  assert.ok(folded > 300);
});

test("what is printed is TypeScript of the same value", () => {
  fc.assert(
    fc.property(expressions, locals, (expression, values) => {
      const text = printExpression(expression)
        .replace(/([uv]|out)\.at\(p, (-?\d+), (-?\d+)\)/g, (_, array, i, j) => `load("${array}", [${i}, ${j}])`)
        .replace(/\b(u|v|out)\[p\]/g, (_, array) => `load("${array}", [0, 0])`)
        .replace(/\bw\[/g, "lookup[");
      const load = (array: string, offset: number[]) => (array === "u" ? 0.5 : -3) * (1 + offset[0]!) + offset[1]!;
      const lookup = new Proxy([1.5, -2, 0.25], { get: (table, key) => Reflect.get(table, key) ?? Number.NaN });
      const read: unknown = new Function("load", "lookup", "s", "x", `return ${text}`)(
        load,
        lookup,
        values.s,
        values.x,
      );
      assert.ok(Object.is(read, evaluated(expression, values)), text);
    }),
    { numRuns: 1500, seed: 9 },
  );
});

test("-0 and 0, and x and x, are told apart and not told apart", () => {
  const number = (value: number): Expression => ({ kind: "constant", at, type: "number", value });
  const load = (i: number): Expression => ({
    kind: "load",
    at: { start: i, end: 9 },
    type: "number",
    array: "u",
    offset: [1],
  });
  assert.not(sameExpression(number(0), number(-0)));
  assert.ok(sameExpression(number(Number.NaN), number(Number.NaN)));
  assert.ok(sameExpression(load(1), load(2)));
  assert.not.equal(structuralKey({ kind: "name", at, type: "number", name: "u" }), structuralKey(load(1)));
});

test.run();
