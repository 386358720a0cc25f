// Costly operations to cheap ones: divisions by constants, small powers.
import { binary, constant } from "../construct.ts";
import type { Expression, Statement } from "../expressions.ts";
import { freshName } from "../names.ts";
import { mapStatement, namesIn, rewrite, rewriteBody, storedArrays } from "../rewrite.ts";
import type { Body, BodyPass } from "./pass.ts";

type Binary = Extract<Expression, { kind: "binary" }>;

const constantOf = (node: Expression): number | undefined =>
  node.kind === "constant" && typeof node.value === "number" ? node.value : undefined;

/** 2ᵏ, with a reciprocal that is neither 0 nor infinite: multiplying by it rounds exactly as dividing does. */
function isPowerOfTwo(value: number): boolean {
  const exponent = Math.log2(Math.abs(value));
  return Number.isInteger(exponent) && 2 ** exponent === Math.abs(value) && Math.abs(exponent) < 1022;
}

/** x / c as x · (1/c). */
function byReciprocal(node: Binary): Expression {
  const value = constantOf(node.right)!;
  return { ...node, operator: "*", right: constant(node.right.at, 1 / value) };
}

/** The exponent of `x ** n` and `Math.pow(x, n)`. */
function power(node: Expression): { readonly base: Expression; readonly exponent: number } | undefined {
  const [base, exponent] =
    node.kind === "binary" && node.operator === "**"
      ? [node.left, node.right]
      : node.kind === "call" && node.fn === "pow"
        ? node.args
        : [];
  const value = exponent && constantOf(exponent);
  return base && value !== undefined ? { base, exponent: value } : undefined;
}

/** x·x·…; a base that is not a name gets one first, as statements before the one at hand. */
function multiplyOut(body: Body, exponents: readonly number[]): Body {
  const taken = namesIn(body);
  const written = storedArrays(body);
  const list = (statements: Body): Body => {
    let changed = false;
    const after = statements.flatMap((statement): Body => {
      const before: Statement[] = [];
      const change = (value: Expression) =>
        rewrite(value, (node) => {
          const found = power(node);
          if (!found || !exponents.includes(found.exponent)) return node;
          let base: Expression = found.base;
          if (base.kind !== "name" && base.kind !== "constant" && (base.kind !== "load" || written.has(base.array))) {
            const name = freshName("base", taken);
            before.push({ kind: "let", at: base.at, name, type: "number", value: base });
            base = { kind: "name", at: base.at, type: "number", name };
          }
          let product: Expression = base;
          for (let n = 1; n < Math.abs(found.exponent); n++) product = binary<never>(node.at, "*", product, base);
          return found.exponent < 0 ? binary<never>(node.at, "/", constant(node.at, 1), product) : product;
        });
      const made = mapStatement(statement, change, list);
      if (made !== statement) changed = true;
      return [...before, made];
    });
    return changed ? after : statements;
  };
  return list(body);
}

export const exactStrength: BodyPass = {
  name: "strength reduction",
  exact: true,
  does: "Multiplies instead of dividing by a power of two, and squares by multiplying (as V8's x ** 2 does).",
  run: (body) =>
    multiplyOut(
      rewriteBody(body, (node) =>
        node.kind === "binary" && node.operator === "/" && isPowerOfTwo(constantOf(node.right) ?? 0)
          ? byReciprocal(node)
          : node,
      ),
      [2],
    ),
};

/** Reciprocals outside of this range lose digits or overflow. */
const isOrdinary = (value: number) => Math.abs(value) > 1e-150 && Math.abs(value) < 1e150;

/** 0 + x is x for all x but -0. */
const isZero = (node: Expression) => constantOf(node) === 0;

function relaxed(node: Expression): Expression {
  if (node.kind !== "binary") return node;
  if (node.operator === "/" && isOrdinary(constantOf(node.right) ?? 0)) return byReciprocal(node);
  if (node.operator === "+" && isZero(node.left)) return node.right;
  return node.operator === "+" && isZero(node.right) ? node.left : node;
}

export const relaxedArithmetic: BodyPass = {
  name: "relaxed arithmetic",
  exact: false,
  does: "Multiplies by 1/c instead of dividing by a constant c, multiplies out x ** n for n = 3, 4, -1, -2, and leaves out + 0.",
  run: (body) => multiplyOut(rewriteBody(body, relaxed), [3, 4, -1, -2]),
};
