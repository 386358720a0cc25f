// Random stencil programs, calls and data for property tests.
import fc from "fast-check";
import type { Boundary, DType } from "../../../specializers/ir/dtype.ts";
import type { Expression, MathFunction, Statement } from "../../../specializers/ir/expressions.ts";
import type { CallData, NumericArray } from "../../../specializers/specializer.ts";
import {
  type ArraySpec,
  assign,
  binary,
  type Case,
  call,
  compare,
  conditional,
  define,
  load,
  local,
  logical,
  lookup,
  loop,
  not,
  num,
  type ProgramSpec,
  store,
  unary,
  when,
} from "./build.ts";

/** `vectors`: only what vectors can compute. `exact`: only functions that C rounds as JavaScript does (always so here). */
export interface Options {
  readonly vectors: boolean;
}

const numbers = fc.constantFrom(0, -0, 1, -1, 0.5, 2, 3, 6, 0.1, -0.25, 1e-3, 100);
const boundaries = fc.constantFrom<Boundary>("clamp", "wrap", "reflect", 0, -1.5);
const lastExtents = fc.constantFrom(1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 40, 48, 64);

const vectorFunctions: readonly MathFunction[] = [
  "abs",
  "ceil",
  "floor",
  "fround",
  "max",
  "min",
  "round",
  "sign",
  "sqrt",
  "trunc",
];

interface Scope {
  readonly rank: number;
  /** Grids that may be read, and how far. */
  readonly readable: readonly { readonly name: string; readonly reach: number }[];
  readonly scalars: readonly string[];
  readonly tables: readonly string[];
  readonly locals: readonly string[];
  readonly options: Options;
}

const offsets = (rank: number, reach: number) =>
  fc.array(fc.integer({ min: -reach, max: reach }), { minLength: rank, maxLength: rank });

function leaves(scope: Scope): fc.Arbitrary<Expression> {
  const loads = scope.readable.map(({ name, reach }) =>
    offsets(scope.rank, reach).map((offset) => load(name, ...offset)),
  );
  return fc.oneof(
    ...loads.map((arbitrary) => ({ weight: 4, arbitrary })),
    { weight: 2, arbitrary: numbers.map(num) },
    ...[...scope.scalars, ...scope.locals].map((name) => ({ weight: 2, arbitrary: fc.constant(local(name)) })),
    ...scope.tables.map((name) => ({
      weight: 1,
      arbitrary: fc.integer({ min: -1, max: 5 }).map((i) => lookup(name, num(i))),
    })),
  );
}

/** Of a table: any number, one without a fraction, one that is not negative either. */
const indices: readonly ((of: Expression) => Expression)[] = [
  (of) => of,
  (of) => call("floor", of),
  (of) => call("round", call("abs", of)),
  (of) => call("trunc", call("abs", of)),
];

function expressions(scope: Scope, depth: number): fc.Arbitrary<Expression> {
  if (depth === 0) return leaves(scope);
  const inner = expressions(scope, depth - 1);
  const tests = conditions(scope, depth - 1);
  const any: fc.WeightedArbitrary<Expression>[] = [
    { weight: 2, arbitrary: leaves(scope) },
    {
      weight: 5,
      arbitrary: fc
        .tuple(fc.constantFrom("+" as const, "-" as const, "*" as const, "/" as const), inner, inner)
        .map(([o, a, b]) => binary(o, a, b)),
    },
    { weight: 1, arbitrary: inner.map((a) => unary("-", a)) },
    { weight: 1, arbitrary: fc.tuple(tests, inner, inner).map(([t, a, b]) => conditional(t, a, b)) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom(...vectorFunctions), inner, inner)
        .map(([fn, a, b]) => (fn === "max" || fn === "min" ? call(fn, a, b) : call(fn, a))),
    },
    ...scope.tables.map((name) => ({
      weight: 1,
      arbitrary: fc.tuple(inner, fc.constantFrom(...indices)).map(([of, index]) => lookup(name, index(of))),
    })),
  ];
  if (!scope.options.vectors)
    any.push({
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom("%" as const, "|" as const, ">>>" as const, "<<" as const), inner, inner)
        .map(([o, a, b]) => binary(o, a, b)),
    });
  return fc.oneof(...any);
}

function conditions(scope: Scope, depth: number): fc.Arbitrary<Expression> {
  const inner = expressions(scope, Math.min(depth, 1));
  const comparison = fc
    .tuple(
      fc.constantFrom("<" as const, "<=" as const, ">" as const, ">=" as const, "===" as const, "!==" as const),
      inner,
      inner,
    )
    .map(([o, a, b]) => compare(o, a, b));
  if (depth === 0) return comparison;
  const more = conditions(scope, depth - 1);
  return fc.oneof(
    { weight: 3, arbitrary: comparison },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom("&&" as const, "||" as const), more, more)
        .map(([o, a, b]) => logical(o, a, b)),
    },
    { weight: 1, arbitrary: more.map(not) },
  );
}

