// What a specializer is: a small compiler for one domain. The built-in ones use nothing that a user's can't.
import type { Boundary, DType } from "./ir/dtype.ts";
import type { PlatformProgram } from "./ir/platform.ts";
import type { Span } from "./ir/span.ts";
import type { FunctionSource } from "./syntax/function-source.ts";

/** How a program uses an argument. Scalars are numbers handed over at each call. */
export interface Parameter {
  readonly name: string;
  readonly kind: "array" | "scalar";
  /** Arrays: whether the program reads it, writes it, or both. */
  readonly access: "in" | "out" | "inout";
  readonly at: Span;
  /**
   * An input whose values only mean something together: `Specializer.data` makes them, and their shapes are the same whatever
   * the size of a call.
   */
  readonly given?: true;
  /** A scalar's value where a call comes again with the same arrays: that is what is timed. Left out: it stays as it is. */
  readonly repeated?: number;
}

/** The least that every domain AST says of itself. Plain data: it can be printed, hashed and sent to a process. */
export interface DomainProgram {
  readonly kind: string;
  readonly name: string;
  readonly at: Span;
  /** In the order of the call. */
  readonly parameters: readonly Parameter[];
  /** Numbers that the function returns: one, or an array of them. Left out: it returns nothing. */
  readonly returns?: Returns;
}

/** Generated code writes what a function returns into an array of this name, behind the parameters. */
export interface Returns {
  readonly name: string;
  readonly length: number;
  /** Whether the function returns an array: `return [a, b]`. */
  readonly list: boolean;
}

/** What generated code may know of an array at compile time. */
export interface ArrayLayout {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly boundary: Boundary;
  /** Neighbourhoods by id, each a list of offsets; only grids have them. */
  readonly neighborhoods?: readonly (readonly (readonly number[])[])[];
}

/** A call without its data: layouts of the arrays, values of the constants that shape the code. */
export interface CallLayout {
  readonly arrays: Readonly<Record<string, ArrayLayout>>;
  /** Captured constants, and scalars in places that must be known at compile time (loop bounds, radii, domains). */
  readonly constants: Readonly<Record<string, number>>;
}

/** A call's data, by parameter name. Arrays are flat and row-major. */
export interface CallData {
  readonly arrays: Readonly<Record<string, NumericArray>>;
  readonly scalars: Readonly<Record<string, number>>;
}
export type NumericArray = Float64Array | Float32Array | Int32Array | Uint8Array;

/** One rewriting step. `exact`: every bit of the result stays; others need a bound and are off under `--exact`. */
export interface Pass<D> {
  readonly name: string;
  readonly exact: boolean;
  /** One sentence for the report. */
  readonly does: string;
  run(program: D): D;
  /** What it had to leave alone, and why: shown in the report. */
  notDone?(program: D): readonly string[];
}

/** One point of a variant space: axis name to value. `target` and, for native targets, `compiler` are always present. */
export type Config = Readonly<Record<string, string | number | boolean>>;

export interface Axis {
  readonly name: string;
  /** As the report's table heads it. */
  readonly label: string;
  readonly values: readonly (string | number | boolean)[];
  /** Numeric axes have neighbours; a categorical axis does not. */
  readonly ordered: boolean;
}

export interface VariantSpace {
  readonly axes: readonly Axis[];
  /** Undefined when legal, else the reason in a few words: "tile > extent". */
  illegal(config: Config): string | undefined;
  /** What runs before anything was tuned: the cost model's choice. */
  readonly default: Config;
  /** Good first guesses, the default among them; tried in this order. */
  readonly seeds: readonly Config[];
  /** Configurations of targets that this machine lacks, for the report: `illegal` says why. */
  readonly missing?: readonly Config[];
  /** What the space leaves out for this program, and why: shown in the report. */
  readonly notes?: readonly string[];
}

/** Facts about the machine that a variant space may depend on. */
export interface MachineFacts {
  readonly cores: number;
  /** Bytes of the widest vector register: 64 for AVX-512. */
  readonly vectorBytes: number;
  readonly lastLevelCacheBytes: number;
  /** Names of the compilers found, best first: "gcc", "clang". */
  readonly compilers: readonly string[];
  /** The CUDA device, or why no code can be made for one. Left out: there is none. */
  readonly cuda?: CudaFacts | string;
}

