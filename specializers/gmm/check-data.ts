// Calls to check variants with: odd numbers of events, and mixtures whose components overlap.
import type { CallData, CallLayout, NumericArray } from "../specializer.ts";
import { factorAt } from "./interpret.ts";
import { eventsOf, layoutOf, type MixtureProgram } from "./program.ts";

/** A part of a block, and more than the largest block. */
const COUNTS = [1, 61, 412];

export const checkLayouts = (program: MixtureProgram): readonly CallLayout[] =>
  COUNTS.map((count) => layoutOf(program, count));

/** Events around the means of a mixture. Where second moments are not gathered they are given, as an iteration finds them. */
export function checkData(program: MixtureProgram, call: CallLayout, random: () => number): CallData {
  const { components, features: d, covarianceType } = program;
  const count = eventsOf(call);
  const made = (name: string, fill: (index: number) => number): NumericArray => {
    const { shape, dtype } = call.arrays[name]!;
    const size = shape.reduce((a, b) => a * b, 1);
    const array = dtype === "f32" ? new Float32Array(size) : new Float64Array(size);
    for (let i = 0; i < size; i++) array[i] = fill(i);
    return array;
  };
  const centre = made("centre", () => 20 * random() - 10);
  const means = made("means", () => 4 * random() - 2);
  const raw = made("weights", () => 0.2 + random());
  const total = (raw as Float64Array).reduce((sum, weight) => sum + weight, 0);
  const precisionsCholesky = made("precisionsCholesky", () => 0);
  const at = factorAt(program);
  for (let k = 0; k < (covarianceType === "tied" ? 1 : components); k++)
    for (let j = 0; j < d; j++)
      for (let i = 0; i <= j; i++) {
        const cell = at(k, i, j);
        if (cell >= 0) precisionsCholesky[cell] = i === j ? 0.5 + random() : (0.6 * random() - 0.3) / Math.sqrt(d);
      }
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
    ...{ centre, weights: (raw as Float64Array).map((weight) => weight / total), means, precisionsCholesky },
  };
  if (covarianceType === "tied") {
    const moments = made("moments", () => 0);
    for (let n = 0; n < count && gather === 0; n++)
      for (let i = 0, t = 0; i < d; i++)
        for (let j = 0; j <= i; j++, t++)
          moments[t]! +=
            Number(arrays.eventWeights?.[n] ?? 1) *
            (events[n * d + i]! - centre[i]!) *
            (events[n * d + j]! - centre[j]!);
    arrays.moments = moments;
  }
  for (const name of ["counts", "firsts", "seconds", "likelihood"]) arrays[name] = made(name, () => Number.NaN);
  return { arrays, scalars: { count, ...(covarianceType === "tied" && { gather }) } };
}
