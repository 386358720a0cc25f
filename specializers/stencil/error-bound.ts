// How far rounding in another order may lead, for each point of each written grid: running error analysis of a program.
import { errorBetween, runWithErrors, storedError } from "../ir/body-error.ts";
import { resolveIndex } from "../ir/boundary.ts";
import type { Uncertain } from "../ir/running-error.ts";
import { createTotal, type RunningTotal } from "../ir/total-error.ts";
import type { ArrayLayout, CallData, CallLayout, NumericArray } from "../specializer.ts";
import { type Block, bound as boundProgram, type StencilProgram, type Sweep } from "./program.ts";

/** An array as computed and how far each of its values may be off. */
export interface Cells {
  readonly values: NumericArray;
  readonly errors: Float64Array;
  readonly layout: ArrayLayout;
  readonly strides: readonly number[];
}

/** Twice the running error of the program on this data; Infinity where a branch or a step is too near to tell. */
export function errorBound(
  program: StencilProgram,
  call: CallLayout,
  data: CallData,
  roundoff: number,
): Readonly<Record<string, Float64Array>> {
  const cells = cellsOf(call, data);
  const returned = runWithErrorsOnce(program, cells, data, roundoff);
  const { parameters, returns } = boundProgram(program);
  const written = parameters.filter(({ access }) => access !== "in");
  const bounds = written.map(({ name }) => [name, boundOf(cells[name]!)] as const);
  if (!returns) return Object.fromEntries(bounds);
  return Object.fromEntries([
    ...bounds,
    [returns.name, Float64Array.from(returned, ({ error }) => errorBetween(error))],
  ]);
}

/** The arrays of a call before it, free of error. */
export const cellsOf = (call: CallLayout, data: CallData): Readonly<Record<string, Cells>> =>
  Object.fromEntries(
    Object.entries(call.arrays).map(([name, layout]) => {
      const values = data.arrays[name]!.slice();
      return [name, { values, errors: new Float64Array(values.length), layout, strides: stridesOf(layout.shape) }];
    }),
  );

export const boundOf = ({ errors }: Cells): Float64Array => errors.map(errorBetween);

/** The program once, on values that may be off already; gives what it returns. */
export function runWithErrorsOnce(
  program: StencilProgram,
  cells: Readonly<Record<string, Cells>>,
  data: CallData,
  roundoff: number,
): readonly Uncertain[] {
  const { sweeps, totals, returns } = boundProgram(program);
  const arrays = new Map(Object.entries(cells));
  const running: Totals = new Map();
  const shape = cells[sweeps[0]?.over ?? ""]?.layout.shape ?? [];
  const extents = (totals?.extents ?? []).map((name, axis) => [name, { value: shape[axis]!, error: 0 }] as const);
  const now = () => new Map([...extents, ...[...running].map(([name, total]) => [name, total.now()] as const)]);
  const evaluate = (block: Block) => evaluateBlock(block, data, now(), roundoff);
  for (const { name, operator, initial } of totals?.reductions ?? [])
    running.set(name, createTotal(operator, evaluate(initial)[0]!, roundoff));
  for (const sweep of sweeps) runSweep(sweep, arrays, data.scalars, running, now(), roundoff);
  return returns ? evaluate(totals!.returned) : [];
}

type Totals = Map<string, RunningTotal>;

/** The values of what stands outside of the loops. */
function evaluateBlock(
  { statements, values }: Block,
  { scalars, arrays: tables }: CallData,
  totals: ReadonlyMap<string, Uncertain>,
  roundoff: number,
): readonly Uncertain[] {
  const results: Uncertain[] = [];
  const stores = values.map((value) => ({ kind: "store", at: value.at, array: "", value }) as const);
  runWithErrors([...statements, ...stores], {
    roundoff,
    scalars,
    totals,
    load: () => ({ value: Number.NaN, error: Infinity }),
    lookup: (table, index) => tables[table]?.[index] ?? Number.NaN,
    store: (_, value) => void results.push(value),
  });
  return results;
}

const stridesOf = (shape: readonly number[]): number[] =>
  shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));

function runSweep(
  sweep: Sweep,
  arrays: ReadonlyMap<string, Cells>,
  scalars: CallData["scalars"],
  running: Totals,
  totals: ReadonlyMap<string, Uncertain>,
  roundoff: number,
): void {
  const { from, to, step } = sweep.domain;
  const { strides } = arrays.get(sweep.over)!;
  const index = [...from];
  const point = {
    roundoff,
    scalars,
    totals,
    accumulate: (name: string, term: Uncertain) => running.get(name)!.add(term),
    load: (array: string, offset: readonly number[]) => load(arrays.get(array)!, index, offset),
    lookup: (table: string, at: number) => arrays.get(table)!.values[at] ?? Number.NaN,
    store: (array: string, stored: Uncertain) => {
      const { values, errors, layout } = arrays.get(array)!;
      const at = index.reduce((sum, i, axis) => sum + i * strides[axis]!, 0);
      values[at] = stored.value;
      errors[at] = storedError(stored, layout.dtype);
    },
  };
  const visit = (axis: number): void => {
    for (index[axis] = from[axis]!; index[axis]! < to[axis]!; index[axis]! += step[axis]!) {
      if (axis + 1 < index.length) visit(axis + 1);
      else runWithErrors(sweep.body, point);
    }
  };
  visit(0);
}

function load(cells: Cells, index: readonly number[], offset: readonly number[]): Uncertain {
  const { shape, boundary } = cells.layout;
  let target = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    const resolved = resolveIndex(index[axis]! + offset[axis]!, shape[axis]!, boundary);
    if (resolved < 0) return { value: typeof boundary === "number" ? boundary : Number.NaN, error: 0 };
    target += resolved * cells.strides[axis]!;
  }
  return { value: cells.values[target]!, error: cells.errors[target]! };
}
