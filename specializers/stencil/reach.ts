// How far a loop's reads go, and whether they can leave the grid.
import { usesOf } from "../ir/uses.ts";
import type { Sweep } from "./program.ts";

export interface Reach {
  readonly below: number;
  readonly above: number;
}

/** By axis, how far reads go below and above the point. */
export function reachOf({ domain, body }: Pick<Sweep, "domain" | "body">): readonly Reach[] {
  const { loads } = usesOf(body);
  return domain.step.map((_, axis) => ({
    below: Math.max(0, ...loads.map(({ offset }) => -(offset[axis] ?? 0))),
    above: Math.max(0, ...loads.map(({ offset }) => offset[axis] ?? 0)),
  }));
}

/** Whether the edges of a domain keep every read inside, whatever the extents: then it has no shell. */
export const staysInside = (sweep: Pick<Sweep, "domain" | "body">): boolean =>
  reachOf(sweep).every(({ below, above }, axis) => {
    const [from, to] = [sweep.domain.fromEdges[axis], sweep.domain.toEdges[axis]];
    const low = below === 0 || (from?.anchor === "start" && from.offset >= below);
    const high = above === 0 || (to?.anchor === "end" && -to.offset >= above);
    return low && high;
  });
