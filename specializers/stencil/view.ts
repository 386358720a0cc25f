// What a call's arrays are to a nest of loops: `u[i*m + j]` makes a grid of rows of m of whatever array is passed.
import { constant } from "../ir/construct.ts";
import type { CallLayout } from "../specializer.ts";
import { decline } from "../syntax/messages.ts";
import { evaluateEdge } from "./bind-domain.ts";
import type { StencilProgram } from "./program.ts";

/** Whether it is made of loops over flat arrays, which TypeScript runs whatever is passed. */
export const isNest = (program: StencilProgram): boolean =>
  (program.stage === "bound" ? program.symbolic : program).rows !== undefined;

/** The call with the shapes that the program's subscripts give its arrays. */
export function view(program: StencilProgram, call: CallLayout): CallLayout {
  const { rows, parameters, source } = program.stage === "bound" ? program.symbolic : program;
  if (!rows) return call;
  const names = new Map(
    Object.entries(call.constants).map(([name, value]) => [name, constant(program.at, value)] as const),
  );
  const lengthOf = (name: string) => call.arrays[name]?.shape.reduce((a, b) => a * b, 1);
  const arrays = parameters.map(({ name, role, at }) => {
    const layout = call.arrays[name];
    if (role !== "grid" || !layout) return [name, layout] as const;
    const inner = rows.map((row, index) => {
      const { scale, offset } = evaluateEdge(row, index + 1, { names, locals: new Map(), ties: undefined }, source);
      return scale === 0 ? offset : scale * (layout.shape[index + 1] ?? Number.NaN) + offset;
    });
    const size = inner.reduce((a, b) => a * b, 1);
    const outer = lengthOf(name)! / size;
    if (![outer, ...inner].every((extent) => Number.isSafeInteger(extent) && extent > 0))
      return decline("CALL_ROWS", source, at, name, lengthOf(name)!, inner);
    // subscripts know no boundary rule
    return [name, { dtype: layout.dtype, shape: [outer, ...inner], boundary: "none" }] as const;
  });
  return { ...call, arrays: Object.fromEntries(arrays.filter(([, layout]) => layout)) as CallLayout["arrays"] };
}
