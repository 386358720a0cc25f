// One random program against everything that can compute it: TypeScript, the interpreter before and after the passes,
// the js target. What is left to a compiler is returned, so that many can be compiled at once.
import { generate } from "../../../specializers/codegen/generate.ts";
import type { GeneratedKernel } from "../../../specializers/codegen/generated.ts";
import type { CallData, CallLayout, Config, MachineFacts, NumericArray } from "../../../specializers/specializer.ts";
import { stencil } from "../../../specializers/stencil/index.ts";
import { DiagnosticError } from "../../../specializers/syntax/diagnostic.ts";
import { createRandom } from "../../../specializers/tuner/random.ts";
import { randomNest } from "../../support/nest-programs.ts";
import { copyGrids, gridsFor, layoutsOf, originalOf, type Sample, sourcesOf } from "../../support/samples.ts";
import { randomProgram } from "../../support/stencil-programs.ts";
import { copyOf, javascript } from "../targets/execute.ts";

/** A call of generated C, and what it has to give. */
export interface Native {
  readonly sample: Sample;
  readonly config: Config;
  readonly kernel: GeneratedKernel;
  /** What its entry for any shape is told: the grids', and the length of each table. */
  readonly extents: readonly number[];
  readonly data: CallData;
  readonly wanted: CallData;
  /** Largest |difference| by array and element; undefined: every bit. */
  readonly limits: Readonly<Record<string, Float64Array>> | undefined;
}

/** A diagnostic's code: the program can't be; undefined: no compiler was asked for. */
export type Held = Native | string | undefined;

const same = (got: number, wanted: number, limit: number | undefined): boolean =>
  Object.is(got, wanted) ||
  (limit !== undefined && (got === wanted || Math.abs(got - wanted) <= limit || limit === Infinity));

/** @throws Error that shows the program where `got` is not as it should be */
export function compare(
  what: string,
  sample: Sample,
  got: CallData,
  wanted: CallData,
  limits?: Native["limits"],
): void {
  for (const [name, values] of Object.entries(wanted.arrays))
    for (let i = 0; i < values.length; i++)
      if (!same(got.arrays[name]![i]!, values[i]!, limits?.[name]?.[i]))
        throw new Error(
          `${what}: ${name}[${i}] is ${got.arrays[name]![i]}, expected ${values[i]}${limits ? ` ± ${limits[name]?.[i]}` : ""}\n${sample.text}\n${JSON.stringify(sample.call)}`,
        );
}

const random = (seed: number, salt: number) => createRandom(seed * 16 + salt);

function layoutFor(sample: Sample): { readonly layout: CallLayout } & ReturnType<typeof recognised> {
  const found = recognised(sample);
  const [layout] = layoutsOf(sample, found.program.parameters);
  // scalars that shape the code are constants of the call
  return { ...found, layout: layout! };
}

function recognised(sample: Sample) {
  const [source] = sourcesOf(sample);
  const program = source && stencil.recognise(source);
  if (!program) throw new Error(`nothing was recognised\n${sample.text}`);
  return { source, program };
}

/** The share of plain nested loops. */
const NESTS = 0.2;

/** Ordinary numbers where results are only held to a bound. */
const tame = (arrays: Readonly<Record<string, NumericArray>>, next: () => number) => {
  for (const array of Object.values(arrays))
    for (let i = 0; i < array.length; i++)
      if (!(Math.abs(array[i]!) < 1e3 && Math.abs(array[i]!) > 1e-3)) array[i] = next() + 0.5;
};

/** @throws Error that shows the program, wherever two of them differ */
export function heldAlike(seed: number, machine: MachineFacts): Held {
  const make = random(seed, 5)() < NESTS ? randomNest : randomProgram;
  const sample = make(random(seed, 1), `program ${seed}`);
  const native = machine.compilers.length > 0;
  const pick = random(seed, 3);
  const exact = !native || pick() < 0.5;
  try {
    const { source, program, layout } = layoutFor(sample);
    const { returns } = program;
    const scalars = { ...sample.call.scalars };
    const first = stencil.bind(program, layout);
    const grids = gridsFor(layout, random(seed, 2));
    if (!exact) tame(grids as unknown as Record<string, NumericArray>, random(seed, 4));
    const before = copyGrids(grids);
    if (returns) before[returns.name] = new Float64Array(returns.length).fill(Number.NaN);
    const data: CallData = { arrays: before, scalars };
    const returned = originalOf(sample, source)(...program.parameters.map(({ name }) => grids[name] ?? scalars[name]));
    const after = copyGrids(grids);
    if (returns) after[returns.name] = Float64Array.from([returned].flat() as number[]);
    const wanted: CallData = { arrays: after, scalars };
    const passes = stencil.passes.filter((pass) => pass.exact || !exact);
    const passed = passes.reduce((current, pass) => pass.run(current), first);
    const extents = layout.arrays[program.sweeps[0]!.over]!.shape;

    const interpreted = copyOf(data);
    stencil.interpret(first, layout, interpreted);
    compare("the interpreter", sample, interpreted, wanted);
    if (exact) {
      const again = copyOf(data);
      stencil.interpret(passed, layout, again);
      compare("the interpreter after the passes", sample, again, wanted);
      const js = copyOf(data);
      javascript(generate(stencil.lower(passed, layout, { target: "js" }), "js"), extents)(js);
      compare("the js target", sample, js, wanted);
    }
    if (!native) return undefined;

    const space = stencil.variants(passed, layout, machine, exact);
    let config = space.default;
    for (let tries = 0; tries < 200; tries++) {
      // where vectors are legal they are the most that can go wrong
      const drawn = space.axes.map(({ name, values }) => {
        const value = name === "vector" && pick() < 0.5 ? values.at(-1) : values[Math.floor(pick() * values.length)];
        return [name, value!] as const;
      });
      const candidate = { ...Object.fromEntries(drawn), target: "openmp", compiler: machine.compilers[0]! };
      if (space.illegal(candidate) !== undefined) continue;
      config = candidate;
      break;
    }
    if (config.target === "js") return undefined;
    const lowered = stencil.lower(passed, layout, config);
    const kernel = generate(lowered, "openmp");
    const limits = kernel.exact
      ? undefined
      : stencil.errorBound!(first, layout, copyOf(data), kernel.single ? 2 ** -24 : 2 ** -53);
    const lengths = lowered.parameters.flatMap(({ kind, length }) => (kind === "table" ? [length ?? 0] : []));
    return { sample, config, kernel, extents: [...extents, ...lengths], data, wanted, limits };
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostic.code;
    throw error instanceof Error ? new Error(`seed ${seed}: ${error.message}`, { cause: error }) : error;
  }
}
