// A function of nested loops over typed arrays, to the same domain AST as one over the points of grids.
import { buildSequence, createBuilder, spanOf } from "../../ir/build/index.ts";
import type { FunctionSource } from "../../syntax/function-source.ts";
import { decline } from "../../syntax/messages.ts";
import { boundNames, freeNames, walk } from "../../syntax/walk.ts";
import type { StencilParameter, SymbolicExpression, SymbolicProgram } from "../program.ts";
import { structuralScalars, visitStatements } from "../recognise-structural.ts";
import { buildReturned, statementsOf, withTotals } from "../recognise-totals.ts";
import { declineUndefined } from "../recognise-undefined.ts";
import { expressionOf, type Names } from "./affine.ts";
import { expression, type NestStatement, statements } from "./body.ts";
import { type Draft, type NestDialect, nestLanguage } from "./language.ts";
import { type Loop, type Outline, outlineOf, stridesOf, sweepOf } from "./nest.ts";
import { divide } from "./polynomial.ts";
import type { Context } from "./subscript.ts";

/**
 * Whether a loop at the top of the body stores into elements of a parameter, or adds them up for what is returned; what
 * other functions call only adds up for them.
 */
export function isNestOfLoops({ node, name, helpers }: FunctionSource): boolean {
  if (!Array.isArray(node.body)) return false;
  const parameters = new Set(node.params.flatMap((param) => (param.type === "Identifier" ? [param.value] : [])));
  const isElement = ({ type, object, property }: Target): boolean =>
    type === "MemberExpression" && property?.type === "Computed" && parameters.has(object?.value ?? "");
  const locals = new Set<unknown>();
  let [stores, adds, reads] = [false, false, false];
  for (const statement of node.body) {
    if (statement.type === "VariableDeclaration" && statement.kind === "let")
      for (const { id } of statement.declarations) for (const each of boundNames(id)) locals.add(each.value);
    if (statement.type !== "ForStatement") continue;
    walk(statement, (each) => {
      if (isElement(each)) reads = true;
      const { left } = each as { left?: Target };
      if (each.type !== "AssignmentExpression" || !left) return undefined;
      if (isElement(left)) stores = true;
      if (left.type === "Identifier" && locals.has(left.value)) adds = true;
      return undefined;
    });
  }
  const last = node.body.at(-1);
  const returns = last?.type === "ReturnStatement" && last.argument !== undefined;
  return (
    stores || (adds && reads && returns && ![...helpers.values()].some((other) => freeNames(other).includes(name)))
  );
}

interface Target {
  readonly type: string;
  readonly value?: unknown;
  readonly object?: { readonly value?: string };
  readonly property?: { readonly type: string };
}

/** @throws DiagnosticError for loops that can't be specialized */
export function recogniseNests(fn: FunctionSource, drafts: readonly Draft[]): SymbolicProgram {
  const { node, source, name } = fn;
  const builder = createBuilder<NestDialect>({
    source,
    helpers: fn.helpers,
    language: nestLanguage,
    taken: [...drafts.map((draft) => draft.name), ...fn.captures],
  });
  for (const draft of drafts) builder.scope.names.set(draft.name, { kind: "entity", entity: draft });
  builder.inlining = [name];
  const body = node.body as Parameters<typeof buildSequence>[0];
  const last = body.at(-1);
  for (const statement of body) {
    if (statement === last && statement.type === "ReturnStatement") continue;
    const level = statement.type === "ForStatement" ? 1 : 0;
    builder.level += level; // what is assigned in a nest and not declared there is a total
    buildSequence([statement], builder);
    builder.level -= level;
  }
  const returned = buildReturned(last, builder);

  const symbols: Names["symbols"] = new Map();
  const prologue: NestStatement[] = [];
  const outlines: Outline[] = [];
  for (const statement of builder.statements)
    if (statement.kind === "counted") outlines.push(outlineOf(statement as Loop, [...prologue], symbols, source));
    else if (statement.kind === "let") prologue.push(statement);
    else decline("STENCIL_NO_STORE", source, statement.at);
  if (outlines.length === 0) return decline("MARK_NOTHING", source, spanOf(node), "stencil");
  const strides = stridesOf(outlines, source);
  const found = outlines.map((outline) => sweepOf(outline, strides, source));

  const outside: Context = {
    source,
    names: { locals: new Map(), symbols },
    variables: [],
    strides,
    written: [],
    coordinates: new Set(),
    grids: new Set(),
  };
  const { sweeps, ...totals } = withTotals(
    found.map(({ sweep }) => sweep),
    statements(prologue, outside),
    { list: returned.list, values: returned.values.map((value) => expression(value, outside)) },
    builder,
  );
  const grids = new Set(found.flatMap((each) => [...each.grids]));
  const parameters = drafts.map((draft) => parameterOf(draft, grids, sweeps));
  const scalars = new Set(parameters.filter(({ role }) => role === "scalar").map((each) => each.name));
  const extents = strides.slice(1).map((stride, axis): SymbolicExpression => {
    const { quotient } = divide(strides[axis]!, stride);
    return expressionOf(quotient, sweeps[0]!.domain.at, { locals: new Map(), symbols });
  });
  const program: SymbolicProgram = {
    kind: "stencil",
    stage: "symbolic",
    name,
    source,
    at: fn.at,
    parameters,
    captures: [...builder.captures],
    structuralScalars: [
      ...new Set([
        ...structuralScalars(sweeps, scalars, source),
        ...extents.flatMap((extent) => namesOf(extent)).filter((each) => scalars.has(each)),
      ]),
    ],
    sweeps,
    rows: extents,
    ...totals,
  };
  declineUndefined(program);
  declineLengths(program);
  return program;
}

/** What is a grid of rows in the nest is a flat array to what is returned: its length is another. */
function declineLengths({ totals, rows = [], source, parameters }: SymbolicProgram): void {
  if (!totals || rows.length === 0) return;
  const grids = new Set(parameters.filter(({ role }) => role === "grid").map(({ name }) => name));
  for (const block of [totals.returned, ...totals.reductions.map(({ initial }) => initial)])
    visitStatements(statementsOf(block), {
      expression(node) {
        if (node.kind === "length" && grids.has(node.array)) decline("STENCIL_SHAPE", source, node.at);
      },
    });
}

const asStatement = (value: SymbolicExpression) => ({ kind: "assign", at: value.at, name: "", value }) as const;

function namesOf(value: SymbolicExpression): readonly string[] {
  const found: string[] = [];
  visitStatements([asStatement(value)], { expression: (each) => void (each.kind === "name" && found.push(each.name)) });
  return found;
}

function parameterOf(
  { name, at, annotated, use }: Draft,
  grids: ReadonlySet<string>,
  sweeps: SymbolicProgram["sweeps"],
): StencilParameter {
  let [reads, writes] = [false, false];
  for (const { body } of sweeps)
    visitStatements(body, {
      expression(node) {
        if (node.kind === "read" && node.array === name) reads = true;
      },
      statement(node) {
        if (node.kind === "store" && node.array === name) writes = true;
      },
    });
  const role = grids.has(name) ? "grid" : use === "array" ? "table" : (use ?? annotated ?? "unused");
  const access = !writes ? "in" : reads ? "inout" : "out";
  return { name, at, role, kind: role === "scalar" || role === "unused" ? "scalar" : "array", access };
}
