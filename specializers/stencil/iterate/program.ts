// The domain AST of `iterate`: a stencil that is repeated, its first two grids swapping roles after each step.
import type { CallData, DomainProgram, Parameter } from "../../specializer.ts";
import type { StencilProgram } from "../program.ts";

export interface IteratedStencil extends DomainProgram {
  readonly kind: "iterated stencil";
  readonly step: StencilProgram;
  readonly input: string;
  readonly output: string;
  /** The last parameter: how many steps. */
  readonly steps: string;
}

/** Undefined where there are no two grids to swap, and where each step returns something. */
export function iterated(step: StencilProgram): IteratedStencil | undefined {
  const [input, output] = step.parameters;
  if (input?.role !== "grid" || output?.role !== "grid" || step.totals) return undefined;
  const taken = new Set([...step.parameters.map(({ name }) => name), ...step.captures]);
  let steps = "steps";
  while (taken.has(steps)) steps += "_";
  const swapping = step.parameters.map(
    (parameter, i): Parameter => (i < 2 ? { ...parameter, access: "inout" } : parameter),
  );
  return {
    kind: "iterated stencil",
    name: step.name,
    at: step.at,
    parameters: [...swapping, { name: steps, kind: "scalar", access: "in", at: step.at }],
    step,
    input: input.name,
    output: output.name,
    steps,
  };
}

/** As the step sees the arrays once they have swapped roles. */
export const swapped = <T>(
  { input, output }: Pick<IteratedStencil, "input" | "output">,
  arrays: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> => ({ ...arrays, [input]: arrays[output]!, [output]: arrays[input]! });

export const stepsIn = ({ steps }: IteratedStencil, { scalars }: Pick<CallData, "scalars">): number =>
  scalars[steps] ?? 0;
