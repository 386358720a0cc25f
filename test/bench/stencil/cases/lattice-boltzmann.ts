// Lattice Boltzmann, D2Q9: each population comes from the neighbour it left, then all relax towards equilibrium (BGK).
import type { Grid } from "../../../../specializers/index.ts";
import type { BenchCase } from "../case.ts";

const directions = Array.from({ length: 9 }, (_, i) => i);
const inputs = directions.map((i) => `f${i}`);
const outputs = directions.map((i) => `g${i}`);

export const latticeBoltzmann: BenchCase = {
  name: "d2q9",
  title: "lattice Boltzmann D2Q9, 1024² f64",
  shape: [1024, 1024],
  dtype: "f64",
  kernel: function latticeBoltzmann(
    f0: Grid,
    f1: Grid,
    f2: Grid,
    f3: Grid,
    f4: Grid,
    f5: Grid,
    f6: Grid,
    f7: Grid,
    f8: Grid,
    g0: Grid,
    g1: Grid,
    g2: Grid,
    g3: Grid,
    g4: Grid,
    g5: Grid,
    g6: Grid,
    g7: Grid,
    g8: Grid,
    omega: number,
  ): void {
    for (const p of g0.interior()) {
      const a0 = f0[p]!;
      const a1 = f1.at(p, 0, -1);
      const a2 = f2.at(p, 1, 0);
      const a3 = f3.at(p, 0, 1);
      const a4 = f4.at(p, -1, 0);
      const a5 = f5.at(p, 1, -1);
      const a6 = f6.at(p, 1, 1);
      const a7 = f7.at(p, -1, 1);
      const a8 = f8.at(p, -1, -1);
      const density = a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8;
      const right = (a1 - a3 + a5 - a6 - a7 + a8) / density;
      const up = (a2 - a4 + a5 + a6 - a7 - a8) / density;
      const rest = 1 - 1.5 * (right * right + up * up);
      const d5 = right + up;
      const d6 = -right + up;
      const d7 = -right - up;
      const d8 = right - up;
      g0[p] = a0 + omega * ((4 / 9) * density * rest - a0);
      g1[p] = a1 + omega * ((1 / 9) * density * (rest + right * (3 + 4.5 * right)) - a1);
      g2[p] = a2 + omega * ((1 / 9) * density * (rest + up * (3 + 4.5 * up)) - a2);
      g3[p] = a3 + omega * ((1 / 9) * density * (rest - right * (3 - 4.5 * right)) - a3);
      g4[p] = a4 + omega * ((1 / 9) * density * (rest - up * (3 - 4.5 * up)) - a4);
      g5[p] = a5 + omega * ((1 / 36) * density * (rest + d5 * (3 + 4.5 * d5)) - a5);
      g6[p] = a6 + omega * ((1 / 36) * density * (rest + d6 * (3 + 4.5 * d6)) - a6);
      g7[p] = a7 + omega * ((1 / 36) * density * (rest + d7 * (3 + 4.5 * d7)) - a7);
      g8[p] = a8 + omega * ((1 / 36) * density * (rest + d8 * (3 + 4.5 * d8)) - a8);
    }
  },
  inputs,
  outputs,
  scalars: { omega: 1.2 },
  border: 1,
  stream: "copy",
  plain: { file: "plain", name: "lattice_boltzmann", arguments: [...inputs, ...outputs, "omega", "n"] },
  tolerance: 1e-13,
};
