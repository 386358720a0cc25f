// The heat equation by explicit steps, through `iterate`.
import type { Grid } from "../../../../specializers/index.ts";
import type { BenchCase } from "../case.ts";
import { plate } from "./sweeps.ts";

const common = { dtype: "f64", inputs: ["u"], outputs: ["out"], border: 1, stream: "copy", tolerance: 1e-12 } as const;

const byHand = (name: string, ...shape: readonly number[]) => ({
  file: "heat",
  name,
  arguments: ["u", "out", "n", "steps", ...shape],
  flags: ["-ffp-contract=off"],
});

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
  plain: { file: "plain", name: "heat3", arguments: ["u", "out", "n", "steps"] },
  hand: byHand("heat3_blocked", 8, 64),
};

export const heat2d: BenchCase = {
  ...common,
  name: "heat2d",
  title: "heat 4096², 96 steps",
  shape: [4096, 4096],
  steps: 96,
  kernel: plate.kernel,
  plain: { file: "plain", name: "heat2", arguments: ["u", "out", "n", "steps"] },
  hand: byHand("heat2_blocked", 16),
};
