// What `import … from "taipan"` gives.
export type { Boundary, DType } from "./ir/dtype.ts";
