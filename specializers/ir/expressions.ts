// Expressions and statements that every domain AST shares: what is computed at one point.
// Plain frozen data; a node never points to its parent. Domains add what surrounds the point (sweeps, maps, …), and,
// until a call's layout is bound, kinds of their own: `Leaf` among the expressions, `Loop` among the statements.
import type { Span } from "./span.ts";

export type ValueType = "number" | "boolean";

export type UnaryOperator = "-" | "+" | "!" | "~";
export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%" | "**" | "&" | "|" | "^" | "<<" | ">>" | ">>>";
/** What a reduction combines with; each is associative and commutative but for rounding. */
export type ReductionOperator = "+" | "*" | "min" | "max";
export type ComparisonOperator = "<" | "<=" | ">" | ">=" | "===" | "!==";

/** The functions of `Math` that have a C equivalent. */
export type MathFunction =
  | "abs"
  | "acos"
  | "acosh"
  | "asin"
  | "asinh"
  | "atan"
  | "atan2"
  | "atanh"
  | "cbrt"
  | "ceil"
  | "cos"
  | "cosh"
  | "exp"
  | "expm1"
  | "floor"
  | "fround"
  | "hypot"
  | "log"
  | "log10"
  | "log1p"
  | "log2"
  | "max"
  | "min"
  | "pow"
  | "round"
  | "sign"
  | "sin"
  | "sinh"
  | "sqrt"
  | "tan"
  | "tanh"
  | "trunc";

interface Node {
  readonly at: Span;
  readonly type: ValueType;
}

export type Expression<Leaf = never> =
  | Leaf
  | (Node & { readonly kind: "constant"; readonly value: number | boolean })
  /** A local, or a scalar parameter of the program. */
  | (Node & { readonly kind: "name"; readonly name: string })
  /** An array's value at the current point displaced by `offset` (one whole number per axis). */
  | (Node & { readonly kind: "load"; readonly array: string; readonly offset: readonly number[] })
  /** A value of a 1-D coefficient table; outside of it the value is NaN, as `undefined` is in arithmetic. */
  | (Node & { readonly kind: "lookup"; readonly table: string; readonly index: Expression<Leaf> })
  | (Node & { readonly kind: "unary"; readonly operator: UnaryOperator; readonly argument: Expression<Leaf> })
  | (Node & {
      readonly kind: "binary";
      readonly operator: ArithmeticOperator;
      readonly left: Expression<Leaf>;
      readonly right: Expression<Leaf>;
    })
  /** left * right + addend with one rounding: made only by passes that are not exact. */
  | (Node & {
      readonly kind: "fma";
      readonly left: Expression<Leaf>;
      readonly right: Expression<Leaf>;
      readonly addend: Expression<Leaf>;
    })
  | (Node & {
      readonly kind: "compare";
      readonly operator: ComparisonOperator;
      readonly left: Expression<Leaf>;
      readonly right: Expression<Leaf>;
    })
  | (Node & {
      readonly kind: "logical";
      readonly operator: "&&" | "||";
      readonly left: Expression<Leaf>;
      readonly right: Expression<Leaf>;
    })
  | (Node & {
      readonly kind: "conditional";
      readonly test: Expression<Leaf>;
      readonly then: Expression<Leaf>;
      readonly otherwise: Expression<Leaf>;
    })
  | (Node & { readonly kind: "call"; readonly fn: MathFunction; readonly args: readonly Expression<Leaf>[] });

export type Statement<Leaf = never, Loop = never> =
  | Loop
  | {
      readonly kind: "let";
      readonly at: Span;
      readonly name: string;
      readonly type: ValueType;
      readonly value: Expression<Leaf>;
    }
  | { readonly kind: "assign"; readonly at: Span; readonly name: string; readonly value: Expression<Leaf> }
  | {
      readonly kind: "if";
      readonly at: Span;
      readonly test: Expression<Leaf>;
      readonly then: readonly Statement<Leaf, Loop>[];
      readonly otherwise: readonly Statement<Leaf, Loop>[];
    }
  /** A loop whose bounds are whole numbers by now; `to` is exclusive (or inclusive from above when `step` < 0). */
  | {
      readonly kind: "for";
      readonly at: Span;
      readonly variable: string;
      readonly from: number;
      readonly to: number;
      readonly step: number;
      readonly body: readonly Statement<Leaf, Loop>[];
    }
  /** Combines a value of this point into a total over all points; the total is read only behind the point loop. */
  | {
      readonly kind: "accumulate";
      readonly at: Span;
      readonly name: string;
      readonly operator: ReductionOperator;
      readonly value: Expression<Leaf>;
    }
  /** Writes an array at the current point; `+=` and its kind have become "=" of a binary expression with a load. */
  | { readonly kind: "store"; readonly at: Span; readonly array: string; readonly value: Expression<Leaf> };
