// Events as users hand them in, made contiguous rows, and checked: which row and column is not finite.
import { problem } from "./messages.ts";

/** What is accepted as data: an NdArray [N, D], the scijs convention, or a list of rows. */
export type Matrix =
  | (ArrayLike<number> & { readonly shape: readonly number[] })
  | {
      readonly data: ArrayLike<number>;
      readonly shape: readonly number[];
      readonly stride: readonly number[];
      readonly offset: number;
    }
  | readonly ArrayLike<number>[];

export interface Rows {
  readonly count: number;
  readonly features: number;
  /** [N, D] row-major; f32 stays f32. Not copied where it is contiguous already. */
  readonly values: Float64Array | Float32Array;
}

/** @throws MixtureError for what is no table of finite numbers */
export function readRows(data: Matrix): Rows {
  const rows = "data" in data ? strided(data) : "shape" in data ? shaped(data) : listed(data);
  if (rows.count === 0) throw problem("GMM_EMPTY");
  if (rows.features === 0) throw problem("GMM_NO_FEATURES");
  const bad = rows.values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const row = Math.floor(bad / rows.features);
    throw problem("GMM_NOT_FINITE", rows.values[bad]!, row, bad % rows.features);
  }
  return rows;
}

function extents(shape: readonly number[]): readonly [number, number] {
  const [count, features] = shape;
  if (shape.length !== 2 || count === undefined || features === undefined)
    throw problem("GMM_DATA", `${shape.length} axes`);
  return [count, features];
}

function shaped(data: ArrayLike<number> & { readonly shape: readonly number[] }): Rows {
  const [count, features] = extents(data.shape);
  const real = data instanceof Float64Array || data instanceof Float32Array;
  return { count, features, values: real ? data : Float64Array.from(data) };
}

function strided({ data, shape, stride, offset }: Extract<Matrix, { readonly data: unknown }>): Rows {
  const [count, features] = extents(shape);
  const [row, column] = extents(stride);
  const values = data instanceof Float32Array ? new Float32Array(count * features) : new Float64Array(count * features);
  for (let n = 0; n < count; n++)
    for (let i = 0; i < features; i++) values[n * features + i] = data[offset + n * row + i * column]!;
  return { count, features, values };
}

function listed(data: readonly ArrayLike<number>[]): Rows {
  if (!Array.isArray(data)) throw problem("GMM_DATA", typeof data);
  const features = data[0]?.length ?? 0;
  const values = new Float64Array(data.length * features);
  data.forEach((row, n) => {
    if (typeof row !== "object" || row === null) throw problem("GMM_DATA", `${typeof row} as row ${n}`);
    if (row.length !== features) throw problem("GMM_DATA", `${row.length} values in row ${n}, ${features} in row 0`);
    values.set(row, n * features);
  });
  return { count: data.length, features, values };
}
