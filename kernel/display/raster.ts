// An array as pixels: values through a colour map, or three planes as red, green and blue.
import { inspect } from "node:util";
import { type Colormap, colormapNames, colormapTable } from "./colormaps.ts";
import type { Pixels } from "./png.ts";

export interface ImageOptions {
  /** "viridis" unless said; planes of red, green and blue need none. */
  readonly colormap?: Colormap;
  /** The values that get the map's ends; the finite least and greatest unless said (for planes 0 and 255). */
  readonly range?: readonly [number, number];
  /** Pixels along each side of a point; unless said, small arrays are enlarged and large ones averaged. */
  readonly scale?: number;
}

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

export interface Raster {
  readonly pixels: Pixels;
  readonly range: readonly [number, number];
  /** Undefined for planes of red, green and blue. */
  readonly colormap: Colormap | undefined;
}

const usualSide = 512;
const largestSide = 1024;

interface Planes {
  readonly count: 1 | 3;
  readonly rows: number;
  readonly columns: number;
  value(plane: number, row: number, column: number): number;
}

const planesOf = (source: ImageSource | StridedImageSource): Planes => {
  const shape: unknown = source?.shape;
  if (!Array.isArray(shape) || !(shape.length === 2 || (shape.length === 3 && shape[0] === 3)))
    throw new TypeError(
      `an image is made of an array of shape [rows, columns] or [3, rows, columns]; got ${Array.isArray(shape) ? inspect(shape) : inspect(source, { depth: 0 })}`,
    );
  const [rows, columns] = shape.slice(-2) as [number, number];
  if (!(rows > 0 && columns > 0)) throw new RangeError(`an image needs points; got the shape ${inspect(shape)}`);
  const count = shape.length === 3 ? 3 : 1;
  if (!("data" in source && "stride" in source)) {
    const flat = source as ImageSource;
    return { count, rows, columns, value: (plane, row, column) => flat[(plane * rows + row) * columns + column]! };
  }
  const { data, offset } = source;
  const [planeStride, rowStride, columnStride] = [0, ...source.stride].slice(-3) as [number, number, number];
  const at = (plane: number, row: number, column: number): number =>
    offset + plane * planeStride + row * rowStride + column * columnStride;
  return { count, rows, columns, value: (plane, row, column) => data[at(plane, row, column)]! };
};

const finiteRange = ({ rows, columns, value }: Planes): readonly [number, number] => {
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

/** Every `factor` × `factor` points become their mean. */
const averaged = (planes: Planes, factor: number): Planes => {
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

const checked = ({ colormap = "viridis", range, scale }: ImageOptions): void => {
  if (!colormapNames.includes(colormap))
    throw new TypeError(`colormap is one of ${colormapNames.join(", ")}; got ${inspect(colormap)}`);
  if (range && !(range.length === 2 && range.every(Number.isFinite)))
    throw new TypeError(`range is two numbers, [least, greatest]; got ${inspect(range)}`);
  if (scale !== undefined && !(Number.isInteger(scale) && scale >= 1))
    throw new RangeError(`scale is a whole number of at least 1; got ${inspect(scale)}`);
};

/** A value's level from 0 to `highest`; a point that is not a number has none: NaN. */
const levels = (planes: Planes, [least, greatest]: readonly [number, number], highest: number) => {
  // Where all values are equal, the map's lower end is as good as any.
  const perUnit = greatest === least ? 0 : highest / (greatest - least);
  return (plane: number, row: number, column: number): number =>
    Math.max(0, Math.min(highest, Math.round((planes.value(plane, row, column) - least) * perUnit)));
};

/** Fills an image whose points are squares of `scale` pixels; `paint` writes the bytes of one point. */
const painted = (
  { rows, columns }: Planes,
  scale: number,
  channels: 1 | 3 | 4,
  paint: (bytes: Uint8Array, at: number, row: number, column: number) => void,
): Pixels => {
  const [width, height] = [columns * scale, rows * scale];
  const rowBytes = width * channels;
  const bytes = new Uint8Array(rowBytes * height);
  for (let row = 0; row < rows; row++) {
    const first = row * scale * rowBytes;
    for (let column = 0; column < columns; column++) {
      const at = first + column * scale * channels;
      paint(bytes, at, row, column);
      for (let i = 1; i < scale; i++) bytes.copyWithin(at + i * channels, at, at + channels);
    }
    for (let i = 1; i < scale; i++) bytes.copyWithin(first + i * rowBytes, first, first + rowBytes);
  }
  return { width, height, channels, bytes };
};

const hasGaps = ({ count, rows, columns, value }: Planes): boolean => {
  for (let plane = 0; plane < count; plane++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) if (Number.isNaN(value(plane, row, column))) return true;
  return false;
};

const drawColours = (planes: Planes, scale: number, range: readonly [number, number]): Pixels => {
  const level = levels(planes, range, 255);
  const channels = hasGaps(planes) ? 4 : 3;
  return painted(planes, scale, channels, (bytes, at, row, column) => {
    const colour = [0, 1, 2].map((plane) => level(plane, row, column));
    if (colour.some(Number.isNaN)) return;
    bytes.set(colour, at);
    if (channels === 4) bytes[at + 3] = 255;
  });
};

const drawMap = (planes: Planes, scale: number, range: readonly [number, number], colormap: Colormap): Pixels => {
  const gaps = hasGaps(planes);
  // The last index is kept for points that are not painted.
  const transparent = 255;
  const highest = gaps ? transparent - 1 : 255;
  const level = levels(planes, range, highest);
  const pixels = painted(planes, scale, 1, (bytes, at, row, column) => {
    const index = level(0, row, column);
    bytes[at] = Number.isNaN(index) ? transparent : index;
  });
  if (gaps) {
    const palette = new Uint8Array(256 * 3);
    palette.set(colormapTable(colormap, transparent));
    return { ...pixels, palette, transparent };
  }
  return colormap === "greys" ? pixels : { ...pixels, palette: colormapTable(colormap, 256) };
};

/**
 * Draws an array; points that are not a number are not painted.
 * @throws TypeError for anything but [rows, columns] or [3, rows, columns], and for unknown options.
 */
export const rasterOf = (source: ImageSource | StridedImageSource, options: ImageOptions = {}): Raster => {
  checked(options);
  const all = planesOf(source);
  const longest = Math.max(all.rows, all.columns);
  const planes = averaged(all, options.scale === undefined ? Math.ceil(longest / largestSide) : 1);
  const scale = options.scale ?? Math.max(1, Math.floor(usualSide / longest));
  if (all.count === 3) {
    const range = options.range ?? ([0, 255] as const);
    return { pixels: drawColours(planes, scale, range), range, colormap: undefined };
  }
  const range = options.range ?? finiteRange(planes);
  const colormap = options.colormap ?? "viridis";
  return { pixels: drawMap(planes, scale, range, colormap), range, colormap };
};
