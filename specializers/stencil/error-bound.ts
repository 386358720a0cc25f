// How far rounding in another order may lead, for each point of each written grid: running error analysis of a program.
import { resolveIndex } from "../ir/boundary.ts";
import type { Statement } from "../ir/expressions.ts";
import {
  evaluateNumber,
  evaluateTest,
  given,
  type Uncertain,
  type UncertainScope,
  type UncertainTest,
} from "../ir/running-error.ts";
import type { ArrayLayout, CallData, CallLayout, NumericArray } from "../specializer.ts";
import { bound as boundProgram, type StencilProgram, type Sweep } from "./program.ts";

/** An array as computed and how far each of its values may be off. */
interface Cells {
  readonly values: NumericArray;
  readonly errors: Float64Array;
  readonly layout: ArrayLayout;
  readonly strides: readonly number[];
}

/** Two ways of rounding may lie on both sides of the exact value. */
const SIDES = 2;
/** First order in the errors; their products are far below this. */
const SECOND_ORDER = 1 + 2 ** -20;

/** Twice the running error of the program on this data; Infinity where a branch or a step is too near to tell. */
export function errorBound(
  program: StencilProgram,
  call: CallLayout,
  data: CallData,
  roundoff: number,
): Readonly<Record<string, Float64Array>> {
  const { sweeps, parameters } = boundProgram(program);
  const arrays = new Map<string, Cells>();
  for (const [name, layout] of Object.entries(call.arrays)) {
    const values = data.arrays[name]!.slice();
    arrays.set(name, { values, errors: new Float64Array(values.length), layout, strides: stridesOf(layout.shape) });
  }
  for (const sweep of sweeps) runSweep(sweep, arrays, data.scalars, roundoff);
  const written = parameters.filter(({ access }) => access !== "in");
  return Object.fromEntries(
    written.map(({ name }) => [name, arrays.get(name)!.errors.map((error) => SIDES * SECOND_ORDER * error)]),
  );
}

const stridesOf = (shape: readonly number[]): number[] =>
  shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));

type Locals = Map<string, Uncertain | UncertainTest>;

function runSweep(
  sweep: Sweep,
  arrays: ReadonlyMap<string, Cells>,
  scalars: CallData["scalars"],
  roundoff: number,
): void {
  const { from, to, step } = sweep.domain;
  const over = arrays.get(sweep.over)!;
  const index = [...from];
  const visit = (axis: number): void => {
    for (index[axis] = from[axis]!; index[axis]! < to[axis]!; index[axis]! += step[axis]!) {
      if (axis + 1 < index.length) visit(axis + 1);
      else runPoint(sweep.body, index, over, arrays, scalars, roundoff);
    }
  };
  visit(0);
}

function runPoint(
  body: readonly Statement[],
  index: readonly number[],
  over: Cells,
  arrays: ReadonlyMap<string, Cells>,
  scalars: CallData["scalars"],
  roundoff: number,
): void {
  const locals: Locals = new Map(Object.entries(scalars).map(([name, value]) => [name, given(value, roundoff)]));
  const point = index.reduce((sum, i, axis) => sum + i * over.strides[axis]!, 0);
  const scope: UncertainScope = {
    roundoff,
    name: (name) => locals.get(name)!,
    load: (array, offset) => load(arrays.get(array)!, index, offset),
    lookup: (table, at) => ({ value: arrays.get(table)!.values[at] ?? Number.NaN, error: 0 }),
  };
  run(body, true);

  /** `certain` is false behind a test that rounding could turn: then nothing is known of what is written there. */
  function run(statements: readonly Statement[], certain: boolean): void {
    for (const statement of statements) {
      switch (statement.kind) {
        case "let":
        case "assign": {
          const test =
            statement.kind === "let" ? statement.type === "boolean" : "certain" in (locals.get(statement.name) ?? {});
          locals.set(
            statement.name,
            test
              ? spoiltTest(evaluateTest(statement.value, scope), certain)
              : spoilt(evaluateNumber(statement.value, scope), certain),
          );
          break;
        }
        case "store":
          store(arrays.get(statement.array)!, point, spoilt(evaluateNumber(statement.value, scope), certain));
          break;
        case "if": {
          const test = evaluateTest(statement.test, scope);
          const sure = certain && test.certain;
          // the other branch runs first, so that what it writes counts as unknown too
          if (!test.certain) run(test.value ? statement.otherwise : statement.then, false);
          run(test.value ? statement.then : statement.otherwise, sure);
          break;
        }
        case "for":
          for (let k = statement.from; statement.step > 0 ? k < statement.to : k > statement.to; k += statement.step) {
            locals.set(statement.variable, { value: k, error: 0 });
            run(statement.body, certain);
          }
          break;
      }
    }
  }
}

const spoilt = (found: Uncertain, certain: boolean): Uncertain =>
  certain ? found : { value: found.value, error: Infinity };
const spoiltTest = (found: UncertainTest, certain: boolean): UncertainTest => ({
  value: found.value,
  certain: found.certain && certain,
});

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

/** Stores round; a value that is off may round to a neighbour. */
function store({ values, errors, layout }: Cells, point: number, { value, error }: Uncertain): void {
  values[point] = value;
  const stored = values[point]!;
  if (error === 0 || layout.dtype === "f64") errors[point] = error;
  else if (layout.dtype === "f32") errors[point] = error + 2 ** -23 * Math.max(Math.abs(stored), 2 ** -126);
  else errors[point] = Math.trunc(value - error) === Math.trunc(value + error) ? 0 : Infinity;
}
