// What one call of a stencil costs at least: points, operations, compulsory bytes, and roundings on the longest path.

import { flopsOf, roundingsOf } from "../ir/cost.ts";
import { bytesOf } from "../ir/dtype.ts";
import type { CallLayout, Cost } from "../specializer.ts";
import { bound, type StencilProgram, type Sweep } from "./program.ts";

export function cost(program: StencilProgram, call: CallLayout): Cost {
  const { sweeps, parameters } = bound(program);
  const points = sweeps.map(pointsOf);
  const sizeOf = (name: string): number => {
    const layout = call.arrays[name];
    return layout ? bytesOf[layout.dtype] * layout.shape.reduce((a, b) => a * b, 1) : 0;
  };
  const bytes = parameters.map(({ name, access }) => sizeOf(name) * (access === "inout" ? 2 : 1));
  return {
    points: sum(points),
    flops: sum(sweeps.map((sweep, i) => flopsOf(sweep.body) * (points[i] ?? 0))),
    bytes: sum(bytes),
    // what one sweep wrote the next one may read
    roundings: Math.max(1, sum(sweeps.map(({ body }) => roundingsOf(body)))),
  };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

const pointsOf = ({ domain: { from, to, step } }: Sweep): number =>
  from.reduce((count, begin, axis) => {
    const length = (to[axis] ?? begin) - begin;
    return count * Math.max(0, Math.ceil(length / (step[axis] ?? 1)));
  }, 1);
