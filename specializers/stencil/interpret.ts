// The living definition of a bound stencil: point by point, rounded where a value is stored.
// It shares no code with what it is compared against.
import type { Boundary } from "../ir/dtype.ts";
import { evaluate, interpretBody, type Scope, type Value } from "../ir/interpret.ts";
import type { CallData, CallLayout, NumericArray } from "../specializer.ts";
import { type Block, bound, type StencilProgram } from "./program.ts";

/** Runs the program on `data`, as the TypeScript would. @throws RangeError reading outside of a grid with boundary "none" */
export function interpret(program: StencilProgram, call: CallLayout, { arrays, scalars }: CallData): void {
  const { sweeps, totals, returns } = bound(program);
  const values = new Map<string, Value>(Object.entries(scalars));
  const shape = call.arrays[sweeps[0]?.over ?? ""]?.shape ?? [];
  for (const [axis, name] of (totals?.extents ?? []).entries()) values.set(name, shape[axis]!);
  const outside: Scope = { values, tables: arrays, load: nowhere, store: nowhere };
  for (const { name, initial } of totals?.reductions ?? []) values.set(name, evaluateBlock(initial, outside)[0]!);
  for (const { over, domain, body } of sweeps) {
    const extents = call.arrays[over]!.shape;
    const index = extents.map(() => 0);
    const run = interpretBody(body);
    const scope: Scope = {
      values,
      tables: arrays,
      load: (array, offset) => load(array, arrays[array]!, call.arrays[array]!.boundary, index, offset, extents),
      store(array, value) {
        arrays[array]![linear(index, extents)] = value;
      },
    };
    const visit = (axis: number): void => {
      if (axis === extents.length) run(scope);
      else
        for (let i = domain.from[axis]!; i < domain.to[axis]!; i += domain.step[axis]!) {
          index[axis] = i;
          visit(axis + 1);
        }
    };
    visit(0);
  }
  if (returns) arrays[returns.name]!.set(evaluateBlock(totals!.returned, outside) as number[]);
}

function evaluateBlock({ statements, values }: Block, scope: Scope): readonly Value[] {
  interpretBody(statements)(scope);
  return values.map((value) => evaluate(value)(scope));
}

const nowhere = (array: string): never => {
  throw new TypeError(`${array} is used outside of the point loops`);
};

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
  let place = 0;
  for (let axis = 0; axis < extents.length; axis++) {
    const n = extents[axis]!;
    let i = index[axis]! + offset[axis]!;
    if (i < 0 || i >= n) {
      if (typeof boundary === "number") return boundary;
      if (boundary === "none")
        throw new RangeError(`${name} is read at ${offset} of [${index}], outside of [${extents}]`);
      if (boundary === "clamp") i = i < 0 ? 0 : n - 1;
      else {
        // wrap: period n; reflect: period 2n, whose second half runs backwards
        const period = boundary === "wrap" ? n : 2 * n;
        i -= period * Math.floor(i / period);
        if (i >= n) i = period - 1 - i;
      }
    }
    place = place * n + i;
  }
  return values[place]!;
}
