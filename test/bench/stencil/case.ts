// What is measured: a stencil as TypeScript, the same in C, and what it is compared with.
import type { DType } from "../../../specializers/index.ts";

/** A function of a file in `native/`, and its arguments: names of arrays, "n" (the last extent), "steps", or numbers. */
export interface NativeFunction {
  readonly file: string;
  readonly name: string;
  readonly arguments: readonly (string | number)[];
  /** For gcc, beside -O3 -march=native -fopenmp. */
  readonly flags?: readonly string[];
}

/** Names of the streams in `native/streams.c` that are bounds: arrays in, arrays out. */
export type StreamName = "copy" | "threeToOne" | "oneToThree";

export interface BenchCase {
  readonly name: string;
  readonly title: string;
  readonly shape: readonly number[];
  readonly dtype: Extract<DType, "f64" | "f32">;
  /** As a user writes it: grids in, grids out, tables, scalars. */
  readonly kernel: (...values: never[]) => void;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly tables?: Readonly<Record<string, readonly number[]>>;
  readonly scalars?: Readonly<Record<string, number>>;
  /** Points next to a face that are left as they are. */
  readonly border: number;
  /** Sweeps in one run, the two grids swapping roles: through `iterate`. */
  readonly steps?: number;
  /** The bound of its memory traffic. */
  readonly stream: StreamName;
  /** The loop that anyone would write. */
  readonly plain: NativeFunction;
  /** The fastest that we wrote by hand. */
  readonly hand?: NativeFunction;
  /** Largest difference of two results, relative to the largest value. */
  readonly tolerance: number;
}

export const pointsOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

export const elementBytes = ({ dtype }: BenchCase): number => (dtype === "f64" ? 8 : 4);

/** Bytes that one run must move at least: each grid once a step. */
export const leastBytes = (bench: BenchCase): number =>
  (bench.inputs.length + bench.outputs.length) * elementBytes(bench) * pointsOf(bench.shape) * (bench.steps ?? 1);
