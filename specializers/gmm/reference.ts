// The definition of what an engine computes, and the engine where nothing else can be: in TypeScript, block by block, the
// distances directly from x - mean.
import type { EmEngine, EngineOptions, Events, ScoreEngine } from "./engine.ts";
import { type Moments, maximise } from "./moments.ts";
import type { MixtureState } from "./state.ts";
import { createStatistics } from "./statistics.ts";

/** Events a block: their responsibilities stay in the cache. */
export const BLOCK = 256;

/** Also says what it has summed. */
export interface ReferenceEngine extends EmEngine, ScoreEngine {
  /** Of the iteration so far: moments, and the sums of weight log p(x) and of weight. */
  sums(): { readonly moments: Moments; readonly logLikelihood: number; readonly total: number };
}

export function openReference(options: EngineOptions): ReferenceEngine {
  const { components, features, centre, regCovar, checkpoint } = options;
  const statistics = createStatistics(options);
  const values = new Float64Array(BLOCK * features);
  const block = new Float64Array(BLOCK * components);
  const logs = new Float64Array(BLOCK);
  let held: Events | undefined;
  let state: MixtureState | undefined;
  let logLikelihood = 0;
  let total = 0;

  const forBlocks = (at: MixtureState, f: (start: number, count: number, events: Events) => void): void => {
    if (!held) throw new Error("an engine runs over events that it was given to hold");
    const density = logDensities(at);
    for (let start = 0; start < held.count; start += BLOCK) {
      checkpoint();
      const count = Math.min(BLOCK, held.count - start);
      centred(held.values, start, count, centre, values);
      density(values, count, block);
      normalise(block, count, components, logs);
      f(start, count, held);
    }
  };

  return {
    name: "reference",
    hold(events) {
      held = events;
    },
    begin(at) {
      state = at;
      logLikelihood = 0;
      total = 0;
      statistics.reset();
    },
    add() {
      if (!state) throw new Error("an iteration starts with begin");
      forBlocks(state, (start, count, { weights }) => {
        for (let n = 0; n < count; n++) {
          const weight = weights?.[start + n] ?? 1;
          total += weight;
          if (weight > 0) logLikelihood += weight * logs[n]!;
          if (weights) for (let k = 0; k < components; k++) block[n * components + k]! *= weight;
        }
        statistics.add(values, block, count);
      });
    },
    finish(next) {
      maximise(statistics.moments, next, regCovar, centre);
      return logLikelihood / total;
    },
    score(at, logProbabilities, responsibilities) {
      forBlocks(at, (start, count) => {
        logProbabilities.set(logs.subarray(0, count), start);
        responsibilities?.set(block.subarray(0, count * components), start * components);
      });
    },
    sums: () => ({ moments: statistics.moments, logLikelihood, total }),
    close() {
      held = undefined;
    },
  };
}

/** `count` events from `start` on, relative to the centre, in f64. */
export function centred(
  values: Events["values"],
  start: number,
  count: number,
  centre: Float64Array,
  into: Float64Array,
): void {
  const features = centre.length;
  for (let n = 0; n < count; n++)
    for (let i = 0; i < features; i++) into[n * features + i] = values[(start + n) * features + i]! - centre[i]!;
}

/** log(weight) + log N(x; mean, covariance) of each event and component, into [count, M]. */
function logDensities({ covarianceType, components, features, weights, means, precisionsCholesky }: MixtureState) {
  const full = covarianceType === "full" || covarianceType === "tied";
  const stride = { full: features * features, tied: 0, diag: features, spherical: 1 }[covarianceType];
  const constants = new Float64Array(components);
  for (let k = 0; k < components; k++) {
    let determinant = 0;
    for (let i = 0; i < features; i++) {
      const within = full ? i * features + i : covarianceType === "diag" ? i : 0;
      determinant += Math.log(precisionsCholesky[k * stride + within]!);
    }
    constants[k] = Math.log(weights[k]!) + determinant - 0.5 * features * Math.log(2 * Math.PI);
  }
  const difference = new Float64Array(features);
  const triangular = (at: number): number => {
    let squared = 0;
    for (let j = 0; j < features; j++) {
      let y = 0;
      for (let i = 0; i <= j; i++) y += difference[i]! * precisionsCholesky[at + i * features + j]!;
      squared += y * y;
    }
    return squared;
  };
  const diagonal = (at: number): number => {
    let squared = 0;
    for (let i = 0; i < features; i++) {
      const y = difference[i]! * precisionsCholesky[covarianceType === "diag" ? at + i : at]!;
      squared += y * y;
    }
    return squared;
  };
  const distance = full ? triangular : diagonal;
  return (values: Float64Array, count: number, into: Float64Array): void => {
    for (let n = 0; n < count; n++)
      for (let k = 0; k < components; k++) {
        for (let i = 0; i < features; i++) difference[i] = values[n * features + i]! - means[k * features + i]!;
        into[n * components + k] = constants[k]! - 0.5 * distance(k * stride);
      }
  };
}

/** Log densities [count, M] become responsibilities; their log-sum-exp goes to `logs`. */
function normalise(block: Float64Array, count: number, components: number, logs: Float64Array): void {
  for (let n = 0; n < count; n++) {
    const at = n * components;
    let largest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < components; k++) largest = Math.max(largest, block[at + k]!);
    let sum = 0;
    for (let k = 0; k < components; k++) {
      const p = Math.exp(block[at + k]! - largest);
      block[at + k] = p;
      sum += p;
    }
    for (let k = 0; k < components; k++) block[at + k]! /= sum;
    logs[n] = largest + Math.log(sum);
  }
}
