// Bound stencil programs by hand, for tests that begin behind the front end.
import type { Boundary, DType } from "../../../specializers/ir/dtype.ts";
import type {
  ArithmeticOperator,
  ComparisonOperator,
  Expression,
  MathFunction,
  Statement,
} from "../../../specializers/ir/expressions.ts";
import type { CallLayout } from "../../../specializers/specializer.ts";
import type { BoundProgram, Sweep, SymbolicProgram } from "../../../specializers/stencil/program.ts";

const at = { start: 0, end: 0 };
const node = { at, type: "number" } as const;
const truth = { at, type: "boolean" } as const;

export const num = (value: number): Expression => ({ ...node, kind: "constant", value });
export const flag = (value: boolean): Expression => ({ ...truth, kind: "constant", value });
export const local = (name: string, type: "number" | "boolean" = "number"): Expression => ({
  at,
  type,
  kind: "name",
  name,
});
export const load = (array: string, ...offset: number[]): Expression => ({ ...node, kind: "load", array, offset });
export const lookup = (table: string, index: Expression): Expression => ({ ...node, kind: "lookup", table, index });
export const binary = (operator: ArithmeticOperator, left: Expression, right: Expression): Expression => ({
  ...node,
  kind: "binary",
  operator,
  left,
  right,
});
export const unary = (operator: "-" | "+" | "~", argument: Expression): Expression => ({
  ...node,
  kind: "unary",
  operator,
  argument,
});
export const not = (argument: Expression): Expression => ({ ...truth, kind: "unary", operator: "!", argument });
export const compare = (operator: ComparisonOperator, left: Expression, right: Expression): Expression => ({
  ...truth,
  kind: "compare",
  operator,
  left,
  right,
});
export const logical = (operator: "&&" | "||", left: Expression, right: Expression): Expression => ({
  at,
  type: left.type === "boolean" && right.type === "boolean" ? "boolean" : "number",
  kind: "logical",
  operator,
  left,
  right,
});
export const conditional = (test: Expression, then: Expression, otherwise: Expression): Expression => ({
  at,
  type: then.type,
  kind: "conditional",
  test,
  then,
  otherwise,
});
export const call = (fn: MathFunction, ...args: Expression[]): Expression => ({ ...node, kind: "call", fn, args });
export const sum = (first: Expression, ...rest: Expression[]): Expression =>
  rest.reduce((a, b) => binary("+", a, b), first);

export const define = (name: string, value: Expression): Statement => ({
  kind: "let",
  at,
  name,
  type: value.type,
  value,
});
export const assign = (name: string, value: Expression): Statement => ({ kind: "assign", at, name, value });
export const store = (array: string, value: Expression): Statement => ({ kind: "store", at, array, value });
export const when = (test: Expression, then: Statement[], otherwise: Statement[] = []): Statement => ({
  kind: "if",
  at,
  test,
  then,
  otherwise,
});
export const loop = (variable: string, from: number, to: number, step: number, body: Statement[]): Statement => ({
  kind: "for",
  at,
  variable,
  from,
  to,
  step,
  body,
});

export interface ArraySpec {
  readonly name: string;
  readonly dtype: DType;
  readonly access: "in" | "out" | "inout";
  readonly boundary?: Boundary;
  /** Tables only: their length. */
  readonly table?: number;
}

export interface SweepSpec {
  /** Distance from every face, or bounds for each axis as [from, to]: negative `to` counts from the end. */
  readonly interior?: number;
  readonly step?: readonly number[];
  readonly body: readonly Statement[];
}

export interface ProgramSpec {
  readonly extents: readonly number[];
  readonly arrays: readonly ArraySpec[];
  readonly scalars?: readonly string[];
  readonly sweeps: readonly SweepSpec[];
}

export interface Case {
  readonly program: BoundProgram;
  readonly call: CallLayout;
}

/** A bound program and the layout of its call. */
export function makeCase({ extents, arrays, scalars = [], sweeps }: ProgramSpec, name = "test"): Case {
  const over = arrays.find(({ table }) => table === undefined)?.name ?? "";
  const parameters = [
    ...arrays.map(({ name, access, table }) => ({
      name,
      kind: "array" as const,
      access,
      at,
      role: table === undefined ? ("grid" as const) : ("table" as const),
    })),
    ...scalars.map((name) => ({ name, kind: "scalar" as const, access: "in" as const, at, role: "scalar" as const })),
  ];
  const head = {
    kind: "stencil" as const,
    name,
    at,
    source: { name: "test", text: "", firstLine: 1 },
    parameters,
    captures: [],
    structuralScalars: [],
  };
  const symbolic: SymbolicProgram = { ...head, stage: "symbolic", sweeps: [] };
  const program: BoundProgram = {
    ...head,
    stage: "bound",
    symbolic,
    rank: extents.length,
    exact: true,
    dtypes: Object.fromEntries(arrays.map(({ name, dtype }) => [name, dtype])),
    sweeps: sweeps.map((sweep) => makeSweep(sweep, over, extents)),
  };
  const call: CallLayout = {
    arrays: Object.fromEntries(
      arrays.map(({ name, dtype, boundary = "none", table }) => [
        name,
        { dtype, boundary, shape: table === undefined ? extents : [table] },
      ]),
    ),
    constants: {},
  };
  return { program, call };
}

function makeSweep({ interior = 0, step, body }: SweepSpec, over: string, extents: readonly number[]): Sweep {
  return {
    kind: "sweep",
    at,
    over,
    body,
    domain: {
      from: extents.map((n) => Math.min(interior, n)),
      to: extents.map((n) => Math.max(n - interior, Math.min(interior, n))),
      step: step ?? extents.map(() => 1),
      fromEdges: extents.map(() => ({ anchor: "start", offset: interior })),
      toEdges: extents.map(() => ({ anchor: "end", offset: -interior })),
    },
  };
}

/** The call with other extents for all grids. */
export const reshaped = (spec: ProgramSpec, extents: readonly number[]): Case => makeCase({ ...spec, extents });
