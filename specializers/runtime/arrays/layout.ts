// Layouts of arrays, interned: arrays that generated code can't tell apart share one object.
import type { Boundary, DType } from "../../ir/dtype.ts";
import type { ArrayLayout } from "../../specializer.ts";
import { showShape } from "./shape.ts";

const interned = new Map<string, ArrayLayout>();

export function internLayout(
  dtype: DType,
  shape: readonly number[],
  boundary: Boundary,
  neighborhoods?: readonly (readonly (readonly number[])[])[],
): ArrayLayout {
  const key = `${dtype} ${shape.join()} ${boundary} ${neighborhoods ? JSON.stringify(neighborhoods) : ""}`;
  let layout = interned.get(key);
  if (!layout) {
    layout = Object.freeze({
      dtype,
      shape,
      boundary,
      ...(neighborhoods && { neighborhoods: structuredClone(neighborhoods) }),
    });
    interned.set(key, layout);
  }
  return layout;
}

const flat = {
  f64: new Map<number, ArrayLayout>(),
  f32: new Map<number, ArrayLayout>(),
  i32: new Map<number, ArrayLayout>(),
  u8: new Map<number, ArrayLayout>(),
};

/** The layout of a plain typed array: one axis. */
export function flatLayout(dtype: DType, length: number): ArrayLayout {
  const known = flat[dtype].get(length);
  if (known) return known;
  const layout = internLayout(dtype, Object.freeze([length]), "none");
  flat[dtype].set(length, layout);
  return layout;
}

/** "f64 256×256×256", with the boundary where there is one. */
export const showLayout = ({ dtype, shape, boundary }: ArrayLayout): string =>
  `${dtype} ${showShape(shape)}${boundary === "none" ? "" : ` ${boundary}`}`;
