// Element types of arrays, and what each costs and becomes in C.

export type DType = "f64" | "f32" | "i32" | "u8";

export const bytesOf: Readonly<Record<DType, number>> = { f64: 8, f32: 4, i32: 4, u8: 1 };
export const cTypeOf: Readonly<Record<DType, string>> = { f64: "double", f32: "float", i32: "int32_t", u8: "uint8_t" };

/** What a read outside of a grid means: an error, the nearest point, the other side, the mirrored point, or a number. */
export type Boundary = "none" | "clamp" | "wrap" | "reflect" | number;