/** Two locals (one changed under a branch and in a loop), then stores, one of them perhaps conditional. */
function bodies(scope: Scope, outputs: readonly string[]): fc.Arbitrary<readonly Statement[]> {
  const value = expressions(scope, 2);
  const inside = { ...scope, locals: [...scope.locals, "t", "x"] };
  const later = expressions(inside, 2);
  const test = conditions(inside, 1);
  return fc
    .record({
      t: value,
      x: value,
      test,
      changed: later,
      otherwise: later,
      step: expressions({ ...inside, locals: [...inside.locals, "k"] }, 1),
      stores: fc.tuple(...outputs.map(() => later)),
      shape: fc.record({ branch: fc.boolean(), loop: fc.boolean(), guarded: fc.boolean(), both: fc.boolean() }),
    })
    .map(({ t, x, test, changed, otherwise, step, stores, shape }) => [
      define("t", t),
      define("x", x),
      ...(shape.branch ? [when(test, [assign("t", changed)], shape.both ? [assign("x", otherwise)] : [])] : []),
      ...(shape.loop ? [loop("k", -1, 2, 1, [assign("t", binary("+", local("t"), step))])] : []),
      ...outputs.map((name, i) => {
        const write = store(name, stores[i] ?? num(0));
        return shape.guarded && i === 0 ? when(test, [write], shape.both ? [store(name, local("x"))] : []) : write;
      }),
    ]);
}

/** A program of one or two sweeps with inputs of mixed types and rules, a scalar and a table. */
export function programs(options: Options): fc.Arbitrary<ProgramSpec> {
  const stored = options.vectors
    ? fc.constantFrom<DType>("f64", "f32")
    : fc.constantFrom<DType>("f64", "f32", "i32", "u8");
  const read = fc.constantFrom<DType>("f64", "f64", "f32", "i32", "u8");
  return fc
    .record({
      rank: fc.integer({ min: 1, max: 3 }),
      last: lastExtents,
      outer: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 2 }),
      everywhere: fc.boolean(),
      reach: fc.integer({ min: 0, max: 2 }),
      inputs: fc.array(fc.record({ dtype: read, boundary: boundaries }), { minLength: 1, maxLength: 2 }),
      outputs: fc.array(fc.record({ dtype: stored, inout: fc.boolean() }), { minLength: 1, maxLength: 2 }),
      step: fc.constantFrom(1, 1, 1, 2),
      second: fc.boolean(),
    })
    .chain(({ rank, last, outer, everywhere, reach, inputs, outputs, step, second }) => {
      const arrays: ArraySpec[] = [
        ...inputs.map(({ dtype, boundary }, i) => ({
          name: `u${i}`,
          dtype,
          access: "in" as const,
          boundary: everywhere ? boundary : ("none" as const),
        })),
        ...outputs.map(({ dtype, inout }, i) => ({
          name: `out${i}`,
          dtype,
          access: inout ? ("inout" as const) : ("out" as const),
        })),
        { name: "w", dtype: "f32" as const, access: "in" as const, table: 4 },
      ];
      const extents = [...outer.slice(0, rank - 1), last];
      const names = outputs.map((_, i) => `out${i}`);
      const scope: Scope = {
        rank,
        readable: [
          ...inputs.map((_, i) => ({ name: `u${i}`, reach })),
          // an array that is written too is read at the point itself only
          ...outputs.flatMap(({ inout }, i) => (inout ? [{ name: `out${i}`, reach: 0 }] : [])),
        ],
        scalars: ["s"],
        tables: ["w"],
        locals: [],
        options,
      };
      const steps = extents.map((_, axis) => (axis === 0 && rank > 1 ? step : 1));
      const sweep = bodies(scope, names).map((body) => ({ body, interior: everywhere ? 0 : reach, step: steps }));
      return fc.tuple(sweep, sweep).map(([one, two]) => ({
        extents,
        arrays,
        scalars: ["s"],
        sweeps: second ? [one, two] : [one],
      }));
    });
}

const values = [0, -0, 1, -1, 0.5, 2.5, -3.25, 1e10, -1e-10, 1e300, Infinity, -Infinity, NaN, 255, 1e5 + 0.5];

/** Mostly ordinary numbers, one in eight a special one; the same seed gives the same data. */
export function dataFor({ program, call }: Case, seed: number): CallData {
  let state = seed | 1;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const value = () => (next() < 0.125 ? (values[Math.floor(next() * values.length)] ?? 0) : 4 * next() - 2);
  const make = { f64: Float64Array, f32: Float32Array, i32: Int32Array, u8: Uint8Array };
  const arrays: Record<string, NumericArray> = {};
  for (const [name, { dtype, shape }] of Object.entries(call.arrays)) {
    const array = new make[dtype](shape.reduce((a, b) => a * b, 1));
    for (let i = 0; i < array.length; i++) array[i] = dtype === "i32" || dtype === "u8" ? 200 * value() : value();
    arrays[name] = array;
  }
  const scalars = Object.fromEntries(
    program.parameters.filter(({ role }) => role === "scalar").map(({ name }) => [name, value()]),
  );
  return { arrays, scalars };
}
