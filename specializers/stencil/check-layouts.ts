// Odd small layouts on which a variant is held against the definition: remainders of tiles and vectors, halos on all
// sides, a grid hardly larger than its halo.
import type { CallLayout } from "../specializer.ts";
import { DiagnosticError } from "../syntax/diagnostic.ts";
import { bind } from "./bind.ts";
import { leastExtents } from "./least-extents.ts";
import { bound, type StencilProgram } from "./program.ts";
import { scalarsFor, shapeWithin, tiesOf } from "./ties.ts";

/** Extents beyond what halos take. */
const shapes: Readonly<Record<number, readonly (readonly number[])[]>> = {
  1: [[3], [37], [131], [1030]],
  2: [
    [3, 2],
    [7, 19],
    [9, 67],
    [20, 131],
  ],
  3: [
    [3, 2, 2],
    [5, 7, 19],
    [4, 5, 67],
    [3, 37, 6],
  ],
  4: [
    [2, 1, 2, 2],
    [3, 4, 2, 19],
    [5, 2, 3, 7],
  ],
  5: [
    [1, 2, 1, 2, 2],
    [3, 2, 1, 2, 11],
    [2, 1, 3, 2, 3],
  ],
  6: [
    [1, 1, 2, 1, 1, 2],
    [2, 1, 1, 2, 1, 9],
    [1, 2, 1, 1, 2, 3],
  ],
};

/** The layouts of other shapes, all else alike, for which the program can be bound. */
export function checkLayouts(program: StencilProgram, call: CallLayout): readonly CallLayout[] {
  const { rank, sweeps, symbolic, parameters } = bound(program);
  const over = sweeps[0]?.over;
  if (over === undefined) return [];
  const actual = call.arrays[over]!.shape;
  const least = leastExtents(bound(program));
  const steps = actual.map((_, axis) => sweeps.reduce((product, { domain }) => product * domain.step[axis]!, 1));
  const wanted = shapes[rank]!.flatMap((shape) => {
    const extents = shape.map((extent, axis) => extent + least[axis]!);
    // the actual extent's place in a strided pattern, as red-black with "wrap" needs it
    const aligned = extents.map((extent, axis) => {
      const step = steps[axis]!;
      return extent + ((((actual[axis]! - extent) % step) + step) % step);
    });
    return String(aligned) === String(extents) ? [extents] : [extents, aligned];
  });
  const ties = tiesOf(symbolic, call);
  const shaped = new Map(wanted.map((each) => shapeWithin(ties, actual, each)).map((each) => [String(each), each]));
  const grids = new Set(parameters.filter(({ role }) => role === "grid").map(({ name }) => name));
  const layouts = [...shaped.values()].map((shape) => ({
    constants: scalarsFor(ties, call.constants, shape),
    arrays: Object.fromEntries(
      Object.entries(call.arrays).map(([name, layout]) => [name, grids.has(name) ? { ...layout, shape } : layout]),
    ),
  }));
  return layouts.filter((layout) => canBind(symbolic, layout));
}

function canBind(program: StencilProgram, layout: CallLayout): boolean {
  try {
    bind(program, layout);
    return true;
  } catch (error) {
    if (error instanceof DiagnosticError) return false;
    throw error;
  }
}
