// The Gray–Scott reaction of two substances: two grids in, two out.
import type { Grid } from "../../../../specializers/index.ts";
import type { BenchCase } from "../case.ts";

export const grayScott: BenchCase = {
  name: "gray-scott",
  title: "Gray–Scott, 2048² f64",
  shape: [2048, 2048],
  dtype: "f64",
  kernel: function grayScott(u: Grid, v: Grid, nextU: Grid, nextV: Grid, feed: number, kill: number): void {
    for (const p of nextU.interior()) {
      const aroundU = u.at(p, -1, 0) + u.at(p, 1, 0) + u.at(p, 0, -1) + u.at(p, 0, 1) - 4 * u[p]!;
      const aroundV = v.at(p, -1, 0) + v.at(p, 1, 0) + v.at(p, 0, -1) + v.at(p, 0, 1) - 4 * v[p]!;
      const reaction = u[p]! * v[p]! * v[p]!;
      nextU[p] = u[p]! + 0.16 * aroundU - reaction + feed * (1 - u[p]!);
      nextV[p] = v[p]! + 0.08 * aroundV + reaction - (feed + kill) * v[p]!;
    }
  },
  inputs: ["u", "v"],
  outputs: ["nextU", "nextV"],
  scalars: { feed: 0.055, kill: 0.062 },
  border: 1,
  stream: "copy",
  plain: { file: "plain", name: "gray_scott", arguments: ["u", "v", "nextU", "nextV", "feed", "kill", "n"] },
  tolerance: 1e-14,
};
