// The specializer of Gaussian mixtures. No marked function is recognised: `GaussianMixture` makes the domain AST itself.
import { bytesOf } from "../ir/dtype.ts";
import type { CallLayout, Cost, Specializer } from "../specializer.ts";
import { checkData, checkLayouts } from "./check-data.ts";
import { lowerForCuda } from "./cuda-lower.ts";
import { withCudaMixtures } from "./cuda-variants.ts";
import { errorBound } from "./error-bound.ts";
import { interpret } from "./interpret.ts";
import { lower } from "./lower.ts";
import { eventsOf, type MixtureProgram, termsOf } from "./program.ts";
import { variants } from "./variants.ts";

export const mixture: Specializer<MixtureProgram> = {
  name: "gmm",
  recognise: () => undefined,
  print: ({ task, covarianceType, components, features, dtype, weighted, parameters }) =>
    [
      `mixture of ${components} components, ${features} features, ${covarianceType} covariances, events ${dtype}${weighted ? ", weighted" : ""}`,
      ...(task === "sums"
        ? ["  each event has its responsibilities"]
        : ["  for each event: log p = log-sum-exp over components of log weight + log N(x; mean, covariance)"]),
      task === "score"
        ? "  and, where wanted, responsibilities"
        : "  for each component: sums of r, r (x - mean), r (x - mean)(x - mean)'",
      `  (${parameters.map(({ name, access }) => `${access} ${name}`).join(", ")})`,
    ].join("\n"),
  structural: () => [],
  bind: (program) => program,
  passes: [],
  interpret: (program, _, data) => interpret(program, data),
  errorBound: (program, _, data, roundoff) => errorBound(program, data, roundoff),
  oracles: "bound",
  checkLayouts,
  data: checkData,
  variants(program, call, machine) {
    const space = variants(program, eventsOf(call), machine);
    return program.task === "sums" ? space : withCudaMixtures(space, program, machine);
  },
  lower: (program, call, config) =>
    config.target === "cuda" ? lowerForCuda(program, call, config) : lower(program, call, config),
  cost,
};

/** A fused multiply-add in each step for each term of each event and component; exponentials are not counted. */
function cost(program: MixtureProgram, call: CallLayout): Cost {
  const events = eventsOf(call);
  return {
    points: events,
    flops: (program.task === "iteration" ? 4 : 2) * events * program.components * termsOf(program),
    bytes:
      bytesOf[program.dtype] * events * program.features +
      (program.weighted ? 8 * events : 0) +
      (program.task === "iteration" ? 0 : 8 * events * (1 + program.components)),
    roundings: events + 4 * termsOf(program),
  };
}
