// The passes over what is computed at a point, in the order in which they run.

import type { Pass } from "../../specializer.ts";
import { columnSums } from "./columns.ts";
import { propagateCopies } from "./copies.ts";
import { deadCode } from "./dead-code.ts";
import { earlySums } from "./early-sums.ts";
import { factorSums } from "./factor.ts";
import { foldConstants } from "./fold.ts";
import { forwardStores } from "./forward-stores.ts";
import { hoistInvariants } from "./hoist.ts";
import type { Body, BodyPass } from "./pass.ts";
import { branchToSelect } from "./select.ts";
import { singleAssignment } from "./single-assignment.ts";
import { exactStrength, relaxedArithmetic } from "./strength.ts";
import { commonSubexpressions } from "./subexpressions.ts";
import { unrollLoops } from "./unroll.ts";

export type { Body, BodyPass } from "./pass.ts";

export const bodyPasses: readonly BodyPass[] = [
  unrollLoops,
  branchToSelect,
  forwardStores,
  singleAssignment,
  propagateCopies,
  foldConstants,
  factorSums,
  columnSums,
  hoistInvariants,
  commonSubexpressions,
  exactStrength,
  relaxedArithmetic,
  deadCode,
  earlySums,
];

/** The passes of a domain: `apply` runs one over each body of a program, and gives the program itself back if none changed. */
export const passesOver = <P extends { readonly exact: boolean }>(
  bodiesOf: (program: P) => readonly Body[],
  apply: (program: P, run: (body: Body) => Body) => P,
  dtypesOf: (program: P) => Parameters<BodyPass["run"]>[1],
): readonly Pass<P>[] =>
  bodyPasses.map(({ name, exact, does, run, notDone }) => ({
    name,
    exact,
    does,
    run(program) {
      const after = apply(program, (body) => run(body, dtypesOf(program)));
      return after === program ? program : { ...after, exact: program.exact && exact };
    },
    ...(notDone && { notDone: (program: P) => bodiesOf(program).flatMap((body) => notDone(body)) }),
  }));
