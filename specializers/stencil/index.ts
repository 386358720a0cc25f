// The specializer of stencils: point loops over grids of one shape.
import type { Specializer } from "../specializer.ts";
import { bind, structural } from "./bind.ts";
import { checkLayouts } from "./check-layouts.ts";
import { cost } from "./cost.ts";
import { withCudaSweeps } from "./cuda-variants.ts";
import { errorBound } from "./error-bound.ts";
import { interpret } from "./interpret.ts";
import { iterated, iteration } from "./iterate/index.ts";
import { lower } from "./lower.ts";
import { passes } from "./passes/index.ts";
import { print } from "./print.ts";
import type { StencilProgram } from "./program.ts";
import { recognise } from "./recognise.ts";
import { variants } from "./variants.ts";
import { isNest, view } from "./view.ts";

export type { StencilProgram } from "./program.ts";

export const stencil: Specializer<StencilProgram> = {
  name: "stencil",
  recognise,
  print,
  structural,
  view,
  runsAnyCall: isNest,
  bind,
  passes,
  interpret,
  errorBound,
  checkLayouts,
  variants: (program, call, machine, exact) =>
    withCudaSweeps(variants(program, call, machine, exact), program, call, machine, exact),
  lower,
  cost,
  iterated(step) {
    const program = iterated(step);
    return program && { specializer: iteration as unknown as Specializer, program };
  },
};
