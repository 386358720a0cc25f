// Iterations to compare engines with: clusters, the parameters that fit them, and what an engine makes of them.
import * as assert from "uvu/assert";
import type { Events } from "../../../specializers/gmm/engine.ts";
import type { openReference } from "../../../specializers/gmm/reference.ts";
import { type CovarianceType, createState, type MixtureState } from "../../../specializers/gmm/state.ts";
import { compileMixture } from "../../../specializers/mixture/compiled.ts";
import { createRandom } from "../../../specializers/tuner/random.ts";

export interface Problem {
  readonly events: Events;
  readonly centre: Float64Array;
  readonly state: MixtureState;
}

/** Clusters `spread` apart and `offset` away, and the parameters that fit them. */
export function problemOf(covarianceType: CovarianceType, spread: number, offset: number, count = 3000): Problem {
  const [components, d] = [4, 3];
  const random = createRandom(9);
  const centres = Float64Array.from({ length: components * d }, () => spread * (2 * random() - 1));
  const values = Float64Array.from({ length: count * d }, (_, at) => {
    const cluster = Math.floor(at / d) % components;
    return offset + centres[cluster * d + (at % d)]! + random() + random() + random() - 1.5;
  });
  const centre = Float64Array.from({ length: d }, (_, i) => {
    let sum = 0;
    for (let n = 0; n < count; n++) sum += (values[n * d + i]! - offset) / count;
    return offset + sum;
  });
  const state = createState({ covarianceType, components, features: d });
  state.weights.fill(1 / components);
  state.means.set(centres.map((mean, at) => mean + offset - centre[at % d]! + 0.1));
  const matrix = covarianceType === "full" || covarianceType === "tied";
  state.precisionsCholesky.fill(2);
  if (matrix)
    for (let at = 0; at < state.precisionsCholesky.length; at++)
      state.precisionsCholesky[at] = (at % (d * d)) % (d + 1) === 0 ? 2 : 0;
  return { events: { count, values }, centre, state };
}

export function oneIteration(
  { events, centre, state }: Problem,
  open: (
    options: Parameters<typeof openReference>[0],
  ) => Pick<ReturnType<typeof openReference>, "name" | "hold" | "begin" | "add" | "finish">,
) {
  const engine = open({ ...state, regCovar: 1e-6, centre, checkpoint() {} });
  const next = createState(state);
  engine.begin(state);
  engine.hold(events);
  engine.add();
  const { name } = engine;
  const likelihood = engine.finish(next);
  return { name, likelihood, next };
}

/** Generated code for about as many events as there are. */
export const nativeOf = (shape: MixtureState, dtype: "f64" | "f32" = "f64") => {
  const found = compileMixture(shape, { dtype, weighted: false, count: 3000 });
  assert.not.type(found, "string");
  return found as Exclude<typeof found, string>;
};

/** The largest difference, of the largest value. */
export const far = (got: Float64Array, wanted: Float64Array): number => {
  const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-300);
  return got.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i]!)), 0) / largest;
};
