// Programs of mixtures, and the calls that their variants are held to.
import { checkLayouts } from "../../../specializers/gmm/check-data.ts";
import { createProgram, layoutOf, type MixtureProgram, type Task } from "../../../specializers/gmm/program.ts";
import { mixture } from "../../../specializers/gmm/specializer.ts";
import type { CovarianceType } from "../../../specializers/gmm/state.ts";
import type { CallData, CallLayout } from "../../../specializers/specializer.ts";
import type { CheckCase } from "../../../specializers/tuner/job.ts";
import { createRandom } from "../../../specializers/tuner/random.ts";

const source = { name: "test", text: "GaussianMixture", firstLine: 1 };

export const programOf = (
  covarianceType: CovarianceType,
  components: number,
  features: number,
  dtype: "f64" | "f32" = "f64",
  weighted = false,
  task: Task = "iteration",
): MixtureProgram => createProgram({ covarianceType, components, features }, dtype, weighted, source, task);

const copyOf = ({ arrays, scalars }: CallData): CallData => ({
  arrays: Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, array.slice()])),
  scalars,
});

/** Calls with the definition's results: those that the pipeline checks with, or of so many events. */
export const casesOf = (program: MixtureProgram, counts?: readonly number[]): readonly CheckCase[] =>
  (counts?.map((count) => layoutOf(program, count)) ?? checkLayouts(program)).map((call, i) =>
    caseOf(program, call, mixture.data!(program, call, createRandom(i + 1))),
  );

/** Distance of each mean from the centre, along a feature of its own, in standard deviations. */
const APART = 12;

/**
 * A call with an odd number of events, whose moments are gathered: the first third and the last lie about one component each,
 * those in between at the same distance from all.
 */
export function apartThenTogether(program: MixtureProgram, count: number): CheckCase {
  const { components, features: d } = program;
  const call = layoutOf(program, count);
  const random = createRandom(3);
  const data = mixture.data!(program, call, random);
  const { events, centre, means, precisionsCholesky } = data.arrays;
  means!.fill(0);
  for (let k = 0; k < components; k++) means![k * d + k] = APART;
  precisionsCholesky!.fill(0);
  for (let k = 0; k < components; k++) for (let i = 0; i < d; i++) precisionsCholesky![(k * d + i) * d + i] = 1;
  for (let n = 0; n < count; n++) {
    const component = Math.floor(random() * components);
    const together = Math.floor((3 * n) / count) === 1;
    for (let i = 0; i < d; i++)
      events![n * d + i] = centre![i]! + (together ? 0 : means![component * d + i]!) + random() + random() - 1;
  }
  return caseOf(program, call, data);
}

function caseOf(program: MixtureProgram, call: CallLayout, before: CallData): CheckCase {
  const after = copyOf(before);
  mixture.interpret(program, call, after);
  const boundOf = (roundoff: number) => mixture.errorBound!(program, call, before, roundoff);
  return {
    extents: [before.scalars.count!],
    before: before.arrays,
    after: after.arrays,
    scalars: before.scalars,
    bound: boundOf(2 ** -53),
    singleBound: program.dtype === "f32" ? boundOf(2 ** -24) : undefined,
  };
}
