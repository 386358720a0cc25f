// What `import … from "taipan"` gives, and what a notebook session needs of the compiler.
import { map } from "./map/index.ts";
import { registerSpecializer } from "./registry.ts";
import { stencil } from "./stencil/index.ts";

registerSpecializer(stencil);
registerSpecializer(map);

export type { CellRequest, Mark, MarkOptions } from "./cells.ts";
export { registerTemplate } from "./codegen/templates.ts";
export { type FitOptions, GaussianMixture } from "./gaussian-mixture.ts";
export type { ChunkedSource, ChunkSequence } from "./gmm/chunks.ts";
export { type FileRows, type FileRowsOptions, rowsOfFile } from "./gmm/file-rows.ts";
export { MixtureError } from "./gmm/messages.ts";
export type { MixtureOptions } from "./gmm/options.ts";
export type { Matrix } from "./gmm/rows.ts";
export type { CallRecord, Host, MimeBundle, Output } from "./host.ts";
export { type ReadImageOptions, readImage } from "./images/read-image.ts";
export type { Boundary, DType } from "./ir/dtype.ts";
export type { SourceText, Span } from "./ir/span.ts";
export { markCell } from "./mark-cell.ts";
export { setHost } from "./node-host.ts";
export { registerSpecializer, specializerNames } from "./registry.ts";
export { Grid, type GridOptions, grid, type PointsOptions } from "./runtime/arrays/grid.ts";
export { type ArrayOptions, NdArray, type StridedArray } from "./runtime/arrays/ndarray.ts";
export { StencilKernel } from "./runtime/arrays/stencil-kernel.ts";
export { type SpecializedFunction, type SpecializeOptions, specialize } from "./specialize.ts";
export type { Specializer } from "./specializer.ts";
export { type Diagnostic, DiagnosticError } from "./syntax/diagnostic.ts";
