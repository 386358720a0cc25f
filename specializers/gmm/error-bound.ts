// How far a variant may be from the definition: an a-priori bound that holds for direct and for expanded distances, sums in
// any order.
import type { CallData } from "../specializer.ts";
import { type EventTrace, factorCells, secondCells, trace, traceGiven } from "./interpret.ts";
import { gathers, hasSeveralMatrices, type MixtureProgram, momentsOfEvents } from "./program.ts";
import { LEFT_OUT } from "./sparse.ts";

/** Roundings of a responsibility beside those of its logarithm: exponential, sum, quotient, weight. */
const SOFTMAX = 24;

/** What an event's results are computed with. */
interface EventBound {
  /** Of the sums, in units of their terms. */
  readonly summed: number;
  /** Of a responsibility, in units of itself. */
  readonly relative: number;
  /** Of a responsibility, beside that. */
  readonly least: number;
  /** Of a log likelihood. */
  readonly log: number;
}

/** What is less likely than e^-600 may be taken for that; in floats, than e^-87. */
const least = (roundoff: number): number => (roundoff < 2 ** -24 ? 1e-250 : 1e-37);

/**
 * A log density is a sum of some D²/2 + D terms; whatever their order its error is at most their number times the unit
 * roundoff times the sum of their magnitudes, taken with |x|, |mean| and |U|. A responsibility's relative error is at
 * most twice the largest of them at its event, and a sum over N events has an error of at most N roundoffs of the sum of
 * its terms' magnitudes, with |x| + |mean| in the place of x - mean, since expanded sums are moved to the mean afterwards. What
 * sparse M steps leave out is beside that.
 */
export function errorBound(
  program: MixtureProgram,
  data: CallData,
  roundoff: number,
): Readonly<Record<string, Float64Array>> {
  if (program.task === "sums") return sumsBound(program, data, roundoff);
  const bound = eventBounds(program, data, roundoff);
  return program.task === "score" ? scoreBound(program, data, bound) : iterationBound(program, data, bound);
}

function eventBounds(program: MixtureProgram, { arrays, scalars }: CallData, roundoff: number) {
  const { components, features: d } = program;
  const magnitude = magnitudes(program, arrays);
  const terms = (d * (d + 3)) / 2 + d + SOFTMAX;
  const summed = (scalars.count! + terms) * roundoff;
  return ({ x, responsibilities, logs, logLikelihood }: EventTrace): EventBound => {
    let largest = 0;
    for (let k = 0; k < components; k++)
      if (responsibilities[k]! > 0 || k === scalars.baseline)
        largest = Math.max(largest, magnitude(k, x) + Math.abs(logs[k]!));
    const relative = 4 * (terms * largest + SOFTMAX) * roundoff;
    return { summed, relative, least: least(roundoff), log: relative + summed * (Math.abs(logLikelihood) + largest) };
  };
}

function scoreBound(program: MixtureProgram, data: CallData, bound: (at: EventTrace) => EventBound) {
  const { components } = program;
  const logs = new Float64Array(data.scalars.count!);
  const responsibilities = new Float64Array(data.scalars.count! * components);
  trace(program, data, (at) => {
    const { relative, least, log } = bound(at);
    logs[at.event] = log;
    for (let k = 0; k < components; k++)
      responsibilities[at.event * components + k] = at.responsibilities[k]! * relative + least;
  });
  return { logs, responsibilities };
}

function sumsBound(program: MixtureProgram, data: CallData, roundoff: number) {
  const { bounds, add } = openBounds(program, data);
  const relative = 4 * (data.scalars.count! + SOFTMAX) * roundoff;
  traceGiven(program, data, ({ weight, x, responsibilities }) => {
    for (const [k, share] of responsibilities.entries()) add(k, x, weight * share * relative);
  });
  return bounds;
}

/** Of the sums of an M step: what is off by so much of an event is added. */
function openBounds(program: MixtureProgram, { arrays }: CallData) {
  const { components, features: d } = program;
  const { means } = arrays;
  const { stride, cells } = secondCells(program);
  const counts = new Float64Array(components);
  const firsts = new Float64Array(components * d);
  const seconds = new Float64Array(arrays.seconds!.length);
  const add = (k: number, x: Float64Array, share: number): void => {
    counts[k]! += share;
    for (let i = 0; i < d; i++) {
      const reach = Math.abs(x[i]!) + Math.abs(means![k * d + i]!);
      firsts[k * d + i]! += share * reach;
      for (let j = 0; j <= i; j++) {
        const cell = cells[i * d + j]!;
        if (cell >= 0) seconds[k * stride + cell]! += share * reach * (Math.abs(x[j]!) + Math.abs(means![k * d + j]!));
      }
    }
  };
  return { bounds: { counts, firsts, seconds }, add };
}

function iterationBound(program: MixtureProgram, data: CallData, bound: (at: EventTrace) => EventBound) {
  const { components, features: d } = program;
  const { bounds, add } = openBounds(program, data);
  const likelihood = new Float64Array(2);
  const moments = new Float64Array(momentsOfEvents(program));
  const leftOut = hasSeveralMatrices(program) ? LEFT_OUT / data.scalars.count! : 0;
  trace(program, data, (at) => {
    const { weight, x, responsibilities } = at;
    const { summed, relative, least, log } = bound(at);
    likelihood[0]! += weight * log;
    likelihood[1]! += weight * summed;
    for (let i = 0, t = 0; i <= d; i++)
      for (let j = 0; j <= i; j++, t++) moments[t]! += 2 * summed * weight * Math.abs((x[i] ?? 1) * (x[j] ?? 1));
    for (let k = 0; k < components; k++) {
      // whatever computes it: a baseline's sums may be what all others leave
      const share = k === data.scalars.baseline ? 1 : responsibilities[k]!;
      add(k, x, weight * (share * (relative + 4 * summed) + least) + leftOut);
    }
  });
  if (!gathers(program)) return { ...bounds, likelihood };
  return { ...bounds, likelihood, moments };
}

/** The sum of the magnitudes of a log density's terms, constants apart. */
function magnitudes(program: MixtureProgram, { means, precisionsCholesky }: CallData["arrays"]) {
  const { features: d } = program;
  const { stride, cells } = factorCells(program);
  return (k: number, x: Float64Array): number => {
    let total = 0;
    for (let j = 0; j < d; j++) {
      let y = 0;
      for (let i = 0; i <= j; i++) {
        const cell = cells[i * d + j]!;
        if (cell >= 0)
          y += Math.abs(precisionsCholesky![k * stride + cell]!) * (Math.abs(x[i]!) + Math.abs(means![k * d + i]!));
      }
      total += y ** 2 + Math.abs(Math.log(precisionsCholesky![k * stride + cells[j * d + j]!]!));
    }
    return total + 1;
  };
}
