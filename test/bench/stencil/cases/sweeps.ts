// One grid in, one grid out: the Laplacian, stars and boxes.
import type { Grid } from "../../../../specializers/index.ts";
import type { BenchCase } from "../case.ts";

const plain = (name: string) => ({ file: "plain", name, arguments: ["u", "out", "n"] });
const byHand = (file: string, name: string) => ({ file, name, arguments: ["u", "out", "n"] });
const oneToOne = {
  dtype: "f64",
  inputs: ["u"],
  outputs: ["out"],
  border: 1,
  stream: "copy",
  tolerance: 1e-14,
} as const;

function laplacianOf(u: Grid, out: Grid): void {
  for (const p of out.interior())
    out[p] =
      u.at(p, 1, 0, 0) +
      u.at(p, -1, 0, 0) +
      u.at(p, 0, 1, 0) +
      u.at(p, 0, -1, 0) +
      u.at(p, 0, 0, 1) +
      u.at(p, 0, 0, -1) -
      6 * u[p]!;
}

const cube = { ...oneToOne, shape: [256, 256, 256], kernel: laplacianOf } as const;

export const laplacian: BenchCase = {
  ...cube,
  name: "laplacian",
  title: "7-point, 256³ f64",
  plain: plain("laplacian"),
  hand: byHand("sweep", "laplacian"),
};

export const laplacianF32: BenchCase = {
  ...cube,
  name: "laplacian-f32",
  title: "7-point, 256³ f32",
  dtype: "f32",
  plain: plain("laplacian_f32"),
  hand: { ...byHand("sweep", "laplacian"), flags: ["-DREAL=float"] },
  tolerance: 1e-6,
};

export const laplacian512: BenchCase = {
  ...laplacian,
  name: "laplacian-512",
  title: "7-point, 512³ f64",
  shape: [512, 512, 512],
};

export const plate: BenchCase = {
  ...oneToOne,
  name: "5-point",
  title: "5-point, 4096² f64",
  shape: [4096, 4096],
  kernel: function fivePoint(u: Grid, out: Grid): void {
    for (const p of out.interior())
      out[p] = 0.6 * u[p]! + 0.1 * (u.at(p, 0, -1) + u.at(p, 0, 1) + u.at(p, -1, 0) + u.at(p, 1, 0));
  },
  plain: plain("five_point"),
  hand: byHand("sweep", "five_point"),
};

export const ninePoint: BenchCase = {
  ...oneToOne,
  name: "9-point",
  title: "9-point, 4096² f64",
  shape: [4096, 4096],
  kernel: function ninePoint(u: Grid, out: Grid): void {
    for (const p of out.interior())
      out[p] =
        0.4 * u[p]! +
        0.1 * (u.at(p, 0, -1) + u.at(p, 0, 1) + u.at(p, -1, 0) + u.at(p, 1, 0)) +
        0.05 * (u.at(p, -1, -1) + u.at(p, -1, 1) + u.at(p, 1, -1) + u.at(p, 1, 1));
  },
  plain: plain("nine_point"),
  hand: byHand("sweep", "nine_point"),
};

export const box: BenchCase = {
  ...oneToOne,
  name: "27-point",
  title: "27-point, 256³ f64",
  shape: [256, 256, 256],
  kernel: function box(u: Grid, out: Grid): void {
    for (const p of out.interior()) {
      let faces = 0;
      let edges = 0;
      let corners = 0;
      for (let i = -1; i <= 1; i++)
        for (let j = -1; j <= 1; j++)
          for (let k = -1; k <= 1; k++) {
            const distance = Math.abs(i) + Math.abs(j) + Math.abs(k);
            if (distance === 1) faces += u.at(p, i, j, k);
            else if (distance === 2) edges += u.at(p, i, j, k);
            else if (distance === 3) corners += u.at(p, i, j, k);
          }
      out[p] = 0.3 * u[p]! + 0.05 * faces + 0.02 * edges + 0.01 * corners;
    }
  },
  plain: plain("box"),
  hand: byHand("box", "box"),
};

export const star: BenchCase = {
  ...oneToOne,
  name: "star",
  title: "25-point star, 256³ f64",
  shape: [256, 256, 256],
  border: 4,
  kernel: function star(u: Grid, out: Grid): void {
    for (const p of out.interior(4)) {
      let sum = 0.4 * u[p]!;
      for (let d = 1; d <= 4; d++)
        sum +=
          (0.1 / d) *
          (u.at(p, 0, 0, -d) +
            u.at(p, 0, 0, d) +
            u.at(p, 0, -d, 0) +
            u.at(p, 0, d, 0) +
            u.at(p, -d, 0, 0) +
            u.at(p, d, 0, 0));
      out[p] = sum;
    }
  },
  plain: plain("star"),
  hand: byHand("star", "star"),
};
