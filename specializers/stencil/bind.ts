// A program for the layouts of a call: every offset, bound and domain a number, neighbour loops written out.
import { constant } from "../ir/construct.ts";
import type { Expression } from "../ir/expressions.ts";
import type { ArrayLayout, CallLayout } from "../specializer.ts";
import { decline } from "../syntax/messages.ts";
import { bindSweep } from "./bind-sweep.ts";
import { bindTotals } from "./bind-totals.ts";
import { leastExtents } from "./least-extents.ts";
import type { BoundProgram, StencilParameter, StencilProgram, SymbolicProgram } from "./program.ts";
import { visitStatements } from "./recognise-structural.ts";
import { tiesOf } from "./ties.ts";

/** @throws DiagnosticError for a call that can't be specialized */
export function bind(program: StencilProgram, call: CallLayout): BoundProgram {
  if (program.stage === "bound") return program;
  const rank = checkLayouts(program, call);
  const { sweeps, totals: _, ...rest } = program;
  const { scalars: ties } = tiesOf(program, call);
  const constants = new Map([...constantsOf(program, call)].filter(([name]) => !ties.has(name)));
  const parameters = program.parameters.map((parameter) => asCalled(parameter, call));
  const totals = bindTotals(program, call, constants, rank);
  const bound: BoundProgram = {
    ...rest,
    parameters,
    stage: "bound",
    symbolic: program,
    rank,
    exact: true,
    dtypes: Object.fromEntries(
      parameters.flatMap(({ name, kind }) => (kind === "array" ? [[name, call.arrays[name]!.dtype]] : [])),
    ),
    sweeps: sweeps.map((sweep) => bindSweep(program, sweep, call, constants, ties)),
    ...(totals && { totals }),
  };
  const least = leastExtents(bound);
  const points = least.reduce((product, extent) => product * Math.max(1, extent), 1);
  // a variant is verified on small grids: some must be able to hold the box
  if (points > mostCheckPoints) decline("CALL_FIXED_BOX", program.source, sweeps[0]!.domain.at, least);
  return bound;
}

const mostCheckPoints = 60_000;

/** Names of scalars and captures whose values shape the code. */
export function structural(program: StencilProgram): readonly string[] {
  return [...program.captures, ...program.structuralScalars];
}

/** What nothing reads or writes is whatever the call passes. */
function asCalled(parameter: StencilParameter, call: CallLayout): StencilParameter {
  if (parameter.role !== "unused") return parameter;
  return call.arrays[parameter.name]
    ? { ...parameter, role: "table", kind: "array" }
    : { ...parameter, role: "scalar", kind: "scalar" };
}

/** @throws DiagnosticError unless every array is there and fits; @returns the rank of the grids */
function checkLayouts(program: SymbolicProgram, call: CallLayout): number {
  const { source, parameters } = program;
  let first: { readonly name: string; readonly layout: ArrayLayout } | undefined;
  const over = program.sweeps[0]?.over;
  const overLayout = over === undefined ? undefined : call.arrays[over];
  if (over !== undefined && overLayout) first = { name: over, layout: overLayout };
  for (const { name, at, role } of parameters) {
    const layout = call.arrays[name];
    if (role === "unused") continue;
    if (role === "scalar") {
      if (layout) decline("CALL_ARGUMENT_KIND", source, at, name, "a number");
      continue;
    }
    if (!layout) return decline("CALL_ARGUMENT_KIND", source, at, name, role === "grid" ? "a grid" : "a 1-D array");
    const { shape } = layout;
    if (role === "table") {
      if (shape.length !== 1) decline("CALL_TABLE", source, at, name, shape);
      continue;
    }
    first ??= { name, layout };
    const expected = first.layout.shape;
    if (shape.length !== expected.length || shape.some((extent, axis) => extent !== expected[axis]))
      decline("CALL_SHAPE", source, at, name, shape, first.name, expected);
  }
  return first?.layout.shape.length ?? 0;
}

/** @throws DiagnosticError CALL_CAPTURE where a constant is not a number */
function constantsOf(program: SymbolicProgram, call: CallLayout): ReadonlyMap<string, Expression> {
  const constants = new Map<string, Expression>();
  for (const name of structural(program)) {
    const value: unknown = call.constants[name];
    const at = placeOf(name, program);
    if (typeof value !== "number") return decline("CALL_CAPTURE", program.source, at, name);
    constants.set(name, constant(at, value));
  }
  return constants;
}

/** Where a name is used first. */
function placeOf(name: string, program: SymbolicProgram) {
  let at = program.parameters.find((parameter) => parameter.name === name)?.at;
  for (const { prologue, body, domain } of program.sweeps) {
    const places = domain.kind === "interior" ? [domain.radius] : [domain.from, domain.to, domain.step].flat();
    const lists = places.flatMap((value) =>
      value ? [{ kind: "assign", at: value.at, name: "", value } as const] : [],
    );
    visitStatements([...prologue, ...lists, ...body], {
      expression(node) {
        if (node.kind === "name" && node.name === name) at ??= node.at;
      },
    });
  }
  return at ?? program.at;
}
