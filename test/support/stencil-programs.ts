// Random stencil programs as cells of TypeScript: every operator, boundary rule and element type, one to four axes,
// loops over points in every form, totals, updates in place.
import type { Boundary, DType } from "../../specializers/ir/dtype.ts";
import type { Sample } from "./samples.ts";

export type Random = () => number;

export interface Draw {
  readonly random: Random;
  below(n: number): number;
  chance(p: number): boolean;
  one<T>(items: readonly T[]): T;
}

export const drawer = (random: Random): Draw => ({
  random,
  below: (n) => Math.floor(random() * n),
  chance: (p) => random() < p,
  one: (items) => items[Math.floor(random() * items.length)]!,
});

export interface Names {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly rank: number;
  readonly radius: number;
  readonly locals: string[];
  /** Neighbours in sight, beside p. */
  readonly points: string[];
  readonly table: boolean;
  /** Only what vectors can compute. */
  readonly smooth: boolean;
  /** Whether functions that C rounds otherwise may stand here. */
  readonly library: boolean;
  /** Written grids may be read at other points. */
  readonly inPlace: boolean;
  /** How a value beside the current point is written; without an offset: at the point itself. */
  readonly element: (array: string, offset?: readonly number[]) => string;
}

const ofGrid = (array: string, offset?: readonly number[]): string =>
  offset ? `${array}.at(p, ${offset.join(", ")})` : `${array}[p]`;

const EXACT = ["abs", "ceil", "floor", "fround", "round", "sign", "sqrt", "trunc"];
const LIBRARY = ["sin", "exp", "atan", "cbrt", "log1p", "tanh"];
const CONSTANTS = ["0", "1", "2", "0.5", "-1.5", "3", "0.1", "1e3", "(-0)", "7", "1e-7"];

export function number(d: Draw, n: Names, depth: number): string {
  if (depth === 0 || d.chance(0.2)) return leaf(d, n);
  const sub = () => number(d, n, depth - 1);
  const kind = d.random();
  if (kind < 0.5) return `(${sub()} ${d.one(["+", "-", "*", "+", "-", "*", "/"])} ${sub()})`;
  if (!n.smooth && kind < 0.58) return `(${sub()} ${d.one(["&", "|", "^", "<<", ">>", ">>>"])} ${sub()})`;
  if (!n.smooth && kind < 0.62) return `(${sub()} % ${sub()})`;
  if (kind < 0.66) return `((${sub()}) ** ${d.one(["2", "3", "4", "-1", "-2"])})`;
  if (kind < 0.72) return `(${d.one(n.smooth ? ["-", "+"] : ["-", "+", "~"])}(${sub()}))`;
  if (kind < 0.8) return `(${test(d, n, depth - 1)} ? ${sub()} : ${sub()})`;
  if (kind < 0.9) return `Math.${d.one(["min", "max"])}(${Array.from({ length: 1 + d.below(3) }, sub).join(", ")})`;
  if (kind < 0.97 || !n.library) return `Math.${d.one(EXACT)}(${sub()})`;
  return d.chance(0.2) ? `Math.hypot(${sub()}, ${sub()})` : `Math.${d.one(LIBRARY)}(${sub()})`;
}

function test(d: Draw, n: Names, depth: number): string {
  const kind = d.random();
  if (depth > 0 && kind < 0.15) return `!(${test(d, n, depth - 1)})`;
  if (depth > 0 && kind < 0.35) return `(${test(d, n, depth - 1)} ${d.one(["&&", "||"])} ${test(d, n, depth - 1)})`;
  const compared = d.one(["<", "<=", ">", ">=", "===", "!=="]);
  return `(${number(d, n, Math.max(0, depth - 1))} ${compared} ${number(d, n, Math.max(0, depth - 1))})`;
}

function leaf(d: Draw, n: Names): string {
  const kind = d.random();
  if (kind < 0.5) return read(d, n);
  if (kind < 0.6) return d.one(CONSTANTS);
  if (kind < 0.66) return "a";
  if (kind < 0.7 && n.table) return `w[${d.chance(0.5) ? d.below(7) - 1 : `Math.floor(${read(d, n)})`}]`;
  if (kind < 0.76) return n.element(d.one(n.outputs));
  return n.locals.length > 0 ? d.one(n.locals) : read(d, n);
}

