// `display.image(u)`: an array as a picture in the cell's output.
import {
  type ImageOptions,
  type ImageSource,
  type MimeBundle,
  pngOf,
  type StridedImageSource,
} from "../../specializers/index.ts";

/** The MIME bundle of an array of shape [rows, columns], or [3, rows, columns] for red, green and blue. */
export const imageBundle = (source: ImageSource | StridedImageSource, options: ImageOptions = {}): MimeBundle => {
  const { bytes, text } = pngOf(source, options);
  return { "image/png": Buffer.from(bytes).toString("base64"), "text/plain": text };
};
