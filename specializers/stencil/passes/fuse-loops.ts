// Loops over the same points that follow each other become one, so that what both need comes from memory once.
import { freshName } from "../../ir/names.ts";
import { declaredNames, renameIn } from "../../ir/rename.ts";
import { namesIn, storedArrays } from "../../ir/rewrite.ts";
import { reducedIn, usesOf } from "../../ir/uses.ts";
import type { Pass } from "../../specializer.ts";
import { type BoundProgram, type Box, bound, type StencilProgram, type Sweep } from "../program.ts";

export const fuseLoops: Pass<StencilProgram> = {
  name: "loop fusion",
  exact: true,
  does: "Does loops over the same points in one pass over memory, where no point needs what another one has not done yet.",
  run(program) {
    const before = bound(program);
    const sweeps: Sweep[] = [];
    for (const sweep of before.sweeps) {
      const last = sweeps.at(-1);
      if (last && whyApart(last, sweep) === undefined) sweeps.splice(-1, 1, fused(last, sweep, before));
      else sweeps.push(sweep);
    }
    return sweeps.length === before.sweeps.length ? program : { ...before, sweeps };
  },
  notDone(program) {
    const { sweeps } = bound(program);
    return sweeps.slice(1).flatMap((sweep, index) => {
      const why = whyApart(sweeps[index]!, sweep);
      return why === undefined ? [] : [`loops ${index + 1} and ${index + 2} stay apart: ${why}`];
    });
  },
};

/** Why the second loop can't do its points as the first one does them; for any extents, as the text serves all. */
function whyApart(first: Sweep, second: Sweep): string | undefined {
  if (!sameBox(first.domain, second.domain)) return "they are over other points";
  if (first.dependences || second.dependences) return "the points of one run in order";
  const displaced = displacedRead(second, first) ?? displacedRead(first, second);
  if (displaced !== undefined) return `${displaced} is written by one and read at other points by the other`;
  const totals = reducedIn(first.body);
  const used = namesIn(second.body);
  for (const [total, operator] of totals)
    if (used.has(total)) return `the second needs the whole of ${total}`;
    else if (reducedIn(second.body).has(total) && operator !== "min" && operator !== "max")
      return `both add to ${total}, in the order of their points`;
  return undefined;
}

const sameBox = (a: Box, b: Box): boolean =>
  JSON.stringify([a.fromEdges, a.toEdges, a.step]) === JSON.stringify([b.fromEdges, b.toEdges, b.step]);

/** An array that `reader` reads at another point than its own, and `writer` writes. */
function displacedRead(reader: Sweep, writer: Sweep): string | undefined {
  const written = storedArrays(writer.body);
  return usesOf(reader.body).loads.find(({ array, offset }) => written.has(array) && offset.some((by) => by !== 0))
    ?.array;
}

function fused(first: Sweep, second: Sweep, { parameters, totals }: BoundProgram): Sweep {
  const here = namesIn(first.body);
  const taken = new Set([
    ...here,
    ...namesIn(second.body),
    ...parameters.map(({ name }) => name),
    ...(totals?.reductions ?? []).map(({ name }) => name),
  ]);
  const names = new Map(
    [...declaredNames(second.body)].flatMap((name) =>
      here.has(name) ? [[name, freshName(name, taken)] as const] : [],
    ),
  );
  return { ...first, body: [...first.body, ...renameIn(second.body, names)] };
}
