// Events of overlapping clusters, and a mixture that is near them.
import { createState } from "../../../specializers/gmm/state.ts";
import { createRandom } from "../../../specializers/tuner/random.ts";
import type { MixtureCase } from "./cases.ts";

export function problemOf({ covarianceType, components, features: d, events: count }: MixtureCase) {
  const random = createRandom(1);
  const normal = () => random() + random() + random() + random() - 2;
  const centres = Float64Array.from({ length: components * d }, () => 6 * normal());
  const values = new Float64Array(count * d);
  for (let n = 0; n < count; n++) {
    const own = Math.floor(random() * components) * d;
    for (let i = 0; i < d; i++) values[n * d + i] = centres[own + i]! + 2 * normal();
  }
  const state = createState({ covarianceType, components, features: d });
  state.weights.fill(1 / components);
  state.means.set(centres);
  const matrix = covarianceType === "full" || covarianceType === "tied";
  for (let at = 0; at < state.precisionsCholesky.length; at++)
    state.precisionsCholesky[at] = matrix && (at % (d * d)) % (d + 1) !== 0 ? 0 : 0.8;
  return { events: { count, values }, centre: new Float64Array(d), state };
}
