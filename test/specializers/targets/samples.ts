// A few stencils of the textbook, as tests of schedules and golden files use them.
import type { Boundary, DType } from "../../../specializers/ir/dtype.ts";
import type { Expression } from "../../../specializers/ir/expressions.ts";
import {
  binary,
  call,
  compare,
  conditional,
  define,
  load,
  local,
  lookup,
  num,
  type ProgramSpec,
  store,
  sum,
  when,
} from "./build.ts";

const times = (factor: number, e: Expression): Expression => binary("*", num(factor), e);
const minus = (a: Expression, b: Expression): Expression => binary("-", a, b);

/** The neighbours at distance 1 along each axis. */
const neighbors = (array: string, rank: number): Expression[] =>
  Array.from({ length: rank }, (_, axis) =>
    [1, -1].map((by) => load(array, ...Array.from({ length: rank }, (_, a) => (a === axis ? by : 0)))),
  ).flat();

const origin = (rank: number) => new Array<number>(rank).fill(0);

/** Sum of the neighbours less 2·rank times the point; `rule` "none": interior points only. */
export function laplacian(extents: readonly number[], rule: Boundary = "none", dtype: DType = "f64"): ProgramSpec {
  const rank = extents.length;
  const [first = num(0), ...rest] = neighbors("u", rank);
  return {
    extents,
    arrays: [
      { name: "u", dtype, access: "in", boundary: rule },
      { name: "out", dtype, access: "out" },
    ],
    sweeps: [
      {
        interior: rule === "none" ? 1 : 0,
        body: [store("out", minus(sum(first, ...rest), times(2 * rank, load("u", ...origin(rank)))))],
      },
    ],
  };
}

/** The 3 x 3 box with weights by kind of neighbour. */
export function box2d(extents: readonly number[], rule: Boundary): ProgramSpec {
  const at = (dy: number, dx: number) => load("u", dy, dx);
  const faces = sum(at(-1, 0), at(1, 0), at(0, -1), at(0, 1));
  const corners = sum(at(-1, -1), at(-1, 1), at(1, -1), at(1, 1));
  return {
    extents,
    arrays: [
      { name: "u", dtype: "f32", access: "in", boundary: rule },
      { name: "out", dtype: "f64", access: "out" },
    ],
    sweeps: [
      {
        interior: rule === "none" ? 1 : 0,
        body: [store("out", sum(times(0.25, at(0, 0)), times(0.125, faces), times(0.0625, corners)))],
      },
    ],
  };
}

/** One grid in, three out. */
export function gradient(extents: readonly number[]): ProgramSpec {
  const half = (plus: Expression, less: Expression) => binary("*", minus(plus, less), local("scale"));
  return {
    extents,
    arrays: [
      { name: "u", dtype: "f64", access: "in" },
      { name: "gz", dtype: "f64", access: "out" },
      { name: "gy", dtype: "f64", access: "out" },
      { name: "gx", dtype: "f32", access: "out" },
    ],
    scalars: ["scale"],
    sweeps: [
      {
        interior: 1,
        body: [
          store("gz", half(load("u", 1, 0, 0), load("u", -1, 0, 0))),
          store("gy", half(load("u", 0, 1, 0), load("u", 0, -1, 0))),
          store("gx", half(load("u", 0, 0, 1), load("u", 0, 0, -1))),
        ],
      },
    ],
  };
}

/** Weighted sums over columns, those beside the point alike: what points of a row have in common. */
export function columns(extents: readonly number[], boundary: Boundary = "none"): ProgramSpec {
  const [, , ...others] = extents.map(() => 0);
  const at = (...offset: number[]) => load("u", ...[...others, ...offset].slice(-extents.length));
  const column = (along: number, near: number, far: number) =>
    binary(
      "+",
      times(near, binary("+", at(0, along), binary("+", at(1, along), at(-1, along)))),
      times(far, binary("+", at(2, along), at(-2, along))),
    );
  return {
    extents,
    arrays: [
      { name: "u", dtype: "f64", access: "in", boundary },
      { name: "column", dtype: "f64", access: "out" },
      { name: "kept", dtype: "f32", access: "out" },
    ],
    sweeps: [
      {
        ...(boundary === "none" ? { interior: 2 } : {}),
        body: [
          store("column", binary("+", binary("+", column(-2, 3, 0.5), column(0, 2, 0.25)), column(2, 3, 0.5))),
          store("kept", minus(column(1, 3, 0.5), at(0, 0))),
        ],
      },
    ],
  };
}

