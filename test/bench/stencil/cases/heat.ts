// The heat equation by explicit steps, through `iterate`.
import type { Grid } from "../../../../specializers/index.ts";
import type { BenchCase } from "../case.ts";
import { plate } from "./sweeps.ts";

const common = { dtype: "f64", inputs: ["u"], outputs: ["out"], border: 1, stream: "copy", tolerance: 1e-12 } as const;
const flags = ["-ffp-contract=off"];

export const heat3d: BenchCase = {
  ...common,
  name: "heat3d",
  title: "heat 256³, 100 steps",
  shape: [256, 256, 256],
  steps: 100,
  kernel: function heat(u: Grid, out: Grid): void {
    for (const p of out.interior())
      out[p] =
        0.4 * u[p]! +
        0.1 * (u.at(p, 0, 0, -1) + u.at(p, 0, 0, 1) + (u.at(p, 0, -1, 0) + u.at(p, 0, 1, 0))) +
        0.1 * (u.at(p, -1, 0, 0) + u.at(p, 1, 0, 0));
  },
  plain: { file: "heat", name: "heat3_plain", arguments: ["u", "out", "n", "steps"], flags },
  hand: { file: "heat", name: "heat3_blocked", arguments: ["u", "out", "n", "steps", 8, 64], flags },
};

export const heat2d: BenchCase = {
  ...common,
  name: "heat2d",
  title: "heat 4096², 96 steps",
  shape: [4096, 4096],
  steps: 96,
  kernel: plate.kernel,
  plain: { file: "heat", name: "heat2_plain", arguments: ["u", "out", "n", "steps"], flags },
  hand: { file: "heat", name: "heat2_blocked", arguments: ["u", "out", "n", "steps", 16], flags },
};
