// Which statements can be computed for several neighbouring points at once, and what then differs between the points.
import type { DType } from "./dtype.ts";
import type { Expression, Statement } from "./expressions.ts";
import { functionFacts } from "./functions.ts";
import { operands } from "./rewrite.ts";

/** Why a statement list can't be computed in vectors; undefined when it can. */
export function notVectorizable(
  statements: readonly Statement[],
  dtypeOf: (array: string) => DType,
): string | undefined {
  const varying = varyingNames(statements);
  const inExpression = (e: Expression): string | undefined => {
    switch (e.kind) {
      case "constant":
      case "name":
      case "load":
        return undefined;
      case "lookup":
        return inExpression(e.index);
      case "unary":
        return e.operator === "~" ? "operator ~ works on one integer at a time" : inExpression(e.argument);
      case "binary":
        if (!["+", "-", "*", "/"].includes(e.operator) && variesIn(e, varying))
          return `operator ${e.operator} has no vector form`;
        return inExpression(e.left) ?? inExpression(e.right);
      case "fma":
        return inExpression(e.left) ?? inExpression(e.right) ?? inExpression(e.addend);
      case "compare":
      case "logical":
        return inExpression(e.left) ?? inExpression(e.right);
      case "conditional":
        return inExpression(e.test) ?? inExpression(e.then) ?? inExpression(e.otherwise);
      case "call":
        if (!functionFacts[e.fn].vector && variesIn(e, varying)) return `Math.${e.fn} is a library call`;
        return firstReason(e.args, inExpression);
    }
  };
  const inStatement = (s: Statement): string | undefined => {
    switch (s.kind) {
      case "let":
      case "assign":
        return inExpression(s.value);
      case "accumulate":
        return "sums over points are left to the compiler's vectors";
      case "store": {
        const dtype = dtypeOf(s.array);
        if (dtype === "i32" || dtype === "u8") return `stores to ${dtype} arrays convert one value at a time`;
        return inExpression(s.value);
      }
      case "if":
        return inExpression(s.test) ?? firstReason(s.then, inStatement) ?? firstReason(s.otherwise, inStatement);
      case "for":
        return firstReason(s.body, inStatement);
    }
  };
  return firstReason(statements, inStatement);
}

function firstReason<T>(items: readonly T[], reason: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = reason(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Locals that depend on a load, directly, through another local, or by a branch. */
export function varyingNames(statements: readonly Statement[]): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (list: readonly Statement[], underVaryingTest: boolean): void => {
    for (const s of list)
      switch (s.kind) {
        case "let":
        case "assign":
          if ((s.kind === "assign" && underVaryingTest) || variesIn(s.value, names)) names.add(s.name);
          break;
        case "if": {
          const varies = underVaryingTest || variesIn(s.test, names);
          visit(s.then, varies);
          visit(s.otherwise, varies);
          break;
        }
        case "for":
          visit(s.body, underVaryingTest);
          break;
        case "accumulate":
        case "store":
          break;
      }
  };
  for (let before = -1; before !== names.size; ) {
    before = names.size;
    visit(statements, false);
  }
  return names;
}

/** Whether a value differs between points, given the names that do. */
export function variesIn(e: Expression, names: ReadonlySet<string>): boolean {
  if (e.kind === "load") return true;
  if (e.kind === "name") return names.has(e.name);
  return operands(e).some((operand) => variesIn(operand, names));
}

/** Arrays that some path through the statements leaves as they are: their old values must be loaded first. */
export function storedConditionally(statements: readonly Statement[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (list: readonly Statement[], sure: boolean): void => {
    for (const s of list) {
      if (s.kind === "store" && !sure) found.add(s.array);
      if (s.kind === "for") visit(s.body, false);
      if (s.kind === "if") {
        visit(s.then, false);
        visit(s.otherwise, false);
      }
    }
  };
  visit(statements, true);
  return found;
}
