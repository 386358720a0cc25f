// Sums over boxes of neighbours, column by column: columns with the same weights are the same sum at other points, which
// rows of points can share (ir/columns.ts).
import { binary, constant } from "../construct.ts";
import type { Expression } from "../expressions.ts";
import { mapOperands, mapStatement } from "../rewrite.ts";
import { isSum, sumOf } from "../sums.ts";
import type { Body, BodyPass } from "./pass.ts";

/** Fewer loads are not worth keeping sums for; shorter columns neither. */
const leastLoads = 18;
const leastInColumn = 4;

export const columnSums: BodyPass = {
  name: "column sums",
  exact: false,
  does: "Adds what a large weighted sum reads column by column, across the last axis, so that points of a row can share columns.",
  run: regroupBody,
};

function regroupBody(body: Body): Body {
  const after = body.map((statement) => mapStatement(statement, regroup, regroupBody));
  return after.every((statement, index) => statement === body[index]) ? body : after;
}

function regroup(node: Expression): Expression {
  if (!isSum(node)) return mapOperands(node, regroup);
  const terms = weightedLoads(node);
  const grouped = terms && terms.length >= leastLoads ? byColumns(terms) : undefined;
  return grouped ?? mapOperands(node, regroup);
}

type Load = Extract<Expression, { kind: "load" }>;

interface Weighted {
  readonly weight: number;
  readonly load: Load;
}

/** A sum of constants times loads, each once; undefined for any other. */
function weightedLoads(node: Expression): readonly Weighted[] | undefined {
  const found = new Map<string, Weighted>();
  const add = (e: Expression, weight: number): boolean => {
    switch (e.kind) {
      case "constant":
        return Number(e.value) === 0;
      case "load": {
        const key = `${e.array} ${e.offset}`;
        if (found.has(key)) return false;
        found.set(key, { weight, load: e });
        return true;
      }
      case "unary":
        return (e.operator === "-" || e.operator === "+") && add(e.argument, e.operator === "-" ? -weight : weight);
      case "binary": {
        if (isSum(e)) return add(e.left, weight) && add(e.right, e.operator === "-" ? -weight : weight);
        if (e.operator !== "*") return false;
        const [factor, rest] = e.left.kind === "constant" ? [e.left, e.right] : [e.right, e.left];
        if (factor.kind !== "constant") return false;
        const product = weight * Number(factor.value);
        return Number.isFinite(product) && product !== 0 && add(rest, product);
      }
      default:
        return false;
    }
  };
  return add(node, 1) ? [...found.values()] : undefined;
}

/** Undefined where no two columns have the same weights. */
function byColumns(terms: readonly Weighted[]): Expression | undefined {
  const columns = new Map<string, Weighted[]>();
  for (const term of terms) {
    const key = `${term.load.array} ${term.load.offset.at(-1)}`;
    columns.set(key, [...(columns.get(key) ?? []), term]);
  }
  const seen = new Set<string>();
  let shared = false;
  for (const column of columns.values()) {
    column.sort((a, b) => inOrder(a.load.offset, b.load.offset));
    const weights = column.map((term) => `${across(term)}:${term.weight}`).join(";");
    if (column.length >= leastInColumn && seen.has(weights)) shared = true;
    seen.add(weights);
  }
  if (!shared) return undefined;
  const ordered = [...columns.values()].sort(([a], [b]) => a!.load.offset.at(-1)! - b!.load.offset.at(-1)!);
  return sumOf(ordered.map((column) => ({ value: columnOf(column), negative: false })));
}

/** Where a load lies, but for the last axis. */
const across = ({ load: { array, offset } }: Weighted): string => `${array} ${offset.slice(0, -1)}`;

const inOrder = (a: readonly number[], b: readonly number[]): number => {
  const axis = a.findIndex((steps, index) => steps !== b[index]);
  return axis < 0 ? 0 : a[axis]! - b[axis]!;
};

/** Equal weights are factored out. */
function columnOf(column: readonly Weighted[]): Expression {
  const byWeight = new Map<number, Expression[]>();
  for (const { weight, load } of column) byWeight.set(weight, [...(byWeight.get(weight) ?? []), load]);
  const parts = [...byWeight].map(([weight, loads]) => {
    const sum = sumOf(loads.map((value) => ({ value, negative: false })));
    return { value: weight === 1 ? sum : binary<never>(sum.at, "*", constant(sum.at, weight), sum), negative: false };
  });
  return sumOf(parts);
}
