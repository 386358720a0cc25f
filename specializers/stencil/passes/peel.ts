// Where boundary rules are applied: lowering splits the points of a loop; here it is said of which.
import type { Pass } from "../../specializer.ts";
import { bound, type StencilProgram } from "../program.ts";
import { staysInside } from "../reach.ts";

export const peelBoundary: Pass<StencilProgram> = {
  name: "boundary peeling",
  exact: true,
  does: "Does the points whose reads stay inside of the grid in a loop without tests, and those near its faces apart.",
  run: (program) => program,
  notDone: (program) =>
    bound(program).sweeps.flatMap((sweep, index, { length }) =>
      staysInside(sweep)
        ? [`${length > 1 ? `loop ${index + 1}` : "the loop"} needs none: its points keep their reads inside`]
        : [],
    ),
};
