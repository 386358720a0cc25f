// An array as pixels: values through a colour map, or three planes as red, green and blue.
import { inspect } from "node:util";
import { type Colormap, colormapNames, colormapTable } from "./colormaps.ts";
import { barPalette, mapColours, transparent, withColourBar } from "./colour-bar.ts";
import { averaged, finiteRange, type ImageInput, type Planes, planesOf } from "./planes.ts";
import type { Pixels } from "./png.ts";

export interface ImageOptions {
  /** "viridis" unless said; planes of red, green and blue need none. */
  readonly colormap?: Colormap;
  /** The values that get the map's ends; the finite least and greatest unless said (for planes 0 and 255). */
  readonly range?: readonly [number, number];
  /** A colour bar with its numbers at the right; planes of red, green and blue have none. */
  readonly bar?: boolean;
  /** Pixels along each side of a point; unless said, small arrays are enlarged and large ones averaged. */
  readonly scale?: number;
}

export interface Raster {
  readonly pixels: Pixels;
  readonly range: readonly [number, number];
  /** Undefined for planes of red, green and blue. */
  readonly colormap: Colormap | undefined;
  readonly shape: readonly number[];
}

export const colourRange = [0, 255] as const;
const usualSide = 512;
const largestSide = 1024;

/** @throws TypeError or RangeError saying what would do */
export const checkImageOptions = ({ colormap = "viridis", range, scale }: ImageOptions): void => {
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

export const drawColours = (planes: Planes, scale: number, range: readonly [number, number]): Pixels => {
  const level = levels(planes, range, 255);
  const channels = hasGaps(planes) ? 4 : 3;
  return painted(planes, scale, channels, (bytes, at, row, column) => {
    const colour = [0, 1, 2].map((plane) => level(plane, row, column));
    if (colour.some(Number.isNaN)) return;
    bytes.set(colour, at);
    if (channels === 4) bytes[at + 3] = 255;
  });
};

/** Indices into a map of so many colours; points without a value get the last index of all. */
export const drawIndices = (
  planes: Planes,
  scale: number,
  range: readonly [number, number],
  colours: number,
): Pixels => {
  const level = levels(planes, range, colours - 1);
  return painted(planes, scale, 1, (bytes, at, row, column) => {
    const index = level(0, row, column);
    bytes[at] = Number.isNaN(index) ? transparent : index;
  });
};

const drawMap = (planes: Planes, scale: number, range: readonly [number, number], colormap: Colormap): Pixels => {
  const gaps = hasGaps(planes);
  const pixels = drawIndices(planes, scale, range, gaps ? transparent : transparent + 1);
  if (!gaps) return colormap === "greys" ? pixels : { ...pixels, palette: colormapTable(colormap, transparent + 1) };
  const palette = new Uint8Array((transparent + 1) * 3);
  palette.set(colormapTable(colormap, transparent));
  return { ...pixels, palette, opacities: new Uint8Array(transparent + 1).fill(255, 0, transparent) };
};

/** How an array of a size is shown: how many points become one, and how many pixels that one has. */
export const sizing = ({ rows, columns }: Planes, scale: number | undefined, largest = largestSide) => {
  const longest = Math.max(rows, columns);
  return {
    factor: scale === undefined ? Math.ceil(longest / largest) : 1,
    scale: scale ?? Math.max(1, Math.floor(usualSide / longest)),
  };
};

/**
 * Draws an array; points that are not a number are not painted.
 * @throws TypeError for anything but [rows, columns] or [3, rows, columns], and for unknown options.
 */
export const rasterOf = (source: ImageInput, options: ImageOptions = {}): Raster => {
  checkImageOptions(options);
  const all = planesOf(source);
  const { factor, scale } = sizing(all, options.scale);
  const planes = averaged(all, factor);
  if (all.count === 3) {
    const range = options.range ?? colourRange;
    return { pixels: drawColours(planes, scale, range), range, colormap: undefined, shape: shapeOf(all) };
  }
  const range = options.range ?? finiteRange(planes);
  const colormap = options.colormap ?? "viridis";
  const pixels =
    options.bar === false
      ? drawMap(planes, scale, range, colormap)
      : {
          ...withColourBar(drawIndices(planes, scale, range, mapColours), range),
          ...barPalette(colormapTable(colormap, mapColours)),
        };
  return { pixels, range, colormap, shape: shapeOf(all) };
};

export const shapeOf = ({ count, rows, columns }: Planes): readonly number[] =>
  count === 3 ? [3, rows, columns] : [rows, columns];
