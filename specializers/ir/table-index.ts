// What is known of the index that a table is read at, so that a vector tests no more than it must.
import type { DType } from "./dtype.ts";
import type { Expression, Statement } from "./expressions.ts";
import { visitBody } from "./rewrite.ts";

/** `half`: a half is added before the fraction is dropped; it rounds. */
export type TableIndex =
  /** Any number: it may lie before the table or between its elements. */
  | { readonly kind: "any"; readonly value: Expression }
  /** A whole number, NaN or an infinity. */
  | { readonly kind: "whole"; readonly value: Expression }
  /** The element is that of the value's whole part; the value is not negative, or NaN. */
  | { readonly kind: "part"; readonly value: Expression; readonly half: boolean };

/** What is known of the operands of an index. */
export interface IndexFacts {
  readonly dtypeOf: (array: string) => DType;
  /** Locals that keep their first value. */
  readonly definitions: ReadonlyMap<string, Expression>;
}

export function tableIndex(index: Expression, facts: IndexFacts): TableIndex {
  const written = index.kind === "name" ? (facts.definitions.get(index.name) ?? index) : index;
  if (written.kind === "call") {
    const { fn, args } = written;
    const [value] = args;
    // a definition's own operands may have changed since: only what stands in the index itself is taken apart
    if (value && written === index && (fn === "floor" || fn === "trunc" || fn === "round") && isPositive(value, facts))
      return { kind: "part", value, half: fn === "round" };
  }
  if (!isWhole(index, facts)) return { kind: "any", value: index };
  return isPositive(index, facts) ? { kind: "part", value: index, half: false } : { kind: "whole", value: index };
}

/** Never negative: 0 or more, or NaN. */
function isPositive(e: Expression, facts: IndexFacts): boolean {
  const positive = (operand: Expression): boolean => isPositive(operand, facts);
  switch (e.kind) {
    case "constant":
      return !(Number(e.value) < 0);
    case "name": {
      const value = facts.definitions.get(e.name);
      return e.type === "boolean" || (value !== undefined && positive(value));
    }
    case "load":
      return facts.dtypeOf(e.array) === "u8";
    case "lookup":
      return facts.dtypeOf(e.table) === "u8";
    case "unary":
      return e.operator === "!" || (e.operator === "+" && positive(e.argument));
    case "binary":
      // over -0 the quotient is negative
      if (e.operator === "/") return positive(e.left) && e.right.kind === "constant" && Number(e.right.value) > 0;
      return ["+", "*"].includes(e.operator) && positive(e.left) && positive(e.right);
    case "fma":
      return [e.left, e.right, e.addend].every(positive);
    case "compare":
      return true;
    case "logical":
      return e.type === "boolean" || (positive(e.left) && positive(e.right));
    case "conditional":
      return e.type === "boolean" || (positive(e.then) && positive(e.otherwise));
    case "call":
      if (["abs", "sqrt", "exp", "hypot"].includes(e.fn)) return true;
      if (e.fn === "max") return e.args.some(positive);
      return ["ceil", "floor", "fround", "min", "round", "trunc"].includes(e.fn) && e.args.every(positive);
  }
}

/** Without a fraction: whole, NaN or an infinity. What is too large for a fraction is whole. */
function isWhole(e: Expression, facts: IndexFacts): boolean {
  const whole = (operand: Expression): boolean => isWhole(operand, facts);
  switch (e.kind) {
    case "constant":
      return Number.isInteger(Number(e.value));
    case "name": {
      const value = facts.definitions.get(e.name);
      return e.type === "boolean" || (value !== undefined && whole(value));
    }
    case "load":
      return ["u8", "i32"].includes(facts.dtypeOf(e.array));
    case "lookup":
      return ["u8", "i32"].includes(facts.dtypeOf(e.table));
    case "unary":
      return e.operator === "!" || e.operator === "~" || whole(e.argument);
    case "binary":
      if (["&", "|", "^", "<<", ">>", ">>>"].includes(e.operator)) return true;
      return ["+", "-", "*"].includes(e.operator) && whole(e.left) && whole(e.right);
    case "fma":
      return [e.left, e.right, e.addend].every(whole);
    case "compare":
      return true;
    case "logical":
      return e.type === "boolean" || (whole(e.left) && whole(e.right));
    case "conditional":
      return e.type === "boolean" || (whole(e.then) && whole(e.otherwise));
    case "call":
      if (["ceil", "floor", "round", "sign", "trunc"].includes(e.fn)) return true;
      return ["abs", "fround", "max", "min"].includes(e.fn) && e.args.every(whole);
  }
}

/** Locals that are declared once and not assigned after. */
export function definitionsIn(body: readonly Statement[]): ReadonlyMap<string, Expression> {
  const found = new Map<string, Expression>();
  const changed = new Set<string>();
  visitBody(body, {
    statement(s) {
      if (s.kind === "let") {
        if (found.has(s.name)) changed.add(s.name);
        found.set(s.name, s.value);
      } else if (s.kind === "assign") changed.add(s.name);
    },
  });
  for (const name of changed) found.delete(name);
  return found;
}
