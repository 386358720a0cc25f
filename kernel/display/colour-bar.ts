// A colour bar beside a picture, with its numbers, as pixels of the same palette: it is there wherever a PNG is shown, in
// notebooks that are not trusted and on GitHub too. The numbers' grey has 4.3:1 on white and on JupyterLab's #111 alike.
import { drawText, textHeight, textWidth } from "./glyphs.ts";
import type { Pixels } from "./png.ts";

/** Indices of a palette: the map's colours, then the numbers' shades, then what is not painted. */
export const mapColours = 240;
const shades = 15;
export const transparent = 255;
const grey = 0x78;

const gap = 14;
const barWidth = 14;
const tick = 4;
const least = 120;
const between = 48;

/** The palette of a picture with a colour bar, and the opacity of each index. */
export function barPalette(colours: Uint8Array): Pick<Pixels, "palette" | "opacities"> {
  const palette = new Uint8Array(256 * 3).fill(grey);
  palette.set(colours.subarray(0, mapColours * 3));
  const opacities = Uint8Array.from({ length: 256 }, (_, index) => {
    if (index < mapColours) return 255;
    return index === transparent ? 0 : Math.round((255 * (index - mapColours + 1)) / shades);
  });
  return { palette, opacities };
}

/** Numbers at which a bar of some length is labelled: its ends, and round ones between that don't come near each other. */
export function ticksOf([low, high]: readonly [number, number], pixels: number): readonly number[] {
  const span = high - low;
  if (!(span > 0) || !Number.isFinite(span)) return [low];
  const most = Math.max(1, Math.floor(pixels / between));
  const power = 10 ** Math.floor(Math.log10(span / most));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => span / size <= most) ?? span;
  const first = Math.ceil(low / step);
  const round = Array.from({ length: Math.floor(high / step) - first + 1 }, (_, index) => (first + index) * step);
  const clear = (textHeight * 1.3 * span) / pixels;
  return [low, ...round.filter((x) => x - low > clear && high - x > clear), high];
}

/** What is next to nothing beside the range is 0. */
function tickText(x: number, [low, high]: readonly [number, number]): string {
  const rounded = Math.abs(x) < (high - low) * 1e-6 ? 0 : Number(x.toPrecision(4));
  const text = String(rounded);
  return text.length <= 8 && !text.includes("e") ? text : rounded.toExponential().replace("e+", "e");
}

/** A picture of palette indices with its colour bar to the right. */
export function withColourBar(picture: Pixels, range: readonly [number, number]): Pixels {
  const height = Math.max(picture.height, least);
  const margin = Math.ceil(textHeight / 2);
  const length = height - 2 * margin;
  const ticks = ticksOf(range, length);
  const texts = ticks.map((x) => tickText(x, range));
  const bar = picture.width + gap;
  const width = bar + barWidth + tick + 4 + Math.max(...texts.map(textWidth));
  const bytes = new Uint8Array(width * height).fill(transparent);
  for (let y = 0; y < picture.height; y++)
    bytes.set(picture.bytes.subarray(y * picture.width, (y + 1) * picture.width), y * width);
  for (let y = 0; y < length; y++) {
    const level = Math.round((1 - y / (length - 1)) * (mapColours - 1));
    bytes.fill(level, (y + margin) * width + bar, (y + margin) * width + bar + barWidth);
  }
  const ink = (x: number, y: number, coverage: number): void => {
    const shade = Math.round(coverage * shades) - 1;
    if (shade >= 0 && x < width && y >= 0 && y < height) bytes[y * width + x] = mapColours + shade;
  };
  for (const [index, x] of ticks.entries()) {
    const part = range[1] > range[0] ? (x - range[0]) / (range[1] - range[0]) : 0;
    const y = margin + Math.round((1 - part) * (length - 1));
    for (let at = 0; at < tick; at++) ink(bar + barWidth + at, y, 1);
    drawText(texts[index]!, bar + barWidth + tick + 4, y - textHeight / 2, ink);
  }
  return { ...picture, width, height, bytes };
}