/** A minmod limiter: branches, comparisons, a local; two sweeps, the second in place. */
export function limiter(extents: readonly number[]): ProgramSpec {
  return {
    extents,
    arrays: [
      { name: "u", dtype: "f64", access: "in", boundary: "reflect" },
      { name: "out", dtype: "f64", access: "inout" },
    ],
    sweeps: [
      {
        body: [
          define("left", minus(load("u", 0, 0), load("u", 0, -1))),
          define("right", minus(load("u", 0, 1), load("u", 0, 0))),
          store(
            "out",
            conditional(
              compare("<=", binary("*", local("left"), local("right")), num(0)),
              num(0),
              conditional(
                compare("<", call("abs", local("left")), call("abs", local("right"))),
                local("left"),
                local("right"),
              ),
            ),
          ),
        ],
      },
      {
        interior: 2,
        body: [
          when(compare(">", load("out", 0, 0), num(0.5)), [
            store("out", binary("+", call("sqrt", load("out", 0, 0)), times(0.5, load("u", 1, 0)))),
          ]),
        ],
      },
    ],
  };
}

/** Library calls, a table and integers: nothing that vectors are written for. */
export function transcendental(extents: readonly number[]): ProgramSpec {
  return {
    extents,
    arrays: [
      { name: "u", dtype: "f32", access: "in", boundary: 1 },
      { name: "image", dtype: "u8", access: "out" },
      { name: "weights", dtype: "f64", access: "in", table: 4 },
    ],
    sweeps: [
      {
        body: [
          define("index", call("floor", call("abs", load("u", 0, 0)))),
          store("image", times(100, call("exp", binary("*", lookup("weights", local("index")), load("u", -1, 1))))),
        ],
      },
    ],
  };
}

/** Every second point of a line, a three-point average. */
export function line(extents: readonly number[], rule: Boundary = "wrap"): ProgramSpec {
  return {
    extents,
    arrays: [
      { name: "u", dtype: "f64", access: "in", boundary: rule },
      { name: "out", dtype: "f64", access: "out" },
    ],
    sweeps: [{ body: [store("out", times(0.25, sum(load("u", -1), times(2, load("u", 0)), load("u", 1))))] }],
  };
}

/** Red points, then black ones: rows of a colour, each from the other's. */
export function zebra(extents: readonly number[]): ProgramSpec {
  return {
    extents,
    arrays: [{ name: "u", dtype: "f64", access: "inout" }],
    sweeps: [
      {
        interior: 1,
        step: [2, 1],
        body: [store("u", times(0.5, sum(load("u", -1, 0), load("u", 1, 0))))],
      },
    ],
  };
}

const rules = ["none", "clamp", "wrap", "reflect", 2.5] as const;
/** One of each kind, on shapes that leave remainders. */
export const samples: Readonly<Record<string, ProgramSpec>> = {
  ...Object.fromEntries(rules.map((rule) => [`7 points, ${rule}`, laplacian([10, 19, 32], rule)])),
  "7 points, f32": laplacian([7, 18, 64], "wrap", "f32"),
  "box, clamp": box2d([9, 40], "clamp"),
  "box, none": box2d([12, 17], "none"),
  gradient: gradient([9, 11, 48]),
  columns: columns([13, 320]),
  "columns, wrapped": columns([7, 9, 32], "wrap"),
  limiter: limiter([21, 24]),
  transcendental: transcendental([8, 30]),
  line: line([300]),
  "line of a constant": line([65], 1),
  zebra: zebra([17, 32]),
};
