// Events as users hand them in, made contiguous rows, and checked: which row and column is not finite.
import { problem } from "./messages.ts";

/** What is accepted as data: an NdArray [N, D], the scijs convention (row-major where it has no stride), or a list of rows. */
export type Matrix =
  | (ArrayLike<number> & { readonly shape: readonly number[] })
  | {
      readonly data: ArrayLike<number>;
      readonly shape: readonly number[];
      readonly stride?: readonly number[];
      readonly offset?: number;
    }
  | readonly ArrayLike<number>[];

export interface Rows {
  readonly count: number;
  readonly features: number;
  /** [N, D] row-major; f32 stays f32. Not copied where it is contiguous already. */
  readonly values: Float64Array | Float32Array;
}

/** @throws MixtureError for what is no table of finite numbers, or has none */
export function readRows(data: Matrix): Rows {
  const rows = tableOf(data);
  if (rows.count === 0) throw problem("GMM_EMPTY");
  if (rows.features === 0) throw problem("GMM_NO_FEATURES");
  checkFinite(rows, 0);
  return rows;
}

/** Rows of any number and length; their values are not looked at. @throws MixtureError GMM_DATA for what is no table */
export function tableOf(data: Matrix): Rows {
  if (typeof data !== "object" || data === null) throw problem("GMM_DATA", data === null ? "null" : typeof data);
  return "data" in data ? strided(data) : "shape" in data ? shaped(data) : listed(data);
}

/** @param start the number of the first row @throws MixtureError GMM_NOT_FINITE */
export function checkFinite({ count, features, values }: Rows, start: number): void {
  const size = count * features;
  for (let at = 0; at < size; at++)
    if (values[at]! - values[at]! !== 0)
      throw problem("GMM_NOT_FINITE", values[at]!, start + Math.floor(at / features), at % features);
}

function extents(shape: readonly number[]): readonly [number, number] {
  const [count, features] = pair("shape", shape);
  if (count < 0 || features < 0) throw problem("GMM_DATA", `shape [${count}, ${features}]`);
  return [count, features];
}

function pair(name: string, values: readonly number[]): readonly [number, number] {
  if (!Array.isArray(values)) throw problem("GMM_DATA", `${name} ${String(values)}`);
  if (values.length !== 2) throw problem("GMM_DATA", `${values.length} axes`);
  if (!values.every(Number.isInteger)) throw problem("GMM_DATA", `${name} [${values.join(", ")}]`);
  return values as unknown as readonly [number, number];
}

const isReal = (data: ArrayLike<number>): data is Float64Array | Float32Array =>
  data instanceof Float64Array || data instanceof Float32Array;

function shaped(data: ArrayLike<number> & { readonly shape: readonly number[] }): Rows {
  const [count, features] = extents(data.shape);
  if (data.length !== count * features)
    throw problem("GMM_DATA", `${data.length} values of shape [${count}, ${features}]`);
  return { count, features, values: isReal(data) ? data : Float64Array.from(data) };
}

function strided({ data, shape, stride, offset = 0 }: Extract<Matrix, { readonly data: unknown }>): Rows {
  const [count, features] = extents(shape);
  const [row, column] = pair("stride", stride ?? [features, 1]);
  const size = count * features;
  if (size > 0) {
    const corners = [0, (count - 1) * row, (features - 1) * column, (count - 1) * row + (features - 1) * column];
    if (corners.some((at) => !(offset + at >= 0 && offset + at < data.length)))
      throw problem("GMM_DATA", `a view that reaches beyond its ${data.length} values`);
  }
  if (isReal(data) && column === 1 && row === features)
    return { count, features, values: data.subarray(offset, offset + size) };
  const values = data instanceof Float32Array ? new Float32Array(size) : new Float64Array(size);
  for (let n = 0; n < count; n++)
    for (let i = 0; i < features; i++) values[n * features + i] = data[offset + n * row + i * column]!;
  return { count, features, values };
}

function listed(data: readonly ArrayLike<number>[]): Rows {
  if (!Array.isArray(data)) throw problem("GMM_DATA", "an object without data and shape");
  const features = data[0]?.length ?? 0;
  const values = new Float64Array(data.length * features);
  data.forEach((row, n) => {
    if (typeof row !== "object" || row === null) throw problem("GMM_DATA", `${typeof row} as row ${n}`);
    if (row.length !== features) throw problem("GMM_DATA", `${row.length} values in row ${n}, ${features} in row 0`);
    values.set(row, n * features);
  });
  return { count: data.length, features, values };
}

/** Checks sample weights. @param count of the events, where it is known by now @throws MixtureError GMM_SAMPLE_WEIGHT */
export function readWeights(given: ArrayLike<number> | undefined, count?: number): Float64Array | undefined {
  if (!given) return undefined;
  const weights = Float64Array.from(given);
  if (count !== undefined && weights.length !== count)
    throw problem("GMM_SAMPLE_WEIGHT", `has ${weights.length} values for ${count} events`);
  const bad = weights.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (bad >= 0) throw problem("GMM_SAMPLE_WEIGHT", `is ${weights[bad]} at row ${bad}`);
  if (weights.every((weight) => weight === 0)) throw problem("GMM_SAMPLE_WEIGHT", "is 0 everywhere");
  return weights;
}

/** [D] */
export function meanOf({ count, features, values }: Rows): Float64Array {
  const mean = new Float64Array(features);
  for (let n = 0; n < count; n++)
    for (let i = 0; i < features; i++) mean[i]! += (values[n * features + i]! - mean[i]!) / (n + 1);
  return mean;
}
