// The platform-independent passes of stencils: those over what is computed at a point, applied to every sweep.
import { type BodyPass, bodyPasses } from "../../ir/passes/index.ts";
import { mapList } from "../../ir/rewrite.ts";
import type { Pass } from "../../specializer.ts";
import { bound, type StencilProgram, type Sweep } from "../program.ts";

function overSweeps({ name, exact, does, run, notDone }: BodyPass): Pass<StencilProgram> {
  const pass: Pass<StencilProgram> = {
    name,
    exact,
    does,
    run(program) {
      const { sweeps, dtypes, ...rest } = bound(program);
      const after = mapList(sweeps, (sweep): Sweep => {
        const body = run(sweep.body, dtypes);
        return body === sweep.body ? sweep : { ...sweep, body };
      });
      return after === sweeps ? program : { ...rest, dtypes, sweeps: after, exact: rest.exact && exact };
    },
  };
  if (!notDone) return pass;
  return { ...pass, notDone: (program) => bound(program).sweeps.flatMap(({ body }) => notDone(body)) };
}

export const passes: readonly Pass<StencilProgram>[] = bodyPasses.map(overSweeps);
