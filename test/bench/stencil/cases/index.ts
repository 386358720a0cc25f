// All cases, in the order of the table.
import type { BenchCase } from "../case.ts";
import { bilateral } from "./bilateral.ts";
import { divergence, gradient } from "./fields.ts";
import { grayScott } from "./gray-scott.ts";
import { heat2d, heat3d } from "./heat.ts";
import { latticeBoltzmann } from "./lattice-boltzmann.ts";
import { box, laplacian, laplacian512, laplacianF32, ninePoint, plate, star } from "./sweeps.ts";

export const cases: readonly BenchCase[] = [
  laplacian,
  laplacianF32,
  laplacian512,
  divergence,
  gradient,
  plate,
  ninePoint,
  box,
  star,
  bilateral,
  grayScott,
  latticeBoltzmann,
  heat3d,
  heat2d,
];
