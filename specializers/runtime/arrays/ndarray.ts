// NdArray: a real typed array that knows its shape. Row-major, 64-byte aligned.
import { inspect } from "node:util";
import type { DType } from "../../ir/dtype.ts";
import type { ArrayLayout, NumericArray } from "../../specializer.ts";
import { allocate, allocateShared } from "../memory.ts";
import { internLayout } from "./layout.ts";
import { internShape, showShape, sizeOf, stridesOf } from "./shape.ts";

/** What a typed array of any element type offers. */
type TypedArrayMembers = Omit<Float64Array, typeof Symbol.toStringTag | "valueOf">;

export interface NdArray extends TypedArrayMembers {
  [index: number]: number;
  readonly dtype: DType;
  /** Points along each axis, slowest first. */
  readonly shape: readonly number[];
  /** Elements from a point to the next one along each axis. */
  readonly strides: readonly number[];
}

/** The scijs `ndarray` convention, accepted wherever an array is: `stride` in elements. */
export interface StridedArray {
  readonly data: NumericArray;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
  readonly offset: number;
}

const shapeOf = Symbol("shape");

/** Method of a shaped array: its interned layout. */
export const layoutOf = Symbol("layout");
export const layoutCache = Symbol("layout cache");

/** Gives a typed array class a shape; slices and maps of its instances are plain typed arrays. */
function shaped(
  base: Float64ArrayConstructor | Float32ArrayConstructor | Int32ArrayConstructor | Uint8ArrayConstructor,
  dtype: DType,
) {
  const Base = base as Float64ArrayConstructor; // for the type checker alone: the four have the same members
  class Shaped extends Base {
    readonly [shapeOf]: readonly number[];
    readonly strides: readonly number[];
    static get [Symbol.species](): Float64ArrayConstructor {
      return Base;
    }
    constructor(storage: NumericArray, shape: readonly number[]) {
      super(storage.buffer as ArrayBuffer, storage.byteOffset, storage.length);
      this[shapeOf] = shape;
      this.strides = stridesOf(shape);
    }
    get shape(): readonly number[] {
      return this[shapeOf];
    }
    get dtype(): DType {
      return dtype;
    }
    [layoutCache]: ArrayLayout | undefined;
    [layoutOf](): ArrayLayout {
      this[layoutCache] ??= internLayout(dtype, this.shape, "none");
      return this[layoutCache];
    }
    [inspect.custom](_depth: number, options: object): string {
      return `${this.constructor.name} ${dtype} ${showShape(this.shape)} ${inspect(this.subarray(0, 24), {
        ...options,
        maxArrayLength: 24,
      })
        .replace(/^[^[]*/, "")
        .replace(/\s*\]$/, this.length > 24 ? ", … ]" : " ]")}`;
    }
  }
  return Shaped;
}

export const shapedClasses = {
  f64: shaped(Float64Array, "f64"),
  f32: shaped(Float32Array, "f32"),
  i32: shaped(Int32Array, "i32"),
  u8: shaped(Uint8Array, "u8"),
} as const;

for (const shapedClass of Object.values(shapedClasses))
  Object.defineProperty(shapedClass, "name", { value: "NdArray" });

const dtypes: readonly string[] = Object.keys(shapedClasses);

/** @throws TypeError for an element type that is not one of f64, f32, i32, u8. */
export function checkDType(dtype: unknown): DType {
  if (!dtypes.includes(dtype as string))
    throw new TypeError(`dtype is one of ${dtypes.join(", ")}; got ${inspect(dtype)}`);
  return dtype as DType;
}

export const isNdArray = (value: unknown): value is NdArray =>
  typeof value === "object" && value !== null && shapeOf in value;

export const isNumericArray = (value: unknown): value is NumericArray =>
  value instanceof Float64Array ||
  value instanceof Float32Array ||
  value instanceof Int32Array ||
  value instanceof Uint8Array;

export const isStridedArray = (value: unknown): value is StridedArray => {
  const array = value as Partial<StridedArray> | null;
  return (
    typeof value === "object" &&
    isNumericArray(array?.data) &&
    Array.isArray(array.shape) &&
    Array.isArray(array.stride) &&
    typeof array.offset === "number"
  );
};

export function dtypeOf(array: NumericArray): DType {
  if (array instanceof Float64Array) return "f64";
  if (array instanceof Float32Array) return "f32";
  return array instanceof Int32Array ? "i32" : "u8";
}

export interface ArrayOptions {
  /** Element type; f64 unless said. */
  readonly dtype?: DType;
}

export const NdArray = {
  /** An array of zeros. @throws RangeError for a shape that is none. */
  zeros(shape: readonly number[], options: ArrayOptions = {}): NdArray {
    const dtype = checkDType(options.dtype ?? "f64");
    const interned = internShape(shape);
    return new shapedClasses[dtype](allocate(dtype, sizeOf(interned), allocateShared), interned) as unknown as NdArray;
  },

  /** A copy of `values` in row-major order; `shape` is one axis unless said. @throws RangeError if the count differs from the shape's. */
  from(values: ArrayLike<number>, shape: readonly number[] = [values.length], options: ArrayOptions = {}): NdArray {
    const array = NdArray.zeros(shape, { dtype: options.dtype ?? (isNumericArray(values) ? dtypeOf(values) : "f64") });
    if (array.length !== values.length)
      throw new RangeError(`the shape ${showShape(shape)} has ${array.length} elements; got ${values.length}`);
    array.set(values as ArrayLike<number>);
    return array;
  },

  [Symbol.hasInstance](value: unknown): boolean {
    return isNdArray(value);
  },
} as const;
