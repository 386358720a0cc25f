// An array as pixels: values through a colour map, or three planes as red, green and blue.
import { inspect } from "node:util";
import { type Colormap, colormapNames, colormapSteps, colormapTable } from "./colormaps.ts";

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
  readonly width: number;
  readonly height: number;
  /** Four bytes a pixel; a point that is not a number is transparent. */
  readonly rgba: Uint8Array;
  readonly range: readonly [number, number];
  /** Undefined for planes of red, green and blue. */
  readonly colormap: Colormap | undefined;
}

const usualSide = 320;
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
  return {
    ...planes,
    rows,
    columns,
    value: (plane, row, column) => {
      const [bottom, right] = [
        Math.min((row + 1) * factor, planes.rows),
        Math.min((column + 1) * factor, planes.columns),
      ];
      let sum = 0;
      for (let i = row * factor; i < bottom; i++)
        for (let j = column * factor; j < right; j++) sum += planes.value(plane, i, j);
      return sum / ((bottom - row * factor) * (right - column * factor));
    },
  };
};

const checked = ({ colormap = "viridis", range, scale }: ImageOptions): void => {
  if (!colormapNames.includes(colormap))
    throw new TypeError(`colormap is one of ${colormapNames.join(", ")}; got ${inspect(colormap)}`);
  if (range && !(range.length === 2 && range.every(Number.isFinite)))
    throw new TypeError(`range is two numbers, [least, greatest]; got ${inspect(range)}`);
  if (scale !== undefined && !(Number.isInteger(scale) && scale >= 1))
    throw new RangeError(`scale is a whole number of at least 1; got ${inspect(scale)}`);
};

/**
 * Draws an array.
 * @throws TypeError for anything but [rows, columns] or [3, rows, columns], and for unknown options.
 */
export const rasterOf = (source: ImageSource | StridedImageSource, options: ImageOptions = {}): Raster => {
  checked(options);
  const all = planesOf(source);
  const longest = Math.max(all.rows, all.columns);
  const planes = averaged(all, options.scale === undefined ? Math.ceil(longest / largestSide) : 1);
  const scale = options.scale ?? Math.max(1, Math.floor(usualSide / longest));
  const [least, greatest] = options.range ?? (all.count === 3 ? ([0, 255] as const) : finiteRange(planes));
  const colormap = all.count === 3 ? undefined : (options.colormap ?? "viridis");
  const table = colormap && colormapTable(colormap);
  // Where all values are equal, the map's lower end is as good as any.
  const perUnit = greatest === least ? 0 : (colormapSteps - 1) / (greatest - least);
  const [width, height] = [planes.columns * scale, planes.rows * scale];
  const rgba = new Uint8Array(width * height * 4);
  const level = (plane: number, row: number, column: number): number =>
    Math.max(0, Math.min(colormapSteps - 1, Math.round((planes.value(plane, row, column) - least) * perUnit)));
  for (let row = 0; row < planes.rows; row++) {
    for (let column = 0; column < planes.columns; column++) {
      const steps = Array.from({ length: planes.count }, (_, plane) => level(plane, row, column));
      if (steps.some(Number.isNaN)) continue;
      for (let channel = 0; channel < 3; channel++) {
        const byte = table ? table[steps[0]! * 3 + channel]! : steps[channel]!;
        for (let i = 0; i < scale; i++) rgba[(row * scale * width + column * scale + i) * 4 + channel] = byte;
      }
      for (let i = 0; i < scale; i++) rgba[(row * scale * width + column * scale + i) * 4 + 3] = 255;
    }
    const first = row * scale * width * 4;
    for (let i = 1; i < scale; i++) rgba.copyWithin(first + i * width * 4, first, first + width * 4);
  }
  return { width, height, rgba, range: [least, greatest], colormap };
};
