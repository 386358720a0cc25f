// What the platform AST of a mixture has in common on every target; what the templates need of the variant comes with it.
import { type PlatformProgram, plainSchedule } from "../ir/platform.ts";
import type { CallLayout } from "../specializer.ts";
import { eventsOf, gathers, type MixtureProgram, momentsOfEvents, secondsOf } from "./program.ts";

/** What a variant decides. */
export interface MixtureVariant {
  readonly schedule: Partial<PlatformProgram["schedule"]>;
  readonly data: Readonly<Record<string, unknown>>;
}

export function mixturePlatform(program: MixtureProgram, call: CallLayout, variant: MixtureVariant): PlatformProgram {
  const { name, at, source, parameters, covarianceType, features, components, dtype, weighted, task } = program;
  return {
    kind: "platform",
    ...{ name, at, source },
    template: "gmm/em",
    rank: 1,
    parameters: parameters.map(({ name, access, kind }) => ({
      ...{ name, access, kind, dtype: call.arrays[name]?.dtype ?? "f64", boundary: "none" },
    })),
    extents: [eventsOf(call)],
    sweeps: [],
    schedule: { ...plainSchedule(1), ...variant.schedule, contract: true },
    exact: false,
    data: {
      ...{ features, weighted },
      mixture: components,
      seconds: secondsOf(program),
      moments: momentsOfEvents(program),
      element: dtype === "f32" ? "float" : "double",
      matrix: covarianceType === "full" || covarianceType === "tied",
      full: covarianceType === "full",
      tied: covarianceType === "tied",
      diag: covarianceType === "diag",
      spherical: covarianceType === "spherical",
      score: task === "score",
      sums: task === "sums",
      iteration: task === "iteration",
      gathers: gathers(program) && task === "iteration",
      arguments: parameters.map(({ name }) => name).join(", "),
      ...variant.data,
    },
  };
}
