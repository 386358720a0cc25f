// Repeated sweeps as the data of the C templates: the arrays' swapping roles.
import { cTypeOf } from "../ir/dtype.ts";
import type { PlatformProgram } from "../ir/platform.ts";
import type { Namer } from "./names.ts";

export function iterationView({ iteration, parameters }: PlatformProgram, args: string, name: Namer) {
  if (!iteration) return undefined;
  const [input, output] = [name(iteration.input), name(iteration.output)];
  const dtype = parameters.find((p) => p.name === iteration.input)?.dtype ?? "f64";
  const swapped = new Map([
    [input, "(source)"],
    [output, "(target)"],
  ]);
  return {
    input,
    output,
    steps: name(iteration.steps),
    element: cTypeOf[dtype],
    between: args
      .split(", ")
      .map((arg) => swapped.get(arg) ?? arg)
      .join(", "),
  };
}
