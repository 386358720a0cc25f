// PNG files as grids. pngjs is loaded at the first use: few sessions need it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { inspect } from "node:util";
import type { Boundary, DType } from "../ir/dtype.ts";
import { type Grid, grid } from "../runtime/arrays/grid.ts";

const load = (): typeof import("pngjs") => createRequire(import.meta.url)("pngjs");

export interface ReadImageOptions {
  /** "grey": one plane of luminance, [rows, columns]; "rgb": [3, rows, columns]. "grey" unless said. */
  readonly channels?: "grey" | "rgb";
  /** Element type; f64 unless said. */
  readonly dtype?: DType;
  /** What a stencil reads outside of the picture; "reflect" unless said. */
  readonly boundary?: Boundary;
}

// ITU-R BT.601
const luminance = [0.299, 0.587, 0.114] as const;

/**
 * Reads a PNG file into a grid of values from 0 to 255. A relative path starts at the notebook's folder.
 * @throws Error for a file that is missing or no PNG.
 */
export const readImage = (path: string, options: ReadImageOptions = {}): Grid => {
  const { channels = "grey", dtype = "f64", boundary = "reflect" } = options;
  if (channels !== "grey" && channels !== "rgb")
    throw new TypeError(`channels is "grey" or "rgb"; got ${inspect(channels)}`);
  const bytes = readFileSync(path);
  let png: { readonly width: number; readonly height: number; readonly data: Uint8Array };
  try {
    png = load().PNG.sync.read(bytes);
  } catch (error) {
    throw new Error(`${path} is not a PNG file that can be read: ${error instanceof Error ? error.message : error}`);
  }
  const { width, height, data } = png;
  const points = width * height;
  const made = grid(channels === "rgb" ? [3, height, width] : [height, width], { dtype, boundary });
  for (let point = 0; point < points; point++) {
    const [red, green, blue] = [data[point * 4]!, data[point * 4 + 1]!, data[point * 4 + 2]!];
    if (channels === "grey") made[point] = luminance[0] * red + luminance[1] * green + luminance[2] * blue;
    else {
      made[point] = red;
      made[points + point] = green;
      made[2 * points + point] = blue;
    }
  }
  return made;
};
