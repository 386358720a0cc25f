// How small a grid may be for a program.
import { visitBody } from "../ir/rewrite.ts";
import type { BoundProgram } from "./program.ts";

/** Along each axis: the halo on both sides, and what fixed bounds of domains ask for. */
export function leastExtents({ sweeps, rank }: Pick<BoundProgram, "sweeps" | "rank">): readonly number[] {
  const least = new Array<number>(rank).fill(0);
  for (const { domain, body } of sweeps) {
    const reach = new Array<number>(rank).fill(0);
    visitBody(body, {
      expression(node) {
        if (node.kind !== "load") return;
        for (const [axis, by] of node.offset.entries()) reach[axis] = Math.max(reach[axis]!, Math.abs(by));
      },
    });
    for (let axis = 0; axis < rank; axis++) {
      const [from, to] = [domain.fromEdges[axis]!, domain.toEdges[axis]!];
      const margins = [from, to].map(({ anchor, offset }) => (anchor === "start" ? offset : -offset));
      const halo = 2 * reach[axis]!;
      least[axis] = Math.max(
        least[axis]!,
        halo,
        to.anchor === "start" ? Math.max(...margins) : margins[0]! + margins[1]!,
      );
    }
  }
  return least;
}
