// `display.image(u)`: an array as a PNG picture in the cell's output. pngjs is loaded at the first use.
import { createRequire } from "node:module";
import type { MimeBundle } from "../../specializers/host.ts";
import { type ImageOptions, type ImageSource, rasterOf, type StridedImageSource } from "./raster.ts";

const load = (): typeof import("pngjs") => createRequire(import.meta.url)("pngjs");

export type ImageInput = ImageSource | StridedImageSource;

/**
 * The MIME bundle of an array of shape [rows, columns], or [3, rows, columns] for red, green and blue.
 * @throws TypeError for any other shape, and for unknown options.
 */
export const imageBundle = (source: ImageInput, options: ImageOptions = {}): MimeBundle => {
  const { width, height, rgba, range, colormap } = rasterOf(source, options);
  const { PNG } = load();
  const png = new PNG({ width, height });
  png.data = Buffer.from(rgba.buffer, rgba.byteOffset, rgba.byteLength);
  const opaque = rgba.every((byte, at) => at % 4 !== 3 || byte === 255);
  const bytes = PNG.sync.write(png, { colorType: opaque ? 2 : 6, inputColorType: 6, inputHasAlpha: true });
  const [least, greatest] = range.map((x) => Number(x.toPrecision(4)));
  return {
    "image/png": bytes.toString("base64"),
    "text/plain": `image of ${source.shape.join(" × ")}, ${colormap ?? "rgb"} from ${least} to ${greatest}`,
  };
};
