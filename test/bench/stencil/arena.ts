// The arrays of a case, shared by the contenders of this process: filled anew before each comparison.
import { type Grid, gridOver } from "../../../specializers/runtime/arrays/grid.ts";
import { allocate } from "../../../specializers/runtime/memory.ts";
import type { NumericArray } from "../../../specializers/specializer.ts";
import { type BenchCase, pointsOf } from "./case.ts";
import { flush } from "./flush.ts";

export interface Arena {
  readonly bench: BenchCase;
  /** By name: grids and tables. */
  readonly arrays: Readonly<Record<string, NumericArray>>;
  /** As the TypeScript takes them: grids in, grids out, tables, scalars. */
  readonly values: readonly unknown[];
  /** Start values in the grids; an iterated case has its boundary in both grids. */
  reset(): void;
  /** Puts the grids out of the caches. */
  flush(): void;
  /** The grids that hold a run's result. */
  readonly results: readonly NumericArray[];
}

/** Values from 0.5 to 1.5 that look random; the worker of the peers makes the same. */
export function fill(array: NumericArray, seed: number): void {
  const offset = seed * 7919;
  for (let i = 0; i < array.length; i++) array[i] = 0.5 + ((Math.imul(i + offset, 2654435761) >>> 0) % 10007) / 10007;
}

export function createArena(bench: BenchCase): Arena {
  const { shape, dtype, inputs, outputs, tables = {}, scalars = {}, steps } = bench;
  const grids = [...inputs, ...outputs].map((name) => [name, allocate(dtype, pointsOf(shape))] as const);
  const arrays: Record<string, NumericArray> = Object.fromEntries([
    ...grids,
    ...Object.entries(tables).map(([name, values]) => {
      const table = allocate("f64", values.length);
      table.set(values);
      return [name, table] as const;
    }),
  ]);
  const asGrid = (name: string): Grid => gridOver(arrays[name]!, shape, "none");
  return {
    bench,
    arrays,
    values: [
      ...[...inputs, ...outputs].map(asGrid),
      ...Object.keys(tables).map((name) => arrays[name]),
      ...Object.values(scalars),
    ],
    reset() {
      inputs.forEach((name, index) => {
        fill(arrays[name]!, index);
      });
      for (const name of outputs) {
        if (steps === undefined) arrays[name]!.fill(0);
        else arrays[name]!.set(arrays[inputs[0]!]!);
      }
    },
    flush: () => flush(grids.map(([, array]) => array)),
    results: steps !== undefined && steps % 2 === 0 ? [arrays[inputs[0]!]!] : outputs.map((name) => arrays[name]!),
  };
}

/**
 * Compares points at least the case's border from every face, relative to the largest value; says where they differ by
 * more than the case allows.
 */
export function difference(
  { shape, border, tolerance }: BenchCase,
  name: string,
  got: NumericArray,
  wanted: NumericArray,
): string | undefined {
  const columns = shape.at(-1)!;
  const rows = pointsOf(shape) / columns;
  const inside = (row: number): boolean => {
    let rest = row;
    for (let axis = shape.length - 2; axis >= 0; axis--) {
      const at = rest % shape[axis]!;
      if (at < border || at >= shape[axis]! - border) return false;
      rest = Math.floor(rest / shape[axis]!);
    }
    return true;
  };
  let scale = 0;
  let largest = 0;
  let where = 0;
  for (let row = 0; row < rows; row++) {
    if (!inside(row)) continue;
    for (let i = row * columns + border; i < (row + 1) * columns - border; i++) {
      const error = Math.abs(got[i]! - wanted[i]!);
      scale = Math.max(scale, Math.abs(wanted[i]!));
      if (error > largest || Number.isNaN(error)) [largest, where] = [error, i];
    }
  }
  return largest <= tolerance * scale && scale > 0
    ? undefined
    : `${name} is wrong at ${where}: ${got[where]} where the plain loop gives ${wanted[where]}`;
}
