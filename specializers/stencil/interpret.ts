// The living definition of a bound stencil: point by point, rounded where a value is stored.
// It shares no code with what it is compared against.
import type { Boundary } from "../ir/dtype.ts";
import { interpretBody } from "../ir/interpret.ts";
import type { CallData, CallLayout, NumericArray } from "../specializer.ts";
import { bound, type StencilProgram } from "./program.ts";

/** Runs the program on `data`, as the TypeScript would. @throws RangeError reading outside of a grid with boundary "none" */
export function interpret(program: StencilProgram, call: CallLayout, { arrays, scalars }: CallData): void {
  for (const { over, domain, body } of bound(program).sweeps) {
    const extents = call.arrays[over]!.shape;
    const visit = (index: readonly number[]): void => {
      const axis = index.length;
      if (axis === extents.length)
        interpretBody(body, {
          values: new Map(Object.entries(scalars)),
          tables: arrays,
          load: (array, offset) => load(array, arrays[array]!, call.arrays[array]!.boundary, index, offset, extents),
          store(array, value) {
            arrays[array]![linear(index, extents)] = value;
          },
        });
      else for (let i = domain.from[axis]!; i < domain.to[axis]!; i += domain.step[axis]!) visit([...index, i]);
    };
    visit([]);
  }
}

const linear = (index: readonly number[], extents: readonly number[]) =>
  index.reduce((sum, i, axis) => sum * extents[axis]! + i, 0);

function load(
  name: string,
  values: NumericArray,
  boundary: Boundary,
  index: readonly number[],
  offset: readonly number[],
  extents: readonly number[],
): number {
  const moved = index.map((i, axis) => i + offset[axis]!);
  for (const [axis, i] of moved.entries()) {
    const n = extents[axis]!;
    if (i >= 0 && i < n) continue;
    if (typeof boundary === "number") return boundary;
    if (boundary === "none") throw new RangeError(`${name} is read at [${moved}], outside of the grid [${extents}]`);
    if (boundary === "clamp") moved[axis] = i < 0 ? 0 : n - 1;
    else {
      // wrap: period n; reflect: period 2n, whose second half runs backwards
      const period = boundary === "wrap" ? n : 2 * n;
      const place = i - period * Math.floor(i / period);
      moved[axis] = place < n ? place : period - 1 - place;
    }
  }
  return values[linear(moved, extents)]!;
}
