// The platform AST of a variant on a GPU: sizes for the template; the kernels themselves stand there.
import type { PlatformProgram } from "../ir/platform.ts";
import type { CallLayout, Config } from "../specializer.ts";
import { cudaSizes } from "./cuda-sizes.ts";
import { mixturePlatform } from "./platform.ts";
import type { MixtureProgram } from "./program.ts";
import { covarianceShape } from "./state.ts";

export function lowerForCuda(program: MixtureProgram, call: CallLayout, config: Config): PlatformProgram {
  const { covarianceType, features, components } = program;
  const { strategy, threads, events, square, parts, together, bytes } = cudaSizes(program, config);
  return mixturePlatform(program, call, {
    schedule: {},
    data: {
      summary: `${covarianceType} covariances, ${components} components of ${features} features, ${strategy}, ${threads} threads, ${events} events in shared memory${parts > 0 ? `, ${parts} parts` : ""}`,
      ...{ threads, events, square, together },
      parts: Math.max(1, parts),
      factors: covarianceShape(program).reduce((a, b) => a * b, 1),
      bytes: bytes.maximisation,
      fused: strategy === "fused",
      byCell: strategy === "V1",
      byComponent: strategy === "V2A" || strategy === "V2B",
      bySquare: strategy === "V3",
      split: parts > 0,
    },
  });
}
