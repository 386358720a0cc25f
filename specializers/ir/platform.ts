// The platform AST (PAST): one variant of a program, every loop decision made, ready to become C or JavaScript text.
//
// A program is a list of sweeps over one index space (`rank` axes; a map over flat arrays has rank 1), run one after the
// other, under one schedule:
//   sweep     which points (`domain`), what happens at each (`body`) and how far its reads reach (`reach`); the
//             points of a sweep are independent of each other, so that any order gives the same result;
//   schedule  who does them and in which form: threads, tiles, vectors, unroll-and-jam, stores, prefetch, precision.
// Points whose reads all stay inside are the *core* of a sweep: the intersection of the domain with the extents less
// the reach. What remains of the domain is its *shell*: there, an index that leaves the grid goes through the
// parameter's boundary rule. A domain is written relative to the start or the end of each axis, so the same tree (and
// the same text) is valid for any extents.
// All grids of a program have the shape of the index space, so one linear index serves them all, and a load is that
// index plus a constant for each axis times the axis's stride. Expressions and statements are those of
// ir/expressions.ts; a target decides how to write them.
import type { Boundary, DType } from "./dtype.ts";
import type { Expression, ReductionOperator, Statement } from "./expressions.ts";
import type { SourceText, Span } from "./span.ts";

