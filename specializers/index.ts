// What `import … from "taipan"` gives.

export type { Colormap } from "./images/colormaps.ts";
export { type Png, pngOf, type ReadImageOptions, readImage } from "./images/png.ts";
export type { ImageOptions, ImageSource, StridedImageSource } from "./images/raster.ts";
export type { Boundary, DType } from "./ir/dtype.ts";
