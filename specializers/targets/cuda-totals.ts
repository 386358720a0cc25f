// Totals over points on a GPU: each thread has its own, a block's threads put theirs together in shared memory as a tree,
// and one block puts the blocks' together, so that the same launch always adds in the same order.
import type { Sweep } from "../ir/platform.ts";
import { reducedIn } from "../ir/uses.ts";
import { type Shared, scalarContext } from "./c-context.ts";
import { cCombined } from "./c-scalar.ts";
import { neutral, sweepTotals } from "./c-totals.ts";
import { corePlacer } from "./loads.ts";
import { atom } from "./text.ts";

/** What a sweep's kernels do for the totals that it makes or reads. */
export function cudaTotals(sweep: Sweep, shared: Shared) {
  const { take } = sweepTotals(sweep, shared);
  const context = scalarContext(corePlacer("0"), shared);
  return {
    take,
    reduces: [...reducedIn(sweep.body)].map(([total, operator]) => {
      const own = shared.name(total);
      const combined = (left: string, right: string) => cCombined(operator, atom(left), atom(right), context).text;
      return {
        own,
        neutral: neutral[operator],
        tree: combined(`mine[thread].${own}`, `mine[thread + half].${own}`),
        strided: combined(`mine[thread].${own}`, `partial[1 + i].${own}`),
        final: combined(`partial->${own}`, `mine[0].${own}`),
      };
    }),
  };
}