function read(d: Draw, n: Names): string {
  const array = d.one(n.inPlace && d.chance(0.4) ? n.outputs : n.inputs);
  if (n.points.length > 0 && d.chance(0.6)) return `${array}[${d.one(n.points)}]`;
  if (d.chance(0.3)) return n.element(array);
  const offsets = Array.from({ length: n.rank }, () => (d.chance(0.5) ? 0 : d.below(2 * n.radius + 1) - n.radius));
  return n.element(array, offsets);
}

export interface Totals {
  readonly names: readonly string[];
  readonly operators: Readonly<Record<string, "+=" | "-=" | "*=" | "min" | "max">>;
}

/** Lines of a loop's body. */
export function statements(d: Draw, n: Names, totals: Totals, depth: number): string[] {
  const lines: string[] = [];
  const count = 1 + d.below(3);
  for (let i = 0; i < count; i++) {
    const kind = d.random();
    const local = `v${n.locals.length}_${d.below(1000)}`;
    if (kind < 0.25) {
      const value = number(d, n, 2);
      lines.push(`let ${local} = ${value};`);
      n.locals.push(local);
    } else if (kind < 0.35 && n.locals.length > 0) lines.push(`${d.one(n.locals)} = ${number(d, n, 2)};`);
    else if (kind < 0.5 && depth > 0) {
      const inner = () => statements(d, { ...n, locals: [...n.locals] }, totals, depth - 1);
      lines.push(`if (${test(d, n, 1)}) {`, ...inner(), ...(d.chance(0.5) ? ["} else {", ...inner()] : []), "}");
    } else if (kind < 0.6 && depth > 0) {
      const k = `k${d.below(1000)}`;
      const inner = { ...n, locals: [...n.locals] };
      const body = statements(d, { ...inner, locals: inner.locals.filter((name) => !name.startsWith("k")) }, totals, 0);
      const last = d.below(4);
      const head = d.chance(0.5) ? `let ${k} = 0; ${k} < ${last}; ${k}++` : `let ${k} = ${last}; ${k} > 0; ${k}--`;
      lines.push(`for (${head}) {`, ...body, `${n.element(d.one(n.outputs))} += ${k} * ${read(d, n)};`, "}");
    } else if (kind < 0.7 && depth > 0 && n.radius > 0 && !n.inPlace && n.element === ofGrid) {
      const q = `q${d.below(1000)}`;
      const array = d.one(n.inputs);
      const inner = { ...n, locals: [...n.locals], points: [q], inputs: [array] };
      lines.push(`for (const ${q} of ${array}.neighbors(p${d.chance(0.5) ? `, ${d.below(3)}` : ""})) {`);
      lines.push(...statements(d, inner, totals, 0), "}");
    } else if (kind < 0.85 && totals.names.length > 0) {
      const total = d.one(totals.names);
      const operator = totals.operators[total]!;
      const value = number(d, n, 1);
      lines.push(
        operator.endsWith("=") ? `${total} ${operator} ${value};` : `${total} = Math.${operator}(${total}, ${value});`,
      );
    }
    const out = d.one(n.outputs);
    const assigned = d.one(["=", "=", "=", "+=", "-=", "*="]);
    if (d.chance(0.7)) lines.push(`${n.element(out)} ${assigned} ${number(d, n, 3)};`);
  }
  return lines;
}

export const SHORT = [1, 2, 3, 5, 7, 8, 9, 11, 17, 19, 33, 67];
const MOST_POINTS: Readonly<Record<number, number>> = { 1: 300, 2: 700, 3: 700, 4: 700 };

export function shapeOf(d: Draw, rank: number): number[] {
  for (;;) {
    const shape = Array.from({ length: rank }, () => d.one(SHORT));
    if (shape.reduce((a, b) => a * b, 1) <= MOST_POINTS[rank]!) return shape;
  }
}

