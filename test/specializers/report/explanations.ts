// What explain() shows of the recorded run.
import type { Explanation } from "../../../specializers/report/explanation.ts";
import { declined, final } from "./models.ts";
import { generated, passes, source, winner } from "./record.ts";

const domain = `program laplacian(u: f64 256×256×256 in, out: f64 256×256×256 out)
  sweep out.interior(1)
    out[p] = u[+1,0,0] + u[-1,0,0] + u[0,+1,0] + u[0,-1,0] + u[0,0,+1] + u[0,0,-1] - 6 * u[p]`;
const after = `program laplacian(u: f64 256×256×256 in, out: f64 256×256×256 out)
  sweep out.interior(1)
    let s0 = u[+1,0,0] + u[-1,0,0]
    let s1 = u[0,+1,0] + u[0,-1,0]
    let s2 = u[0,0,+1] + u[0,0,-1]
    out[p] = (s0 + s1) + (s2 - 6 * u[p])`;

export const explanation: Explanation = {
  kernel: "laplacian",
  specializer: "stencil",
  signature: final.signature,
  source,
  diagnostics: [],
  domain,
  passes: passes.map((pass) => ({
    ...pass,
    changed: pass.name === "reassociate",
    after: pass.name === "reassociate" ? after : undefined,
  })),
  variant: { name: winner.name, config: winner.config, target: "openmp" },
  platform: `parallel for y0 in 1..255 step 64
  for i in 1..255 step 2
    for j in y0..min(y0 + 64, 255) step 2
      vector k in 1..255 by 8
        stream out[i, j, k] = …`,
  generated,
  compiled: { ...final.compiled!, log: "laplacian.c:15:13: note: loop vectorized using 64 byte vectors" },
  notDone: ["cuda: no CUDA compiler found", "temporal blocking: one sweep a call"],
};

/** A function that was never recognised has its diagnostics and its TypeScript to show. */
export const declinedExplanation: Explanation = {
  kernel: declined.kernel,
  specializer: "stencil",
  signature: "",
  source: declined.source,
  diagnostics: declined.diagnostics,
  domain: undefined,
  passes: [],
  variant: undefined,
  platform: undefined,
  generated: undefined,
  compiled: undefined,
  notDone: [],
};
