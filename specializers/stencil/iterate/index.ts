// The specializer of `iterate`: the steps of a stencil as one program, so that its schedules over time can be tuned.
import type { CallLayout, Pass, Specializer } from "../../specializer.ts";
import { bind, structural } from "../bind.ts";
import { checkLayouts } from "../check-layouts.ts";
import { cost } from "../cost.ts";
import { withCudaSteps } from "../cuda-variants.ts";
import { boundOf, cellsOf, runWithErrorsOnce } from "../error-bound.ts";
import { interpret } from "../interpret.ts";
import { passes } from "../passes/index.ts";
import { print } from "../print.ts";
import { isNest, view } from "../view.ts";
import { lower } from "./lower.ts";
import { type IteratedStencil, stepsIn, swapped } from "./program.ts";
import { variants } from "./variants.ts";

export { iterated } from "./program.ts";

export const iteration: Specializer<IteratedStencil> = {
  name: "stencil",
  // it is made of a stencil, never of text
  recognise: () => undefined,
  print: ({ step, input, output, steps }) => `${steps} times, ${input} and ${output} swapping roles:\n${print(step)}`,
  structural: ({ step }) => structural(step),
  view: ({ step }, call) => view(step, call),
  runsAnyCall: ({ step }) => isNest(step),
  bind: (program, call) => ({ ...program, step: bind(program.step, call) }),
  passes: passes.map(
    ({ name, exact, does, run, notDone }): Pass<IteratedStencil> => ({
      name,
      exact,
      does,
      run: (program) => ({ ...program, step: run(program.step) }),
      notDone: ({ step }) => notDone?.(step) ?? [],
    }),
  ),
  interpret(program, call, data) {
    let arrays = data.arrays;
    for (let step = stepsIn(program, data); step > 0; step--) {
      interpret(program.step, call, { ...data, arrays });
      arrays = swapped(program, arrays);
    }
  },
  errorBound(program, call, data, roundoff) {
    const cells = cellsOf(call, data);
    let roles = cells;
    for (let step = stepsIn(program, data); step > 0; step--) {
      runWithErrorsOnce(program.step, roles, data, roundoff);
      roles = swapped(program, roles);
    }
    return { [program.input]: boundOf(cells[program.input]!), [program.output]: boundOf(cells[program.output]!) };
  },
  // its text runs by itself in the trial process
  runOriginal: (original, args) => {
    const [first, second, ...rest] = args;
    const steps = rest.pop() as number;
    let [from, to] = [first, second];
    for (let step = 0; step < steps; step++) {
      original(from, to, ...rest);
      [from, to] = [to, from];
    }
    return from;
  },
  interrupted(error, { name, parameters }, values, status) {
    const done = status - 1;
    const [holds, other] = done % 2 === 0 ? parameters : [parameters[1], parameters[0]];
    error.message += `: ${name}.iterate had done ${done} of ${values.at(-1)} steps; \`${holds?.name}\` holds them, \`${other?.name}\` is partly overwritten`;
    return error;
  },
  checkLayouts: (program, call) =>
    checkLayouts(program.step, call).map((layout, i) => ({
      ...layout,
      constants: { ...layout.constants, [program.steps]: stepsFor(layout, program, i) },
    })),
  variants: (program, call, machine, exact) =>
    withCudaSteps(variants(program, call, machine, exact), program, call, machine, exact),
  lower,
  cost(program, call, scalars = {}) {
    const once = cost(program.step, call);
    const steps = Math.max(1, scalars[program.steps] ?? 1);
    return {
      points: once.points * steps,
      flops: once.flops * steps,
      // what the grids hold in between need never be in memory
      bytes: once.bytes,
      roundings: once.roundings * steps,
    };
  },
};

/** Points times steps of one check: both oracles are patient, users are not. */
const CHECK_WORK = 40_000;

/** Odd and even numbers, of passes too; 0 and 1 are among them where there are enough layouts. */
function stepsFor({ arrays }: CallLayout, { input }: IteratedStencil, number: number): number {
  const points = arrays[input]!.shape.reduce((a, b) => a * b, 1);
  const wanted = [20, 13, 8, 5][number % 4]!;
  return Math.max(1, Math.min(wanted, Math.floor(CHECK_WORK / points)));
}
