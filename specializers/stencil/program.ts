// The domain AST of stencils: point loops ("sweeps") in sequence, and what each computes at a point.
// A program is symbolic as recognised; `bind` makes every offset, bound and domain a number.

import type { DType } from "../ir/dtype.ts";
import type { Expression, ReductionOperator, Statement } from "../ir/expressions.ts";
import type { SourceText, Span } from "../ir/span.ts";
import type { CountedLoop } from "../ir/symbolic.ts";
import type { DomainProgram, Parameter } from "../specializer.ts";

export type StencilProgram = SymbolicProgram | BoundProgram;

interface Head extends DomainProgram {
  readonly kind: "stencil";
  readonly source: SourceText;
  readonly parameters: readonly StencilParameter[];
  /** Names from outside of the function whose values (numbers) it uses. */
  readonly captures: readonly string[];
  /** Scalar parameters that stand in offsets, loop bounds or domains. */
  readonly structuralScalars: readonly string[];
}

/** Statements outside of the loops, and values made of what they compute. */
export interface SymbolicBlock {
  readonly statements: readonly SymbolicStatement[];
  readonly values: readonly SymbolicExpression[];
}

export interface Block extends SymbolicBlock {
  readonly statements: readonly Statement[];
  readonly values: readonly Expression[];
}

/** A local of the function that point loops add to. */
export interface SymbolicReduction {
  readonly name: string;
  /** Of the first statement that adds to it. */
  readonly at: Span;
  readonly operator: ReductionOperator;
  /** One value. */
  readonly initial: SymbolicBlock;
}

export interface Reduction extends SymbolicReduction {
  readonly initial: Block;
}

/** Values over all points, and what the function returns of them (nothing: no values). */
export interface SymbolicTotals {
  /** What the blocks call the length of each axis: the grids all have one shape. */
  readonly extents: readonly string[];
  readonly reductions: readonly SymbolicReduction[];
  readonly returned: SymbolicBlock;
}

export interface Totals extends SymbolicTotals {
  readonly reductions: readonly Reduction[];
  readonly returned: Block;
}

export interface StencilParameter extends Parameter {
  /**
   * Grids have the shape of the iterated grid; a table is a 1-D array of coefficients read by index. "unused": nothing
   * says what it is; bound, it is a table or a scalar, as the call has it.
   */
  readonly role: "grid" | "table" | "scalar" | "unused";
}

export interface BoundProgram extends Head {
  readonly stage: "bound";
  /** What was bound: it can be bound to other layouts. */
  readonly symbolic: SymbolicProgram;
  readonly rank: number;
  /** Element types of the arrays: a value is rounded when it is stored. */
  readonly dtypes: Readonly<Record<string, DType>>;
  /** As bound: true. A pass that may change a rounding sets it to false when it changes anything. */
  readonly exact: boolean;
  readonly sweeps: readonly Sweep[];
  readonly totals?: Totals;
}

/** A point loop. Its points are independent, so that any order gives the same result, unless it has dependences. */
export interface Sweep {
  readonly kind: "sweep";
  readonly at: Span;
  /** The grid whose points are iterated. */
  readonly over: string;
  readonly domain: Box;
  /** `load` and `store` are relative to the current point. */
  readonly body: readonly Statement[];
  /** Reads of what other points of this loop write: then the points run in their order. Left out: none. */
  readonly dependences?: readonly Dependence[];
}

/** A point reads, at `offset`, what another point writes. */
export interface Dependence {
  readonly at: Span;
  readonly array: string;
  readonly offset: readonly number[];
}

/** The points from + i·step < to of each axis. `to` may equal `from`: then the sweep does nothing. */
export interface Box {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly step: readonly number[];
  /** The same bounds for any extents; to be clipped to 0 … extent. */
  readonly fromEdges: readonly Edge[];
  readonly toEdges: readonly Edge[];
}

/** A coordinate that moves with a face of the grid: `offset` from index 0, or from the extent ("end" with -1: the last point). */
export interface Edge {
  readonly anchor: "start" | "end";
  readonly offset: number;
}

export interface SymbolicProgram extends Head {
  readonly stage: "symbolic";
  readonly sweeps: readonly SymbolicSweep[];
  /** Of nests of loops: the extents by which they index flat arrays, all but the first one's. */
  readonly rows?: readonly SymbolicExpression[];
  readonly totals?: SymbolicTotals;
}

export interface SymbolicSweep {
  readonly kind: "sweep";
  readonly at: Span;
  readonly over: string;
  readonly domain: Domain;
  /** A nest whose loops don't go through memory in order: its points must be independent. */
  readonly reordered?: boolean;
  /** What stands before the loop; those of it that the body uses are in `body` too. */
  readonly prologue: readonly SymbolicStatement[];
  readonly body: readonly SymbolicStatement[];
}

export type Domain =
  | { readonly kind: "interior"; readonly at: Span; readonly radius: SymbolicExpression }
  | {
      readonly kind: "points";
      readonly at: Span;
      readonly from: readonly SymbolicExpression[] | undefined;
      readonly to: readonly SymbolicExpression[] | undefined;
      readonly step: readonly SymbolicExpression[] | undefined;
    };

export type SymbolicExpression = Expression<SymbolicLeaf>;
export type SymbolicStatement = Statement<SymbolicLeaf, SymbolicLoop>;

export type SymbolicLeaf = Read | Length;

/** `array.at(point, ...offset)`, or `array[point]` with `offset` undefined; `point` names the sweep's point ("") or a neighbour. */
export interface Read {
  readonly kind: "read";
  readonly at: Span;
  readonly type: "number";
  readonly array: string;
  readonly point: string;
  readonly offset: readonly SymbolicExpression[] | undefined;
}

/** `table.length`, or `grid.shape[axis]` (in domains and the prologue only: elsewhere code would depend on the shape). */
export interface Length {
  readonly kind: "length";
  readonly at: Span;
  readonly type: "number";
  readonly array: string;
  readonly axis: number;
}

export type SymbolicLoop = NeighborLoop | CountedLoop<SymbolicLeaf, NeighborLoop>;

/** `for (const name of grid.neighbors(point, id))`. */
export interface NeighborLoop {
  readonly kind: "neighbors";
  readonly at: Span;
  readonly name: string;
  readonly grid: string;
  readonly point: string;
  readonly id: SymbolicExpression;
  readonly body: readonly SymbolicStatement[];
}

/** The program as `bind` left it; what runs after binding takes only such. */
export function bound(program: StencilProgram): BoundProgram {
  if (program.stage !== "bound") throw new TypeError(`${program.name} has not been bound to a call's layouts`);
  return program;
}
