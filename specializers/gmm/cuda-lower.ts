// The platform AST of a variant on a GPU: sizes for the template; the kernels themselves stand there.
import { type PlatformProgram, plainSchedule } from "../ir/platform.ts";
import type { CallLayout, Config } from "../specializer.ts";
import { cudaSizes } from "./cuda-sizes.ts";
import { platformParameters } from "./lower.ts";
import { eventsOf, type MixtureProgram, secondsOf } from "./program.ts";
import { covarianceShape } from "./state.ts";

export function lowerForCuda(program: MixtureProgram, call: CallLayout, config: Config): PlatformProgram {
  const { name, at, source, parameters, covarianceType, features, components, dtype, weighted, task } = program;
  const { strategy, threads, events, square, parts, together, bytes } = cudaSizes(program, config);
  return {
    kind: "platform",
    ...{ name, at, source },
    template: "gmm/em",
    rank: 1,
    parameters: platformParameters(program, call),
    extents: [eventsOf(call)],
    sweeps: [],
    schedule: { ...plainSchedule(1), contract: true },
    exact: false,
    data: {
      summary: `${covarianceType} covariances, ${components} components of ${features} features, ${strategy}, ${threads} threads, ${events} events in shared memory${parts > 1 ? `, ${parts} parts` : ""}`,
      ...{ features, threads, events, square, parts, together, weighted },
      mixture: components,
      seconds: secondsOf(program),
      factors: covarianceShape(program).reduce((a, b) => a * b, 1),
      bytes: bytes.maximisation,
      element: dtype === "f32" ? "float" : "double",
      matrix: covarianceType === "full" || covarianceType === "tied",
      full: covarianceType === "full",
      tied: covarianceType === "tied",
      spherical: covarianceType === "spherical",
      score: task === "score",
      gathers: covarianceType === "tied" && task === "iteration",
      fused: strategy === "fused",
      byCell: strategy === "V1",
      byComponent: strategy === "V2A" || strategy === "V2B",
      bySquare: strategy === "V3",
      split: parts > 1,
      arguments: parameters.map(({ name }) => name).join(", "),
    },
  };
}
