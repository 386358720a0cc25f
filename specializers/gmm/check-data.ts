// Calls to check variants with: odd numbers of events, and mixtures whose components overlap, or are far apart.
import type { CallData, CallLayout, NumericArray } from "../specializer.ts";
import { factorCells } from "./interpret.ts";
import { eventsOf, gathers, hasSeveralMatrices, layoutOf, type MixtureProgram, momentsOfEvents } from "./program.ts";
import { covarianceShape } from "./state.ts";

/** A part of a block, and more than the largest block ... */
const COUNTS = [1, 61, 412];
/** ... as far as the oracles, which are in TypeScript, are done with so many terms in time. */
const MOST_TERMS = 3e7;
/** So many events are of components far apart: few responsibilities count. */
const APART = 75;
/**
 * The means' range in each feature, where events spread by 1.2 (standard deviations): checked with overlapping components, timed
 * with clusters as mixtures are fitted to.
 */
const RANGE = { apart: 40, checked: 4, timed: 12 };

export function checkLayouts(program: MixtureProgram): readonly CallLayout[] {
  const most = Math.floor(MOST_TERMS / (program.components * program.features ** 2)) & ~1;
  const overlapping = COUNTS.filter((count) => count <= 61 || most > 61).map((count) =>
    Math.min(count, Math.max(61, most)),
  );
  return [...overlapping, ...(hasSeveralMatrices(program) ? [APART] : [])].map((count) => layoutOf(program, count));
}

/** Events around the means of a mixture. Where moments are not gathered they are given, as an iteration finds them. */
export function checkData(program: MixtureProgram, call: CallLayout, random: () => number): CallData {
  const { components, features: d } = program;
  const count = eventsOf(call);
  const made = (name: string, fill: (index: number) => number): NumericArray => {
    const { shape, dtype } = call.arrays[name]!;
    const size = shape.reduce((a, b) => a * b, 1);
    const array = dtype === "f32" ? new Float32Array(size) : new Float64Array(size);
    for (let i = 0; i < size; i++) array[i] = fill(i);
    return array;
  };
  const centre = made("centre", () => 20 * random() - 10);
  const range = count === APART ? RANGE.apart : count <= COUNTS.at(-1)! ? RANGE.checked : RANGE.timed;
  const means = made("means", () => range * (random() - 0.5));
  const others =
    program.task === "sums"
      ? { responsibilities: made("responsibilities", () => Math.max(0, random() - 0.3)) }
      : weightsAndFactors(program, random);
  let component = 0;
  const events = made("events", (index) => {
    const i = index % d;
    if (i === 0) component = Math.floor(random() * components);
    return centre[i]! + means[component * d + i]! + 3 * (random() + random() - 1);
  });
  const gather = count % 2;
  const arrays: Record<string, NumericArray> = {
    events,
    ...(program.weighted && { eventWeights: made("eventWeights", () => (random() < 0.1 ? 0 : 2 * random())) }),
    ...{ centre, means, ...others },
  };
  const gathered = gathers(program) && program.task === "iteration";
  if (gathered) arrays.moments = givenMoments(program, arrays, count, gather);
  for (const { name, access } of program.parameters) if (access === "out") arrays[name] = made(name, () => Number.NaN);
  const scalars: Readonly<Record<MixtureProgram["task"], CallData["scalars"]>> = {
    iteration: {
      ...{ count, edition: 2 + random(), ...(gathered && { gather }) },
      ...(program.covarianceType === "full" && { baseline: Math.floor(random() * components) }),
    },
    sums: { count },
    score: { count, wantsShares: count > 1 ? 1 : 0 },
  };
  return { arrays, scalars: scalars[program.task] };
}

/** The rest of a mixture, beside its means. */
function weightsAndFactors(program: MixtureProgram, random: () => number) {
  const { components, features: d, covarianceType } = program;
  const raw = Float64Array.from({ length: components }, () => 0.2 + random());
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  const precisionsCholesky = new Float64Array(covarianceShape(program).reduce((a, b) => a * b, 1));
  const { stride, cells } = factorCells(program);
  for (let k = 0; k < (covarianceType === "tied" ? 1 : components); k++)
    for (let j = 0; j < d; j++)
      for (let i = 0; i <= j; i++) {
        const cell = cells[i * d + j]!;
        if (cell >= 0)
          precisionsCholesky[k * stride + cell] = i === j ? 0.5 + random() : (0.6 * random() - 0.3) / Math.sqrt(d);
      }
  return { weights: raw.map((weight) => weight / total), precisionsCholesky };
}

/** The events' own moments, unless the call is to find them. */
function givenMoments(
  program: MixtureProgram,
  { events, eventWeights, centre }: CallData["arrays"],
  count: number,
  gather: number,
): Float64Array {
  const { features: d } = program;
  const moments = new Float64Array(momentsOfEvents(program));
  const row = (n: number, i: number): number => (i < d ? events![n * d + i]! - centre![i]! : 1);
  for (let n = 0; n < count && gather === 0; n++)
    for (let i = 0, t = 0; i <= d; i++)
      for (let j = 0; j <= i; j++, t++) moments[t]! += (eventWeights?.[n] ?? 1) * row(n, i) * row(n, j);
  return moments;
}
