// `display.image(u)`: an array as a PNG picture in the cell's output.
import type { MimeBundle } from "../../specializers/index.ts";
import type { ImageInput } from "./planes.ts";
import { encodePng } from "./png.ts";
import { type ImageOptions, type Raster, rasterOf } from "./raster.ts";

/**
 * The MIME bundle of an array of shape [rows, columns], or [3, rows, columns] for red, green and blue.
 * @throws TypeError for any other shape, and for unknown options.
 */
export const imageBundle = (source: ImageInput, options: ImageOptions = {}): MimeBundle => {
  const raster = rasterOf(source, options);
  return {
    "image/png": encodePng(raster.pixels).toString("base64"),
    "text/plain": `image of ${pictureText(raster)}`,
  };
};

/** "4 × 8, viridis from 0 to 1" */
export const pictureText = ({ shape, colormap, range }: Omit<Raster, "pixels">): string => {
  const [least, greatest] = range.map((x) => Number(x.toPrecision(4)));
  return `${shape.join(" × ")}, ${colormap ?? "rgb"} from ${least} to ${greatest}`;
};
