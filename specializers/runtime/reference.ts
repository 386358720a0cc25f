// The TypeScript function in the trial process: text that came from the session, on arrays as a user would make them.
import type { ArrayLayout, NumericArray } from "../specializer.ts";
import { gridOver } from "./arrays/grid.ts";

/**
 * One call of the reference, ready to be timed. `source` is the body of a function of `(arrays, scalars)` that returns
 * a function without parameters: "const f = …; return () => f(arrays.u, arrays.out, scalars.s);". Arrays are grids with
 * the boundary and the neighbourhoods of their layouts. Throws what the text throws.
 */
export const referenceCall = (
  source: string,
  arrays: Readonly<Record<string, NumericArray>>,
  layouts: Readonly<Record<string, ArrayLayout>>,
  scalars: Readonly<Record<string, number>>,
): (() => unknown) => {
  const grids = Object.entries(arrays).map(([name, array]) => {
    const layout = layouts[name];
    if (layout === undefined) throw new Error(`The reference has no layout for ${name}`);
    const grid = gridOver(array, layout.shape, layout.boundary);
    if (layout.neighborhoods !== undefined) {
      grid.neighborhoods.splice(0, grid.neighborhoods.length, ...structuredClone(layout.neighborhoods as number[][][]));
    }
    return [name, grid] as const;
  });
  const make = new Function("arrays", "scalars", source) as (arrays: unknown, scalars: unknown) => () => unknown;
  return make(Object.fromEntries(grids), scalars);
};
