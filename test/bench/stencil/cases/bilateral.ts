// The bilateral filter: weights by distance from one table, by difference of tone from another one.
import type { Grid } from "../../../../specializers/index.ts";
import type { BenchCase } from "../case.ts";

const radius = 3;
const side = 2 * radius + 1;
const gaussian = (squared: number, sigma: number): number => Math.exp(-squared / (2 * sigma * sigma));

export const bilateral: BenchCase = {
  name: "bilateral",
  title: "bilateral radius 3, 1024² f64",
  shape: [1024, 1024],
  dtype: "f64",
  kernel: function bilateral(u: Grid, out: Grid, near: Float64Array, alike: Float64Array): void {
    for (const p of out.interior(3)) {
      let sum = 0;
      let total = 0;
      for (let i = -3; i <= 3; i++)
        for (let j = -3; j <= 3; j++) {
          const value = u.at(p, i, j);
          const weight = near[(i + 3) * 7 + j + 3]! * alike[Math.round(Math.abs(value - u[p]!) * 255)]!;
          sum += weight * value;
          total += weight;
        }
      out[p] = sum / total;
    }
  },
  inputs: ["u"],
  outputs: ["out"],
  tables: {
    near: Array.from({ length: side * side }, (_, at) =>
      gaussian((Math.floor(at / side) - radius) ** 2 + ((at % side) - radius) ** 2, 2),
    ),
    // values differ by less than 1
    alike: Array.from({ length: 256 }, (_, difference) => gaussian(difference ** 2, 40)),
  },
  border: radius,
  stream: "copy",
  plain: { file: "plain", name: "bilateral", arguments: ["u", "out", "near", "alike", "n"] },
  tolerance: 1e-13,
};
