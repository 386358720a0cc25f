// Shapes: checked, frozen and interned, so that two arrays of one shape hold the same object.
const interned = new Map<string, readonly number[]>();

/** @throws RangeError unless `shape` is 1 to 6 positive whole numbers whose product can be indexed. */
export function internShape(shape: readonly number[]): readonly number[] {
  const key = shape.join();
  const known = interned.get(key);
  if (known) return known;
  if (
    !Array.isArray(shape) ||
    shape.length < 1 ||
    shape.length > 6 ||
    !shape.every((n) => Number.isInteger(n) && n > 0)
  )
    throw new RangeError(`a shape is 1 to 6 positive whole numbers, one per axis; got [${shape}]`);
  if (sizeOf(shape) > 2 ** 33)
    throw new RangeError(`the shape [${shape}] has ${sizeOf(shape)} points; 2^33 is the most`);
  const frozen = Object.freeze([...shape]);
  interned.set(key, frozen);
  return frozen;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

/** Row-major strides in elements. */
export function stridesOf(shape: readonly number[]): readonly number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** The index along each axis of a linear index. */
export function coordinatesOf(point: number, strides: readonly number[]): number[] {
  let rest = point;
  return strides.map((stride) => {
    const index = Math.floor(rest / stride);
    rest -= index * stride;
    return index;
  });
}

export const showShape = (shape: readonly number[]): string => shape.join("×");
