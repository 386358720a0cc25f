// Factoring: what becomes of sums, and that each result stays within the bound of the sum as it was.
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { binary, constant } from "../../../specializers/ir/construct.ts";
import type { Expression, Statement } from "../../../specializers/ir/expressions.ts";
import { factorSums } from "../../../specializers/ir/passes/factor.ts";
import { printExpression } from "../../../specializers/ir/print.ts";
import { evaluateNumber, type UncertainScope } from "../../../specializers/ir/running-error.ts";

const at = { start: 0, end: 0 };
const load = (index: number): Expression => ({ kind: "load", at, type: "number", array: "u", offset: [index] });
const apply = (operator: "+" | "-" | "*", left: Expression, right: Expression) =>
  binary<never>(at, operator, left, right);

function factored(value: Expression): Expression {
  const body: readonly Statement[] = [{ kind: "store", at, array: "out", value }];
  const [made] = factorSums.run(body, { out: "f64" });
  assert.ok(made?.kind === "store");
  return made.value;
}

const product = (factor: number, index: number) => apply("*", constant(at, factor), load(index));

for (const [name, value, wanted] of [
  ["equal factors", apply("+", product(2, 0), product(2, 1)), "2 * (u[0] + u[1])"],
  ["opposite factors", apply("+", product(2, 0), product(-2, 1)), "2 * (u[0] - u[1])"],
  ["a negative one first", apply("-", product(-2, 0), product(2, 1)), "-(2 * (u[0] + u[1]))"],
  ["none in common", apply("+", product(2, 0), product(3, 1)), "2 * u[0] + 3 * u[1]"],
  ["an infinite factor", apply("-", product(Infinity, 0), product(Infinity, 1)), "Infinity * u[0] - Infinity * u[1]"],
] as const)
  test(name, () => {
    const show = (node: Expression) =>
      printExpression(node).replaceAll(/u\.at\(p, (\d)\)|u\[p\]/g, (_, i) => `u[${i ?? 0}]`);
    assert.is(show(factored(value)), wanted);
  });

test("within the bound of the sum as it was, for any order of its terms", () => {
  const leaf = fc.record({ factor: fc.constantFrom(0.1, -0.1, 0.3, 7, -7, 1e-3), index: fc.nat(7) });
  const { tree } = fc.letrec<{ tree: Expression }>((tie) => ({
    tree: fc.oneof(
      { depthSize: "medium" },
      leaf.map(({ factor, index }) => product(factor, index)),
      fc.nat(7).map(load),
      fc
        .tuple(fc.constantFrom("+" as const, "-" as const, "+" as const, "*" as const), tie("tree"), tie("tree"))
        .map(([operator, left, right]) => apply(operator, left, right)),
    ),
  }));
  let changed = 0;
  fc.assert(
    fc.property(
      tree,
      fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 8, maxLength: 8 }),
      (sum, u) => {
        const none = (): never => {
          throw new Error("there is nothing but u");
        };
        const scope: UncertainScope = {
          roundoff: 2 ** -53,
          name: none,
          lookup: none,
          load: (_, [index]) => ({ value: u[index!]!, error: 0 }),
        };
        const after = factored(sum);
        if (after !== sum) changed++;
        const [{ value, error }, got] = [evaluateNumber(sum, scope), evaluateNumber(after, scope).value];
        assert.ok(
          Math.abs(got - value) <= 2 * error,
          `${printExpression(sum)}: ${value} became ${got}, bound ${2 * error}`,
        );
      },
    ),
    { numRuns: 3000, seed: 5 },
  );
  assert.ok(changed > 100, `${changed}`);
});

test.run();
