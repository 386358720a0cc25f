// Programs of mixtures, and the calls that their variants are held to.
import { checkLayouts } from "../../../specializers/gmm/check-data.ts";
import { createProgram, layoutOf, type MixtureProgram, type Task } from "../../../specializers/gmm/program.ts";
import { mixture } from "../../../specializers/gmm/specializer.ts";
import type { CovarianceType } from "../../../specializers/gmm/state.ts";
import type { CallData } from "../../../specializers/specializer.ts";
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
  (counts?.map((count) => layoutOf(program, count)) ?? checkLayouts(program)).map((call, i) => {
    const before = mixture.data!(program, call, createRandom(i + 1));
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
  });
