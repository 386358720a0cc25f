// Random nests of plain loops over typed arrays, as cells of TypeScript: any order and direction of the loops, steps,
// bounds, strides by scalars or by numbers, rows kept in locals, updates in place, tables, totals.
import type { Sample } from "./samples.ts";
import {
  type Draw,
  DTYPES,
  declared,
  drawer,
  drawTotals,
  FLOATS,
  type Names,
  number,
  type Random,
  returned,
  shapeOf,
  statements,
} from "./stencil-programs.ts";

const VARIABLES = ["i", "j", "k", "l"];
const SIZES = ["n", "m", "o", "r"];

interface Form {
  /** What each axis's length is called. */
  readonly sizes: readonly string[];
  /** ((i*m + j)*o + k), or i*m*o + j*o + k. */
  readonly nested: boolean;
  /** i*m in a local of its own. */
  readonly row: boolean;
}

const shifted = (variable: string, by: number): string =>
  by === 0 ? variable : `(${variable} ${by > 0 ? "+" : "-"} ${Math.abs(by)})`;

/** The subscript of the element at `offset` from the loops' point. */
function subscript({ sizes, nested, row }: Form, offset: readonly number[], variables = VARIABLES): string {
  const at = sizes.map((_, axis) => shifted(variables[axis]!, offset[axis]!));
  if (row)
    return `row${offset[0] === 0 ? "" : ` ${offset[0]! > 0 ? "+" : "-"} ${Math.abs(offset[0]!)} * ${sizes[1]}`} + ${at[1]}`;
  if (nested) return at.slice(1).reduce((text, each, axis) => `(${text}) * ${sizes[axis + 1]} + ${each}`, at[0]!);
  return at.map((each, axis) => [each, ...sizes.slice(axis + 1)].join(" * ")).join(" + ");
}

/** A loop along each axis, or along some of them, `lines` in the innermost. */
function loops(
  d: Draw,
  n: Names,
  form: Form,
  along: readonly number[],
  lines: readonly string[],
  inOrder: boolean,
): string[] {
  const { sizes } = form;
  const order = !inOrder && !form.row && d.chance(0.2) ? along.toSorted(() => d.random() - 0.5) : along;
  const heads = order.map((axis) => {
    const [variable, size] = [VARIABLES[axis]!, sizes[axis]!];
    const low = n.radius + (d.chance(0.2) ? 1 : 0);
    const last = `${size}${n.radius > 0 ? ` - ${n.radius}` : ""}`;
    if (!inOrder && d.chance(0.15))
      return `for (let ${variable} = ${last} - 1; ${variable} >= ${low}; ${variable}--) {`;
    const step = d.chance(0.15) ? `${variable} += ${1 + d.below(3)}` : `${variable}++`;
    const bound = d.chance(0.2) ? `<= ${last} - 1` : `< ${last}`;
    return `for (let ${variable} = ${low}; ${variable} ${bound}; ${step}) {`;
  });
  const row = form.row ? [`const row = i * ${sizes[1]};`] : [];
  return [...heads.slice(0, 1), ...row, ...heads.slice(1), ...lines, ...heads.map(() => "}")];
}

/** A value that a loop over offsets adds up. */
function sumAround(d: Draw, n: Names, form: Form): string[] {
  const axis = d.below(n.rank);
  const names = VARIABLES.with(axis, `(${VARIABLES[axis]} + s)`);
  const at = subscript(
    { ...form, row: false },
    form.sizes.map(() => 0),
    names,
  );
  return [
    "let around = 0;",
    `for (let s = -${n.radius}; s <= ${n.radius}; s++) around += ${d.one(["0.5", "(s + 2)", "1"])} * ${d.one(n.inputs)}[${at}];`,
  ];
}

/** A face of the grid: along one axis it stays at its first or last place. */
function face(d: Draw, n: Names, form: Form): string[] {
  const axis = d.below(n.rank);
  const size = form.sizes[axis]!;
  const place = d.one([String(n.radius), `(${size} - ${1 + n.radius})`]);
  const own = { ...form, row: false };
  const names = VARIABLES.with(axis, place);
  const element = (array: string, offset: readonly number[] = form.sizes.map(() => 0)) =>
    `${array}[${subscript(own, offset, names)}]`;
  const local = { ...n, element };
  const along = form.sizes.map((_, each) => each).filter((each) => each !== axis);
  const lines = [`${element(d.one(n.outputs))} = ${number(d, local, 2)};`];
  return loops(d, local, own, along, lines, true);
}

/** The same program for the same numbers. */
export function randomNest(random: Random, name: string): Sample {
  const d = drawer(random);
  const rank = 1 + d.below(4);
  const inputs = ["u", "v", "h"].slice(0, 1 + d.below(3));
  const outputs = ["out", "vel", "tmp"].slice(0, 1 + d.below(2));
  const inPlace = d.chance(0.2);
  const smooth = d.chance(0.5);
  const table = !smooth && d.chance(0.4);
  const shape = shapeOf(d, rank);
  // strides are scalars, or numbers of the text
  const fixed = d.chance(0.2);
  const sizes = shape.map((extent, axis) => (fixed && axis > 0 ? String(extent) : SIZES[axis]!));
  const form: Form = { sizes, nested: d.chance(0.5), row: rank === 2 && d.chance(0.3) };
  const names: Names = {
    inputs,
    outputs,
    rank,
    // mostly so that some points are left
    radius: Math.min(d.below(d.chance(0.3) ? 4 : 3), d.chance(0.8) ? (Math.min(...shape) - 1) >> 1 : 4),
    locals: [],
    points: [],
    table,
    smooth,
    library: !smooth && d.chance(0.4),
    inPlace,
    element: (array, offset = shape.map(() => 0)) => `${array}[${subscript(form, offset)}]`,
  };
  const all = shape.map((_, axis) => axis);
  const totals = drawTotals(d, ["sum", "top"]);
  const nests = Array.from({ length: 1 + d.below(2) }, () => {
    const local = { ...names, locals: [] as string[] };
    const around = d.chance(0.3) ? sumAround(d, names, form) : [];
    if (around.length > 0) local.locals.push("around");
    const body = statements(d, local, totals, 2);
    const last = `${names.element(d.one(outputs))} = ${number(d, local, 3)};`;
    return loops(d, local, form, all, [...around, ...body, last], inPlace || totals.names.length > 0);
  });
  const faces = Array.from({ length: rank > 1 && d.chance(0.3) ? 1 + d.below(2) : 0 }, () => face(d, names, form));
  const scalars = sizes.filter((size) => SIZES.includes(size));
  const parameters = [
    ...[...inputs, ...outputs].map((each) => `${each}: Float64Array`),
    ...["a", ...scalars].map((each) => `${each}: number`),
    ...(table ? ["w: Float64Array"] : []),
  ];
  const each = <T>(make: () => T) => Object.fromEntries([...inputs, ...outputs].map((array) => [array, make()]));
  return {
    name,
    folder: "",
    text: [
      `function f(${parameters.join(", ")}) {`,
      ...declared(d, totals),
      ...nests.flat(),
      ...faces.flat(),
      ...returned(totals),
      "}",
    ].join("\n"),
    call: {
      rank,
      shapes: [shape],
      dtypes: [each(() => d.one(smooth ? FLOATS : DTYPES))],
      ...(table && { tables: { w: 5 } }),
      scalars: {
        a: d.one([0.5, -2, 3]),
        ...Object.fromEntries(scalars.map((size) => [size, shape[SIZES.indexOf(size)]!])),
      },
    },
  };
}
