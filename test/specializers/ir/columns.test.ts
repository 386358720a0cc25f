// Sums column by column, and what points of a row then have in common.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { columnsOf } from "../../../specializers/ir/columns.ts";
import type { Expression, Statement } from "../../../specializers/ir/expressions.ts";
import { columnSums } from "../../../specializers/ir/passes/columns.ts";
import { printBody } from "../../../specializers/ir/print.ts";
import { createRandom } from "../../../specializers/tuner/random.ts";

const node = { at: { start: 0, end: 0 }, type: "number" } as const;
const load = (array: string, offset: readonly number[]): Expression => ({ ...node, kind: "load", array, offset });
const binary = (operator: "+" | "*", left: Expression, right: Expression): Expression => ({
  ...node,
  kind: "binary",
  operator,
  left,
  right,
});
const number = (value: number): Expression => ({ ...node, kind: "constant", value });
const store = (value: Expression): readonly Statement[] => [{ ...node, kind: "store", array: "out", value }];

const offsets = [-1, 0, 1].flatMap((i) => [-1, 0, 1].flatMap((j) => [-1, 0, 1].map((k) => [i, j, k] as const)));
/** A box, with weights by distance, or by place. */
const box = (weight: (offset: readonly number[]) => number): readonly Statement[] =>
  store(
    offsets
      .map((offset) => binary("*", number(weight(offset)), load("u", offset)))
      .reduce((left, right) => binary("+", left, right)),
  );
const byDistance = ([i = 0, j = 0, k = 0]: readonly number[]): number => 1 / (1 + i * i + j * j + k * k);
const doubles = () => "f64" as const;

const evaluate = (e: Expression, at: (load: Extract<Expression, { kind: "load" }>) => number): number => {
  if (e.kind === "load") return at(e);
  if (e.kind === "constant") return Number(e.value);
  assert.is(e.kind, "binary");
  const { operator, left, right } = e as Extract<Expression, { kind: "binary" }>;
  return operator === "+" ? evaluate(left, at) + evaluate(right, at) : evaluate(left, at) * evaluate(right, at);
};
const storedValue = (body: readonly Statement[]): Expression =>
  (body[0] as Extract<Statement, { kind: "store" }>).value;

test("a box with symmetric weights: the columns beside the point are one value, the middle one another", () => {
  const before = box(byDistance);
  const after = columnSums.run(before, { out: "f64" });
  assert.not.equal(after, before);
  const random = createRandom(5);
  const values = new Map(offsets.map((offset) => [String(offset), random()]));
  const [wanted, got] = [before, after].map((body) =>
    evaluate(storedValue(body), (e) => values.get(String(e.offset))!),
  );
  assert.ok(Math.abs(wanted! - got!) <= 1e-14 * wanted!, `${wanted} ${got}`);

  const columns = columnsOf(after, doubles, "f64")!;
  assert.is(columns.values.length, 2);
  assert.is(columns.reach, 1);
  assert.equal(printBody(columns.body), ["out[p] = column.at(p, 0, 0, -1) + column_1[p] + column.at(p, 0, 0, 1)"]);
  // put back, every bit is the same
  const kept = new Map(columns.values.map(({ name, value }) => [name, value]));
  const again = evaluate(storedValue(columns.body), ({ array, offset: [, , along = 0] }) =>
    evaluate(kept.get(array)!, ({ offset: [i = 0, j = 0, k = 0] }) => values.get(String([i, j, k + along]))!),
  );
  assert.is(again, got);
});

test("what is left as it is: columns that differ, small sums, conversions, arrays that are written", () => {
  const different = box(([i = 0, j = 0, k = 0]) => 1 + i + 3 * j + 9 * k + 20);
  const alone = columnSums.run(different, { out: "f64" });
  assert.is(alone, different);
  assert.is(columnsOf(alone, doubles, "f64"), undefined);
  const small = store([-1, 0, 1].map((k) => load("u", [0, 0, k])).reduce((a, b) => binary("+", a, b)));
  assert.is(columnSums.run(small, { out: "f64" }), small);
  const shared = columnSums.run(box(byDistance), { out: "f64" });
  assert.is(
    columnsOf(shared, () => "f32", "f64"),
    undefined,
  );
  assert.is(
    columnsOf([...shared, { ...node, kind: "store", array: "u", value: number(0) }], doubles, "f64"),
    undefined,
  );
});

test.run();
