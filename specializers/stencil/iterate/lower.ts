// Lowering of `iterate`: the platform AST of one step, and how the steps follow each other.
import type { PlatformProgram } from "../../ir/platform.ts";
import type { CallLayout, Config } from "../../specializer.ts";
import { lower as lowerStep } from "../lower.ts";
import { rulesOf } from "./blocking.ts";
import type { IteratedStencil } from "./program.ts";

export function lower(program: IteratedStencil, call: CallLayout, config: Config): PlatformProgram {
  const { step, input, output, steps } = program;
  const past = lowerStep(step, call, config);
  const [sweep] = past.sweeps;
  const depth = Number(config.depth ?? 0);
  return {
    ...past,
    parameters: [
      ...past.parameters.map((parameter) =>
        parameter.name === input || parameter.name === output ? { ...parameter, access: "inout" as const } : parameter,
      ),
      { name: steps, kind: "scalar", dtype: "f64", access: "in", boundary: "none" },
    ],
    iteration: {
      input,
      output,
      steps,
      wavefront:
        depth > 0 && sweep
          ? {
              depth,
              planes: Number(config.planes ?? 1),
              tile: Number(config.height ?? 0),
              rules: rulesOf(sweep, call.arrays[input]!.boundary),
              prefetch: config.fetch === true,
              slide: config.slide === true,
            }
          : undefined,
      together: Number(config.together ?? 0) || 1,
    },
  };
}
