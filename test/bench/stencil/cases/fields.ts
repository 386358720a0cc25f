// Vector calculus by central differences on 256³: three grids in and one out, one in and three out.
import type { Grid } from "../../../../specializers/index.ts";
import type { BenchCase } from "../case.ts";

const common = { dtype: "f64", shape: [256, 256, 256], border: 1, tolerance: 1e-14 } as const;

export const divergence: BenchCase = {
  ...common,
  name: "divergence",
  title: "divergence, 256³ f64",
  kernel: function divergence(a: Grid, b: Grid, c: Grid, out: Grid): void {
    for (const p of out.interior())
      out[p] =
        0.5 *
        (a.at(p, 1, 0, 0) -
          a.at(p, -1, 0, 0) +
          (b.at(p, 0, 1, 0) - b.at(p, 0, -1, 0)) +
          (c.at(p, 0, 0, 1) - c.at(p, 0, 0, -1)));
  },
  inputs: ["a", "b", "c"],
  outputs: ["out"],
  stream: "threeToOne",
  plain: { file: "plain", name: "divergence", arguments: ["a", "b", "c", "out", "n"] },
  hand: { file: "sweep", name: "divergence", arguments: ["a", "b", "c", "out", "n"] },
};

export const gradient: BenchCase = {
  ...common,
  name: "gradient",
  title: "gradient, 256³ f64",
  kernel: function gradient(u: Grid, a: Grid, b: Grid, c: Grid): void {
    for (const p of a.interior()) {
      a[p] = 0.5 * (u.at(p, 1, 0, 0) - u.at(p, -1, 0, 0));
      b[p] = 0.5 * (u.at(p, 0, 1, 0) - u.at(p, 0, -1, 0));
      c[p] = 0.5 * (u.at(p, 0, 0, 1) - u.at(p, 0, 0, -1));
    }
  },
  inputs: ["u"],
  outputs: ["a", "b", "c"],
  stream: "oneToThree",
  plain: { file: "plain", name: "gradient", arguments: ["u", "a", "b", "c", "n"] },
  hand: { file: "sweep", name: "gradient", arguments: ["u", "a", "b", "c", "n"] },
};
