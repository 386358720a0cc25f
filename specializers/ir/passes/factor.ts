// Terms of a sum that have a constant factor in common: c·a + c·b is c·(a + b).
import { binary, constant } from "../construct.ts";
import type { Expression } from "../expressions.ts";
import { mapOperands, mapStatement } from "../rewrite.ts";
import { isSum, sumOf, type Term, termsOf } from "../sums.ts";
import type { Body, BodyPass } from "./pass.ts";

export const factorSums: BodyPass = {
  name: "factoring",
  exact: false,
  does: "Adds the terms of a sum that have a constant factor in common before it multiplies them by it.",
  run: factorBody,
};

function factorBody(body: Body): Body {
  const after = body.map((statement) => mapStatement(statement, factor, factorBody));
  return after.every((statement, index) => statement === body[index]) ? body : after;
}

/** From the top down, as a sum within a sum is one list of terms. */
function factor(node: Expression): Expression {
  if (!isSum(node)) return mapOperands(node, factor);
  const terms = termsOf(node).map(split);
  const ofSize = (wanted: number) => terms.filter(({ size }) => size === wanted);
  const shared = (size: number | undefined) => size !== undefined && ofSize(size).length > 1;
  if (!terms.some(({ size }) => shared(size))) return mapOperands(node, factor);
  const done = new Set<number>();
  const made = terms.flatMap(({ whole, size, rest, negative }): readonly Term[] => {
    if (size === undefined || !shared(size)) return [{ value: factor(whole.value), negative: whole.negative }];
    if (done.has(size)) return [];
    done.add(size);
    const sum = sumOf(ofSize(size).map((each) => ({ value: factor(each.rest), negative: each.negative !== negative })));
    return [{ value: binary<never>(rest.at, "*", constant(rest.at, size), sum), negative }];
  });
  return sumOf(made);
}

/** A term as ±size · rest; size undefined: there is no constant factor. */
interface Split {
  readonly whole: Term;
  readonly size: number | undefined;
  readonly rest: Expression;
  readonly negative: boolean;
}

function split(whole: Term): Split {
  const { factor, rest } = product(whole.value);
  // with an infinite factor, or with 0, c·a + c·b is not c·(a + b)
  if (factor === undefined || !Number.isFinite(factor) || factor === 0)
    return { whole, size: undefined, rest: whole.value, negative: whole.negative };
  return { whole, size: Math.abs(factor), rest, negative: whole.negative !== factor < 0 };
}

/** The constant at the beginning or at the end of a product, and what it multiplies. */
function product(node: Expression): { readonly factor?: number; readonly rest: Expression } {
  if (node.kind !== "binary" || node.operator !== "*") return { rest: node };
  const { left, right } = node;
  if (left.kind === "constant") return { factor: Number(left.value), rest: right };
  if (right.kind === "constant") return { factor: Number(right.value), rest: left };
  const { factor, rest } = product(left);
  return factor === undefined ? { rest: node } : { factor, rest: { ...node, left: rest } };
}
