// What a picture is made of: a plane of values, or three of red, green and blue, from arrays in any of the usual forms.
import { inspect } from "node:util";

/** What an image can be made of: 2 axes, or 3 with red, green and blue planes along the first. */
export interface ImageSource {
  readonly shape: readonly number[];
  readonly [index: number]: number;
}

/** The scijs `ndarray` convention. */
export interface StridedImageSource {
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
  readonly offset: number;
}

/** Arrays of rows are taken as well. */
export type ImageInput = ImageSource | StridedImageSource | readonly ArrayLike<number>[];

export interface Planes {
  readonly count: 1 | 3;
  readonly rows: number;
  readonly columns: number;
  value(plane: number, row: number, column: number): number;
}

/** @throws TypeError for anything but [rows, columns] or [3, rows, columns] */
export const planesOf = (source: ImageInput): Planes => {
  if (Array.isArray(source) && source.length > 0 && source.every(isRow)) return planesOfRows(source);
  const shape: unknown = (source as Partial<ImageSource> | undefined)?.shape;
  if (!Array.isArray(shape) || !(shape.length === 2 || (shape.length === 3 && shape[0] === 3)))
    throw new TypeError(
      `an image is made of an array of shape [rows, columns] or [3, rows, columns]; got ${Array.isArray(shape) ? inspect(shape) : inspect(source, { depth: 0 })}`,
    );
  const [rows, columns] = shape.slice(-2) as [number, number];
  if (!(rows > 0 && columns > 0)) throw new RangeError(`an image needs points; got the shape ${inspect(shape)}`);
  const count = shape.length === 3 ? 3 : 1;
  if (!isStrided(source)) {
    const flat = source as ImageSource;
    return { count, rows, columns, value: (plane, row, column) => flat[(plane * rows + row) * columns + column]! };
  }
  const { data, offset } = source;
  const [planeStride, rowStride, columnStride] = [0, ...source.stride].slice(-3) as [number, number, number];
  const at = (plane: number, row: number, column: number): number =>
    offset + plane * planeStride + row * rowStride + column * columnStride;
  return { count, rows, columns, value: (plane, row, column) => data[at(plane, row, column)]! };
};

/** The least and the greatest finite value of the first plane. */
export const finiteRange = ({ rows, columns, value }: Planes): readonly [number, number] => {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const x = value(0, row, column);
      if (!Number.isFinite(x)) continue;
      if (x < least) least = x;
      if (x > greatest) greatest = x;
    }
  return least <= greatest ? [least, greatest] : [0, 1];
};

const isStrided = (source: ImageInput): source is StridedImageSource => "data" in source && "stride" in source;
const isRow = (row: unknown): row is ArrayLike<number> =>
  Array.isArray(row) || (ArrayBuffer.isView(row) && "length" in row);

const planesOfRows = (source: readonly ArrayLike<number>[]): Planes => {
  const columns = source[0]!.length;
  const other = source.findIndex((row) => row.length !== columns);
  if (columns === 0 || other >= 0)
    throw new RangeError(
      columns === 0
        ? "an image needs points; its first row has none"
        : `the rows of an image are of one length; row ${other} has ${source[other]!.length} values, row 0 has ${columns}`,
    );
  return { count: 1, rows: source.length, columns, value: (_, row, column) => source[row]![column]! };
};

/** A copy of the values as they are now. */
export const copied = (planes: Planes): Planes => {
  const { count, rows, columns, value } = planes;
  const values = new Float64Array(count * rows * columns);
  let at = 0;
  for (let plane = 0; plane < count; plane++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) values[at++] = value(plane, row, column);
  return { ...planes, value: (plane, row, column) => values[(plane * rows + row) * columns + column]! };
};

/** Every `factor` × `factor` points become their mean. */
export const averaged = (planes: Planes, factor: number): Planes => {
  if (factor === 1) return planes;
  const rows = Math.ceil(planes.rows / factor);
  const columns = Math.ceil(planes.columns / factor);
  const means = new Float64Array(planes.count * rows * columns);
  const mean = (plane: number, row: number, column: number): number => {
    const [bottom, right] = [
      Math.min((row + 1) * factor, planes.rows),
      Math.min((column + 1) * factor, planes.columns),
    ];
    let sum = 0;
    for (let i = row * factor; i < bottom; i++)
      for (let j = column * factor; j < right; j++) sum += planes.value(plane, i, j);
    return sum / ((bottom - row * factor) * (right - column * factor));
  };
  const at = (plane: number, row: number, column: number): number => (plane * rows + row) * columns + column;
  for (let plane = 0; plane < planes.count; plane++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) means[at(plane, row, column)] = mean(plane, row, column);
  return { ...planes, rows, columns, value: (plane, row, column) => means[at(plane, row, column)]! };
};