export interface CudaFacts {
  /** Shared memory that a block may have without asking for more. */
  readonly sharedBytes: number;
}

export interface Cost {
  /** Points that are written in one call. */
  readonly points: number;
  /** Floating-point operations in one call (a fused multiply-add counts 2). */
  readonly flops: number;
  /** Compulsory bytes in one call: each array read once, each written once. */
  readonly bytes: number;
  /** Rounding operations on the longest path to a value: the bound is this × eps × Σ|terms|. */
  readonly roundings: number;
}

export interface Iterated {
  readonly specializer: Specializer<DomainProgram>;
  readonly program: DomainProgram;
}

export interface Specializer<D extends DomainProgram = DomainProgram> {
  readonly name: string;
  /** The domain AST of a marked function; undefined: not of this domain; throws a DiagnosticError: of it, but not supported. */
  recognise(source: FunctionSource): D | undefined;
  /** The program as readable text, for `explain()`. Left out: as JSON. */
  print?(program: D): string;
  /** Extra members of a marked function, beside those that all have: `map` of an elementwise one. */
  readonly methods?: Readonly<
    Record<string, (marked: (...args: readonly unknown[]) => unknown, args: readonly unknown[], program: D) => unknown>
  >;
  /** Which constants of a call shape the code: names of scalars and captures whose values must be in `CallLayout.constants`. */
  structural(program: D): readonly string[];
  /** The call's layouts as the program sees them: flat arrays that it indexes as grids have their shape. Left out: as they are. */
  view?(program: D, call: CallLayout): CallLayout;
  /** Whether TypeScript does every call, so that what can't be bound is the compiler's limit and no mistake. Left out: never. */
  runsAnyCall?(program: D): boolean;
  /** The program for these layouts, every offset, bound and domain a number; throws a DiagnosticError for a call that can't be. */
  bind(program: D, call: CallLayout): D;
  readonly passes: readonly Pass<D>[];
  /** The living definition: what a bound program means, point by point, in doubles. Writes into `data.arrays`. */
  interpret(program: D, call: CallLayout, data: CallData): void;
  /**
   * How far a variant that is not exact may be from `interpret`, at each element of each written array, for the data as
   * it is before the call, with arithmetic of this unit roundoff (2⁻⁵³: doubles, 2⁻²⁴: floats). Left out: roundings ×
   * 2 roundoff × the largest magnitude in the result.
   */
  errorBound?(program: D, call: CallLayout, data: CallData, roundoff: number): Readonly<Record<string, Float64Array>>;
  /**
   * How the marked function itself does a call. Left out: it is called with the arguments as they are. Its text also
   * runs in the trial process, so it uses nothing from outside of itself.
   */
  runOriginal?(original: (...args: readonly unknown[]) => unknown, args: readonly unknown[]): unknown;
  /** Whether a call is one of the original's own, without arrays: then nothing is specialized. Left out: never. */
  runsAsScalar?(args: readonly unknown[]): boolean;
  /**
   * Whether the interpreter gives the bits of the marked function, or is only within `errorBound` of it. Left out: the
   * bits.
   */
  readonly oracles?: "bits" | "bound";
  /** Data of a call with this layout that mean something to the program. Left out: any numbers do. */
  data?(program: D, call: CallLayout, random: () => number): CallData;
  /** Odd small layouts on which a variant is verified before anything else. */
  checkLayouts(program: D, call: CallLayout): readonly CallLayout[];
  variants(program: D, call: CallLayout, machine: MachineFacts, exact: boolean): VariantSpace;
  /** The platform AST of one variant. */
  lower(program: D, call: CallLayout, config: Config): PlatformProgram;
  /** `scalars`: those of a call, where what it costs depends on them. */
  cost(program: D, call: CallLayout, scalars?: Readonly<Record<string, number>>): Cost;
  /** What to say when an interrupt stopped a call with this status, beside that it was interrupted. */
  interrupted?(error: Error, program: D, values: readonly unknown[], status: number): Error;
  /**
   * The program that `iterate` runs: this one repeated, its first two arrays swapping roles, with the number of steps as
   * its last parameter. Left out, or undefined: `iterate` repeats single calls.
   */
  iterated?(program: D): Iterated | undefined;
}
