// Which points depend on each other: found when the program was bound; here it is said.
import type { Pass } from "../../specializer.ts";
import { bound, type Dependence, type StencilProgram } from "../program.ts";

/** Why the points of a loop run one after the other. */
export const orderReason = ({ array, offset }: Dependence): string =>
  `${array} is read at (${offset.join(", ")}) by the loop that writes it, so its points run in order on one thread`;

export const orderOfPoints: Pass<StencilProgram> = {
  name: "order of points",
  exact: true,
  does: "Runs the points of a loop in any order, unless one reads what another one writes.",
  run: (program) => program,
  notDone: (program) => bound(program).sweeps.flatMap(({ dependences = [] }) => dependences.map(orderReason)),
};
