// Which arrays a statement list loads and stores, and how far its loads reach.
import type { Expression, Statement } from "../ir/expressions.ts";

export type Load = Extract<Expression, { kind: "load" }>;

export interface Uses {
  readonly loads: readonly Load[];
  /** Arrays that are stored, each once, in order of the first store. */
  readonly stores: readonly string[];
}

export function usesOf(statements: readonly Statement[]): Uses {
  const loads: Load[] = [];
  const stores = new Set<string>();
  const inExpression = (e: Expression): void => {
    if (e.kind === "load") loads.push(e);
    for (const child of operandsOf(e)) inExpression(child);
  };
  const inStatement = (s: Statement): void => {
    if (s.kind === "store") stores.add(s.array);
    if (s.kind === "let" || s.kind === "assign" || s.kind === "store") inExpression(s.value);
    if (s.kind === "if") {
      inExpression(s.test);
      for (const child of [...s.then, ...s.otherwise]) inStatement(child);
    }
    if (s.kind === "for") for (const child of s.body) inStatement(child);
  };
  for (const s of statements) inStatement(s);
  return { loads, stores: [...stores] };
}

export function operandsOf(e: Expression): readonly Expression[] {
  switch (e.kind) {
    case "constant":
    case "name":
    case "load":
      return [];
    case "lookup":
      return [e.index];
    case "unary":
      return [e.argument];
    case "binary":
    case "compare":
    case "logical":
      return [e.left, e.right];
    case "fma":
      return [e.left, e.right, e.addend];
    case "conditional":
      return [e.test, e.then, e.otherwise];
    case "call":
      return e.args;
  }
}

/** Every expression of the statements, outermost first. */
export function expressionsOf(statements: readonly Statement[]): readonly Expression[] {
  const found: Expression[] = [];
  const add = (e: Expression): void => {
    found.push(e);
    for (const child of operandsOf(e)) add(child);
  };
  const inStatement = (s: Statement): void => {
    if (s.kind === "let" || s.kind === "assign" || s.kind === "store") add(s.value);
    if (s.kind === "if") {
      add(s.test);
      for (const child of [...s.then, ...s.otherwise]) inStatement(child);
    }
    if (s.kind === "for") for (const child of s.body) inStatement(child);
  };
  for (const s of statements) inStatement(s);
  return found;
}
