// Expressions and statements that every domain AST shares: what is computed at one point.
// Plain frozen data; a node never points to its parent. Domains add what surrounds the point (sweeps, maps, …).
import type { Span } from "./span.ts";

export type ValueType = "number" | "boolean";

export type UnaryOperator = "-" | "+" | "!" | "~";
export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%" | "**" | "&" | "|" | "^" | "<<" | ">>" | ">>>";
export type ComparisonOperator = "<" | "<=" | ">" | ">=" | "===" | "!==";

/** The functions of `Math` that have a C equivalent. */
export type MathFunction =
  | "abs" | "acos" | "acosh" | "asin" | "asinh" | "atan" | "atan2" | "atanh" | "cbrt" | "ceil" | "cos" | "cosh" | "exp"
  | "expm1" | "floor" | "fround" | "hypot" | "log" | "log10" | "log1p" | "log2" | "max" | "min" | "pow" | "round"
  | "sign" | "sin" | "sinh" | "sqrt" | "tan" | "tanh" | "trunc";

interface Node {
  readonly at: Span;
  readonly type: ValueType;
}

export type Expression =
  | (Node & { readonly kind: "constant"; readonly value: number | boolean })
  /** A local, or a scalar parameter of the program. */
  | (Node & { readonly kind: "name"; readonly name: string })
  /** An array's value at the current point displaced by `offset` (one whole number per axis). */
  | (Node & { readonly kind: "load"; readonly array: string; readonly offset: readonly number[] })
  /** A value of a 1-D coefficient table; outside of it the value is NaN, as `undefined` is in arithmetic. */
  | (Node & { readonly kind: "lookup"; readonly table: string; readonly index: Expression })
  | (Node & { readonly kind: "unary"; readonly operator: UnaryOperator; readonly argument: Expression })
  | (Node & { readonly kind: "binary"; readonly operator: ArithmeticOperator; readonly left: Expression; readonly right: Expression })
  /** left * right + addend with one rounding: made only by passes that are not exact. */
  | (Node & { readonly kind: "fma"; readonly left: Expression; readonly right: Expression; readonly addend: Expression })
  | (Node & { readonly kind: "compare"; readonly operator: ComparisonOperator; readonly left: Expression; readonly right: Expression })
  | (Node & { readonly kind: "logical"; readonly operator: "&&" | "||"; readonly left: Expression; readonly right: Expression })
  | (Node & { readonly kind: "conditional"; readonly test: Expression; readonly then: Expression; readonly otherwise: Expression })
  | (Node & { readonly kind: "call"; readonly fn: MathFunction; readonly args: readonly Expression[] });

export type Statement =
  | { readonly kind: "let"; readonly at: Span; readonly name: string; readonly type: ValueType; readonly value: Expression }
  | { readonly kind: "assign"; readonly at: Span; readonly name: string; readonly value: Expression }
  | { readonly kind: "if"; readonly at: Span; readonly test: Expression; readonly then: readonly Statement[]; readonly otherwise: readonly Statement[] }
  /** A loop whose bounds are whole numbers by now; `to` is exclusive (or inclusive from above when `step` < 0). */
  | { readonly kind: "for"; readonly at: Span; readonly variable: string; readonly from: number; readonly to: number; readonly step: number; readonly body: readonly Statement[] }
  /** Writes an array at the current point; `+=` and its kind have become "=" of a binary expression with a load. */
  | { readonly kind: "store"; readonly at: Span; readonly array: string; readonly value: Expression };
