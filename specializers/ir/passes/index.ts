// The passes over what is computed at a point, in the order in which they run.
import { propagateCopies } from "./copies.ts";
import { deadCode } from "./dead-code.ts";
import { foldConstants } from "./fold.ts";
import { forwardStores } from "./forward-stores.ts";
import type { BodyPass } from "./pass.ts";
import { branchToSelect } from "./select.ts";
import { singleAssignment } from "./single-assignment.ts";
import { exactStrength, reciprocals } from "./strength.ts";
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
  commonSubexpressions,
  exactStrength,
  reciprocals,
  deadCode,
];
