// Iterating the points of a box in row-major order, as linear indices.

export interface Box {
  readonly from: readonly number[];
  /** Exclusive. */
  readonly to: readonly number[];
  readonly step: readonly number[];
}

export function* boxPoints(box: Box, strides: readonly number[]): Generator<number, void, undefined> {
  const last = strides.length - 1;
  const { from, to, step } = box;
  if (from.some((start, axis) => start >= to[axis]!)) return;
  const index = [...from];
  for (;;) {
    let row = 0;
    for (let axis = 0; axis < last; axis++) row += index[axis]! * strides[axis]!;
    const end = row + to[last]!;
    for (let point = row + from[last]!; point < end; point += step[last]!) yield point;
    let axis = last - 1;
    for (; axis >= 0; axis--) {
      index[axis]! += step[axis]!;
      if (index[axis]! < to[axis]!) break;
      index[axis] = from[axis]!;
    }
    if (axis < 0) return;
  }
}