function domain(d: Draw, n: Names, over: string, ruled: boolean): string {
  const kind = d.random();
  if (!ruled || kind < 0.4) return `${over}.interior(${d.chance(0.15) && ruled ? 0 : n.radius})`;
  if (kind < 0.7) return `${over}.points()`;
  const each = (make: () => string | number) => `[${Array.from({ length: n.rank }, make).join(", ")}]`;
  const parts = [
    ...(d.chance(0.5) ? [`from: ${each(() => d.below(2))}`] : []),
    ...(d.chance(0.5)
      ? [
          `to: [${Array.from({ length: n.rank }, (_, axis) => `${over}.shape[${axis}]${d.chance(0.3) ? " - 1" : ""}`).join(", ")}]`,
        ]
      : []),
    ...(d.chance(0.7) ? [`step: ${each(() => 1 + d.below(3))}`] : []),
  ];
  return `${over}.points({ ${parts.join(", ")} })`;
}

export const DTYPES: readonly DType[] = ["f64", "f64", "f64", "f32", "f32", "i32", "u8"];
export const FLOATS: readonly DType[] = ["f64", "f64", "f32"];
const RULES: readonly Boundary[] = ["clamp", "wrap", "reflect", 0, -1.5];

/** Some of the names, or none. */
export function drawTotals(d: Draw, among: readonly string[]): Totals {
  const names = d.chance(0.35) ? among.slice(0, 1 + d.below(2)) : [];
  const operators = names.map((each) => [each, d.one(["+=", "-=", "*=", "min", "max"] as const)]);
  return { names, operators: Object.fromEntries(operators) };
}

export const declared = (d: Draw, { names }: Totals): readonly string[] =>
  names.map((each) => `let ${each} = ${d.one(["0", "1", "a", "-2"])};`);

export const returned = ({ names }: Totals): readonly string[] =>
  names.length === 0 ? [] : [names.length > 1 ? `return [${names.join(", ")}];` : `return ${names[0]} * 0.5;`];

/** The same program for the same numbers. */
export function randomProgram(random: Random, name: string): Sample {
  const d = drawer(random);
  const rank = 1 + d.below(4);
  const inputs = ["u", "v", "h"].slice(0, 1 + d.below(3));
  const outputs = ["out", "vel", "tmp"].slice(0, 1 + d.below(3));
  const inPlace = d.chance(0.2);
  const ruled = d.chance(0.8);
  const smooth = d.chance(0.5);
  const table = !smooth && d.chance(0.4);
  const names = {
    inputs,
    outputs,
    rank,
    radius: d.below(d.chance(0.3) ? 5 : 3),
    table,
    smooth,
    library: !smooth && d.chance(0.4),
    inPlace,
    element: ofGrid,
  };
  const totals = drawTotals(d, ["s", "m"]);
  const loops = Array.from({ length: 1 + d.below(2) }, () => {
    const local = { ...names, locals: [], points: [] };
    const body = statements(d, local, totals, 2);
    const head = `for (const p of ${domain(d, local, d.one(outputs), ruled)}) {`;
    const last = `${d.one(outputs)}[p] = ${number(d, local, 3)};`;
    return [head, ...body, last, "}"].join("\n");
  });
  const parameters = [...inputs, ...outputs].map((each) => `${each}: Grid`);
  const text = [
    `function f(${[...parameters, "a: number", ...(table ? ["w: NdArray"] : [])].join(", ")}) {`,
    ...declared(d, totals),
    ...loops,
    ...returned(totals),
    "}",
  ].join("\n");
  const each = <T>(make: () => T) => Object.fromEntries([...inputs, ...outputs].map((array) => [array, make()]));
  return {
    name,
    folder: "",
    text,
    call: {
      rank,
      shapes: [shapeOf(d, rank)],
      dtypes: [each(() => d.one(smooth ? FLOATS : DTYPES))],
      boundaries: [each(() => (ruled ? d.one(RULES) : "none"))],
      ...(table && { tables: { w: 5 } }),
      scalars: { a: d.one([0.5, -2, 3]) },
    },
  };
}
