// Check cases: small calls with the results that both oracles agree on, the TypeScript function and the interpreter.

import { bytesOf } from "./ir/dtype.ts";
import { bindAndPass, type Plan } from "./plan.ts";
import { gridOver } from "./runtime/arrays/grid.ts";
import { viewAs } from "./runtime/memory.ts";
import type { CallData, CallLayout, DomainProgram, NumericArray } from "./specializer.ts";
import { DiagnosticError } from "./syntax/diagnostic.ts";
import { diagnostic } from "./syntax/messages.ts";
import type { CheckCase } from "./tuner/job.ts";

export type Original = (...args: readonly unknown[]) => unknown;

/**
 * The check cases of a plan.
 * @throws DiagnosticError ORACLES_DIFFER when the interpreter and the TypeScript function disagree: then nothing native may run.
 */
export function checkCases(plan: Plan, original: Original, random: () => number): readonly CheckCase[] {
  return plan.specializer
    .checkLayouts(plan.program, plan.call)
    .map((layout, i) => checkCase(plan, original, layout, random, i));
}

function checkCase(
  plan: Plan,
  original: Original,
  layout: CallLayout,
  random: () => number,
  number: number,
): CheckCase {
  const { specializer } = plan;
  // the interpreter reads the program as it was before any pass, so that a wrong pass shows as well
  const program = specializer.bind(plan.recognisedProgram, layout);
  const before =
    specializer.data?.(program, layout, random) ?? inputs(program, layout, random, number % 2 === 0 ? 0.5 : -1);
  const after = copyOf(before);
  const boundFor = (roundoff: number) =>
    plan.options.exact ? undefined : specializer.errorBound?.(program, layout, copyOf(before), roundoff);
  const hasSingle = plan.space.axes.some(({ name, values }) => name === "single" && values.includes(true));
  specializer.interpret(program, layout, after);
  const allowed = specializer.oracles === "bound" ? boundFor(DOUBLE) : undefined;
  compareOracles(plan, program, layout, original, before, after, allowed);
  const { extents, parameters } = specializer.lower(
    bindAndPass({ ...plan, program: plan.recognisedProgram }, layout, plan.options.exact).program,
    layout,
    plan.space.default,
  );
  const bounds = (roundoff: number) => {
    const derived = boundFor(roundoff);
    return Object.fromEntries(
      results(program).map((name) => [name, derived?.[name] ?? flatBound(plan, after.arrays[name]!, roundoff)]),
    );
  };
  return {
    extents: [...extents, ...parameters.flatMap(({ kind, length }) => (kind === "table" ? [length ?? 0] : []))],
    before: before.arrays,
    after: after.arrays,
    scalars: before.scalars,
    bound: bounds(DOUBLE),
    singleBound: hasSingle ? bounds(SINGLE) : undefined,
  };
}

const written = (program: DomainProgram): readonly string[] =>
  program.parameters.filter(({ access }) => access !== "in").map(({ name }) => name);

/** What a call leaves behind: arrays that it writes, and what it returns. */
const results = (program: DomainProgram): readonly string[] => [
  ...written(program),
  ...(program.returns ? [program.returns.name] : []),
];

/** Unit roundoffs. */
const DOUBLE = 2 ** -53;
const SINGLE = 2 ** -24;

/** roundings × eps × the largest magnitude: what holds for any program of sums and products of values of one size. */
function flatBound({ options, cost }: Plan, values: NumericArray, roundoff: number): Float64Array {
  let largest = 0;
  for (const value of values) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  const eps = values instanceof Float32Array ? 2 * SINGLE : 2 * roundoff;
  return new Float64Array(values.length).fill(options.exact ? 0 : cost.roundings * eps * largest);
}

/** Arrays that are read hold numbers from [low, low + 1 or 2), arrays that are only written hold NaN. */
function inputs(program: DomainProgram, layout: CallLayout, random: () => number, low: number): CallData {
  const value = () => low + (low < 0 ? 2 : 1) * random();
  const arrays: Record<string, NumericArray> = {};
  const scalars: Record<string, number> = {};
  for (const { name, access } of program.parameters) {
    const array = layout.arrays[name];
    if (!array) {
      scalars[name] = layout.constants[name] ?? value();
      continue;
    }
    const length = array.shape.reduce((a, b) => a * b, 1);
    const storage = viewAs(array.dtype, new ArrayBuffer(length * bytesOf[array.dtype]), 0, length);
    const integral = array.dtype === "i32" || array.dtype === "u8";
    for (let i = 0; i < length; i++)
      storage[i] = access === "out" ? Number.NaN : integral ? Math.floor(256 * random()) : value();
    arrays[name] = storage;
  }
  if (program.returns) arrays[program.returns.name] = new Float64Array(program.returns.length).fill(Number.NaN);
  return { arrays, scalars };
}

const copyOf = ({ arrays, scalars }: CallData): CallData => ({
  arrays: Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, array.slice()])),
  scalars,
});

function compareOracles(
  plan: Plan,
  program: DomainProgram,
  layout: CallLayout,
  original: Original,
  before: CallData,
  after: CallData,
  allowed: Readonly<Record<string, Float64Array>> | undefined,
): void {
  const copies = { arrays: { ...copyOf(before).arrays }, scalars: before.scalars };
  const args = program.parameters.map(({ name }) => {
    const array = layout.arrays[name];
    if (!array) return copies.scalars[name];
    const made = gridOver(copies.arrays[name]!, array.shape, array.boundary);
    if (array.neighborhoods)
      made.neighborhoods.splice(0, Infinity, ...structuredClone(array.neighborhoods as number[][][]));
    return made;
  });
  const returned = plan.specializer.runOriginal ? plan.specializer.runOriginal(original, args) : original(...args);
  if (program.returns) copies.arrays[program.returns.name] = Float64Array.from([returned].flat() as number[]);
  for (const name of results(program)) {
    const wanted = copies.arrays[name]!;
    const got = after.arrays[name]!;
    const bound = allowed?.[name];
    const agree = (a: number, b: number, i: number) =>
      Object.is(a, b) || (bound !== undefined && Math.abs(a - b) <= bound[i]!);
    const index = wanted.findIndex((value, i) => !agree(value, got[i]!, i));
    if (index >= 0)
      throw new DiagnosticError(
        diagnostic(
          "ORACLES_DIFFER",
          plan.source.source,
          plan.source.at,
          plan.source.name,
          `${name}[${index}]`,
          wanted[index]!,
          got[index]!,
        ),
      );
  }
}
