// The living definition: one event after the other, every distance by the triangular factor, log-sum-exp in two passes.
import type { CallData } from "../specializer.ts";
import { type MixtureProgram, secondsOf } from "./program.ts";

/** What is summed of one event. */
export interface Given {
  readonly weight: number;
  /** [D], relative to the centre. */
  readonly x: Float64Array;
  /** [M] */
  readonly responsibilities: Float64Array;
}

/** What the definition computes for one event on the way. */
export interface EventTrace extends Given {
  readonly event: number;
  /** The logarithms of weight times density, [M]. */
  readonly logs: Float64Array;
  readonly logLikelihood: number;
}

/** Goes over the events; nothing that is handed to `visit` outlives its call. */
export function trace(program: MixtureProgram, { arrays, scalars }: CallData, visit: (at: EventTrace) => void): void {
  const { components, features } = program;
  const { events, eventWeights, centre } = arrays;
  const logDensity = densities(program, arrays);
  const x = new Float64Array(features);
  const logs = new Float64Array(components);
  const responsibilities = new Float64Array(components);
  for (let event = 0; event < scalars.count!; event++) {
    for (let i = 0; i < features; i++) x[i] = events![event * features + i]! - centre![i]!;
    for (let k = 0; k < components; k++) logs[k] = logDensity(k, x);
    const largest = logs.reduce((a, b) => Math.max(a, b));
    const sum = logs.reduce((total, log) => total + Math.exp(log - largest), 0);
    const logLikelihood = largest + Math.log(sum);
    for (let k = 0; k < components; k++) responsibilities[k] = Math.exp(logs[k]! - logLikelihood);
    visit({ event, weight: eventWeights?.[event] ?? 1, x, responsibilities, logs, logLikelihood });
  }
}

/** log(weight N(x; mean, covariance)) */
function densities(program: MixtureProgram, { weights, means, precisionsCholesky }: CallData["arrays"]) {
  const { features: d } = program;
  const { stride, cells } = factorCells(program);
  return (k: number, x: Float64Array): number => {
    let log = Math.log(weights![k]!) - (d / 2) * Math.log(2 * Math.PI);
    let distance = 0;
    for (let j = 0; j < d; j++) {
      let y = 0;
      for (let i = 0; i <= j; i++) {
        const cell = cells[i * d + j]!;
        if (cell >= 0) y += precisionsCholesky![k * stride + cell]! * (x[i]! - means![k * d + i]!);
      }
      distance += y ** 2;
      log += Math.log(precisionsCholesky![k * stride + cells[j * d + j]!]!);
    }
    return log - distance / 2;
  };
}

/** Where elements [i, j] of one component lie, -1 where there is nothing, and how far apart components are. */
export interface Cells {
  readonly stride: number;
  readonly cells: Int32Array;
}

function cellsOf(d: number, stride: number, at: (i: number, j: number) => number): Cells {
  return { stride, cells: Int32Array.from({ length: d * d }, (_, index) => at(Math.floor(index / d), index % d)) };
}

/** Of the upper triangular factors; elsewhere they are 0. */
export function factorCells({ covarianceType, features: d }: MixtureProgram): Cells {
  switch (covarianceType) {
    case "full":
    case "tied":
      return cellsOf(d, covarianceType === "full" ? d * d : 0, (i, j) => i * d + j);
    case "diag":
      return cellsOf(d, d, (i, j) => (i === j ? i : -1));
    case "spherical":
      return cellsOf(d, 1, (i, j) => (i === j ? 0 : -1));
  }
}

/** Of the second moments that products of differences i >= j go to; tied: of all components to the same. */
export function secondCells(program: MixtureProgram): Cells {
  const { covarianceType, features: d } = program;
  switch (covarianceType) {
    case "full":
    case "tied":
      return cellsOf(d, covarianceType === "full" ? secondsOf(program) : 0, (i, j) => (i * (i + 1)) / 2 + j);
    case "diag":
      return cellsOf(d, d, (i, j) => (i === j ? i : -1));
    case "spherical":
      return cellsOf(d, 1, (i, j) => (i === j ? 0 : -1));
  }
}

const tasks: Readonly<Record<MixtureProgram["task"], typeof interpret>> = {
  iteration: interpretIteration,
  sums: interpretSums,
  score: interpretScore,
};
export function interpret(program: MixtureProgram, data: CallData): void {
  tasks[program.task](program, data);
}

/** Goes over the events, whose responsibilities are given. */
export function traceGiven(
  { components, features }: MixtureProgram,
  { arrays, scalars }: CallData,
  visit: (at: Given) => void,
) {
  const { events, eventWeights, centre, responsibilities: all } = arrays;
  for (let n = 0; n < scalars.count!; n++) {
    const x = Float64Array.from({ length: features }, (_, i) => events![n * features + i]! - centre![i]!);
    const responsibilities = Float64Array.from(all!.subarray(n * components, (n + 1) * components));
    visit({ weight: eventWeights?.[n] ?? 1, x, responsibilities });
  }
}

function interpretSums(program: MixtureProgram, data: CallData): void {
  const add = openSums(program, data);
  traceGiven(program, data, add);
}

function interpretScore(program: MixtureProgram, data: CallData): void {
  trace(program, data, ({ event, responsibilities, logLikelihood }) => {
    data.arrays.logs![event] = logLikelihood;
    if (data.scalars.wantsShares! > 0) data.arrays.responsibilities!.set(responsibilities, event * program.components);
  });
}

function interpretIteration(program: MixtureProgram, data: CallData): void {
  const { features: d } = program;
  const { likelihood, moments } = data.arrays;
  const add = openSums(program, data);
  likelihood!.fill(0);
  if (moments && data.scalars.gather! > 0) moments.fill(0);
  trace(program, data, (at) => {
    const { weight, x, logLikelihood } = at;
    if (weight > 0) likelihood![0]! += weight * logLikelihood;
    likelihood![1]! += weight;
    if (moments && data.scalars.gather! > 0)
      for (let i = 0, t = 0; i <= d; i++)
        for (let j = 0; j <= i; j++, t++) moments[t]! += weight * (x[i] ?? 1) * (x[j] ?? 1);
    add(at);
  });
}

/** The sums begin at 0; what is returned adds an event. */
function openSums(program: MixtureProgram, { arrays }: CallData): (at: Given) => void {
  const { components, features: d } = program;
  const { means, counts, firsts, seconds } = arrays;
  const { stride, cells } = secondCells(program);
  for (const array of [counts, firsts, seconds]) array!.fill(0);
  return ({ weight, x, responsibilities }) => {
    for (let k = 0; k < components; k++) {
      const share = weight * responsibilities[k]!;
      counts![k]! += share;
      for (let i = 0; i < d; i++) {
        const difference = x[i]! - means![k * d + i]!;
        firsts![k * d + i]! += share * difference;
        for (let j = 0; j <= i; j++) {
          const cell = cells[i * d + j]!;
          if (cell >= 0) seconds![k * stride + cell]! += share * difference * (x[j]! - means![k * d + j]!);
        }
      }
    }
  };
}