export interface PlatformProgram {
  readonly kind: "platform";
  readonly name: string;
  readonly at: Span;
  /** The user's TypeScript, for the comments of the text; every `at` is an offset in it. */
  readonly source?: SourceText;
  /** Folder and file under templates/, without the ending that the target adds: "stencil/sweep". */
  readonly template: string;
  readonly rank: number;
  /** In the order of the call. */
  readonly parameters: readonly PlatformParameter[];
  /** The index space of the call that this variant is for: `rank` lengths. */
  readonly extents: readonly number[];
  readonly sweeps: readonly Sweep[];
  /** What sweeps accumulate, and what the function returns. */
  readonly totals?: Totals;
  readonly schedule: Schedule;
  /** Left out: the sweeps run once. */
  readonly iteration?: Iteration;
  /** True when no pass and no schedule decision changes a bit of the result. */
  readonly exact: boolean;
  /** Whatever else a specializer's own template asks for: plain data. */
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface PlatformParameter {
  readonly name: string;
  /** "grid": an array of the index space's shape. "table": a 1-D array that is looked up by value. "array": one that the template knows the length of. "returned": gets what the function returns. */
  readonly kind: "grid" | "table" | "array" | "scalar" | "returned";
  /** Scalars are doubles ("f64"). */
  readonly dtype: DType;
  readonly access: "in" | "out" | "inout";
  /** Grids: what a read outside means. */
  readonly boundary: Boundary;
  /** Tables: the length in the call that this variant is for. */
  readonly length?: number;
}

/** A place on an axis of length n: `offset` (≥ 0) from the start, or n + `offset` (≤ 0) from the end. Clipped to 0 … n. */
export interface Bound {
  readonly from: "start" | "end";
  readonly offset: number;
}

/** The indices from, from + step, … below `to`. */
export interface AxisRange {
  readonly from: Bound;
  readonly to: Bound;
  readonly step: number;
}

export interface Sweep {
  readonly at: Span;
  readonly domain: readonly AxisRange[];
  /** How far reads go below and above the point on each axis, both ≥ 0; all 0 for a map. */
  readonly reach: readonly { readonly below: number; readonly above: number }[];
  /**
   * True when points may read outside, where boundary rules decide. False when the domain keeps every read inside
   * for all extents that this text may be run with: then there is no shell.
   */
  readonly shell: boolean;
  readonly body: readonly Statement[];
  /** True where a point depends on those before it: one thread does them in the order of the TypeScript. */
  readonly ordered?: boolean;
}

/**
 * Values over all points. A total holds its initial value before the first sweep; a sweep's points combine theirs into
 * it in any order unless the sweep is ordered, the same at each call; later sweeps may read it.
 */
export interface Totals {
  readonly reductions: readonly Reduction[];
  /** Run once behind the last sweep; they hold no loads and no stores. */
  readonly statements: readonly Statement[];
  readonly values: readonly Expression[];
  /** What these statements and the reductions' call the length of each axis. */
  readonly extents: readonly string[];
  /** The parameter that gets the values. */
  readonly returned: string | undefined;
}

export interface Reduction {
  readonly name: string;
  readonly operator: ReductionOperator;
  /** Before the first sweep: `initial`, made of what the statements compute. */
  readonly statements: readonly Statement[];
  readonly initial: Expression;
}

export interface Schedule {
  /** 1: no parallel region at all. */
  readonly threads: number;
  /** The axis whose core is divided among the threads. */
  readonly splitAxis: number;
  /** Tile length of each axis; 0: not tiled. The split axis and the last one are not tiled. */
  readonly tiles: readonly number[];
  /** "explicit": vectors in the text. "compiler": scalar loops with `omp simd`. "none": plain scalar loops. */
  readonly vectors: "explicit" | "compiler" | "none";
  /** Bytes of a vector register when `vectors` is "explicit", else 0. */
  readonly vectorBytes: number;
  /** Unroll-and-jam of each axis, 1 where there is none; the last axis has none. */
  readonly jam: readonly number[];
  /** "streaming" bypasses the caches (non-temporal stores of full lines). */
  readonly stores: "plain" | "streaming";
  /** Rows ahead of the newest one read; hint 0: all cache levels (T0), 1: second level on (T1). */
  readonly prefetch: { readonly rows: number; readonly hint: 0 | 1 } | undefined;
  /** True where what points of a row have in common of a column is computed once and kept (columns.ts). */
  readonly keptColumns?: boolean;
  /** "single": f32 grids are computed with in floats; not exact. */
  readonly precision: "double" | "single";
  /** Whether the compiler may fuse a product and a sum; not exact. */
  readonly contract: boolean;
  /** Compiler flags beyond the standard ones: "-O2". */
  readonly flags: readonly string[];
  /** How a GPU's threads share the points; only the cuda target reads it. */
  readonly gpu?: GpuSchedule;
}

export interface GpuSchedule {
  /** Threads of a block along the last axis, and along the one before it (1 where there is none). */
  readonly block: readonly [along: number, across: number];
  /** Planes (rank 2: rows) that a block walks through, one after the other. */
  readonly march: number;
  /**
   * Where a marching block keeps the planes that its points read. "shared": in its shared memory; "registers": what lies
   * along the walk in each thread's registers, only what lies across it in shared memory; "none": nowhere.
   */
  readonly keep: "none" | "shared" | "registers";
  /** Points that a thread does, one after the other; blocks that march take one a plane. */
  readonly each: number;
}

/** The sweeps repeated in time: after each step the two grids swap roles, so that step s writes `output` when s is odd. */
export interface Iteration {
  readonly input: string;
  readonly output: string;
  /** The scalar parameter that says how many. */
  readonly steps: string;
  /** Several steps in one pass over memory; undefined: each step is a pass. */
  readonly wavefront: Wavefront | undefined;
  /** Steps that a block of a GPU takes together in its shared memory: odd, and 3 or more; 1: none. */
  readonly together: number;
}

/**
 * A tile streams along the outermost axis, and level t (t steps on) works `reach` planes behind level t - 1, in buffers
 * that stay in the caches: it overwrites the planes that only it still needed. Tiles overlap, so that none waits.
 */
export interface Wavefront {
  /** Most steps of one pass; odd, so that what a pass ends with lies in the grid where that step belongs. */
  readonly depth: number;
  /** Planes of a level that are computed together. */
  readonly planes: number;
  /** Length of a tile along the second axis of three, else along the first; 0: a share for each thread along the first. */
  readonly tile: number;
  /** By axis, what a read outside means; "none" where no read gets there. */
  readonly rules: readonly Boundary[];
  /** Whether rows that are needed soon are fetched. */
  readonly prefetch: boolean;
  /** Whether the neighbours in a row are moved out of vectors at hand, rather than loaded again. */
  readonly slide: boolean;
}

/** What a program gets that asks for nothing: one thread, plain scalar loops, every bit as in TypeScript. */
export function plainSchedule(rank: number): Schedule {
  return {
    threads: 1,
    splitAxis: 0,
    tiles: new Array<number>(rank).fill(0),
    vectors: "none",
    vectorBytes: 0,
    jam: new Array<number>(rank).fill(1),
    stores: "plain",
    prefetch: undefined,
    precision: "double",
    contract: false,
    flags: [],
  };
}
