// `display.image(u)`: an array as a PNG picture in the cell's output.
import type { MimeBundle } from "../../specializers/index.ts";
import { encodePng } from "./png.ts";
import { type ImageOptions, type ImageSource, rasterOf, type StridedImageSource } from "./raster.ts";

export type ImageInput = ImageSource | StridedImageSource;

/**
 * The MIME bundle of an array of shape [rows, columns], or [3, rows, columns] for red, green and blue.
 * @throws TypeError for any other shape, and for unknown options.
 */
export const imageBundle = (source: ImageInput, options: ImageOptions = {}): MimeBundle => {
  const { pixels, range, colormap } = rasterOf(source, options);
  const [least, greatest] = range.map((x) => Number(x.toPrecision(4)));
  return {
    "image/png": encodePng(pixels).toString("base64"),
    "text/plain": `image of ${source.shape.join(" × ")}, ${colormap ?? "rgb"} from ${least} to ${greatest}`,
  };
};
