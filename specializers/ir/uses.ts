// Which arrays a statement list loads and stores, and which functions it calls.
import type { Expression, MathFunction, ReductionOperator, Statement } from "./expressions.ts";
import { visitBody } from "./rewrite.ts";

export type Load = Extract<Expression, { kind: "load" }>;

export interface Uses {
  readonly loads: readonly Load[];
  /** Arrays that are stored, each once, in order of the first store. */
  readonly stores: readonly string[];
  /** Functions and the power operator, each once. */
  readonly functions: readonly MathFunction[];
  /** Nodes of all expressions: a measure of how long the text is. */
  readonly size: number;
}

/** The totals that a statement list adds to, and how. */
export function reducedIn(body: readonly Statement[]): ReadonlyMap<string, ReductionOperator> {
  const found = new Map<string, ReductionOperator>();
  visitBody(body, {
    statement(s) {
      if (s.kind === "accumulate") found.set(s.name, s.operator);
    },
  });
  return found;
}

export function usesOf(body: readonly Statement[]): Uses {
  const loads: Load[] = [];
  const stores = new Set<string>();
  const functions = new Set<MathFunction>();
  let size = 0;
  visitBody(body, {
    statement(s) {
      if (s.kind === "store") stores.add(s.array);
    },
    expression(e) {
      size++;
      if (e.kind === "load") loads.push(e);
      if (e.kind === "call") functions.add(e.fn);
      if (e.kind === "binary" && e.operator === "**") functions.add("pow");
    },
  });
  return { loads, stores: [...stores], functions: [...functions], size };
}
