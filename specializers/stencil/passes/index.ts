// The platform-independent passes of stencils: those over its loops, and between them those over what is computed
// at a point, applied to every sweep.
import { passesOver } from "../../ir/passes/index.ts";
import { mapList } from "../../ir/rewrite.ts";
import type { Pass } from "../../specializer.ts";
import { type BoundProgram, bound, type StencilProgram } from "../program.ts";
import { fuseLoops } from "./fuse-loops.ts";
import { orderOfPoints } from "./order.ts";
import { peelBoundary } from "./peel.ts";

const overSweeps = passesOver<BoundProgram>(
  ({ sweeps }) => sweeps.map(({ body }) => body),
  (program, run) => {
    const sweeps = mapList(program.sweeps, (sweep) => {
      const body = run(sweep.body);
      return body === sweep.body ? sweep : { ...sweep, body };
    });
    return sweeps === program.sweeps ? program : { ...program, sweeps };
  },
  ({ dtypes }) => dtypes,
);

export const passes: readonly Pass<StencilProgram>[] = [
  orderOfPoints,
  fuseLoops,
  ...overSweeps.map(({ run, notDone, ...pass }) => ({
    ...pass,
    run: (program: StencilProgram) => run(bound(program)),
    ...(notDone && { notDone: (program: StencilProgram) => notDone(bound(program)) }),
  })),
  peelBoundary,
];
