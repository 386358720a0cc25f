// A function of nested loops over typed arrays, to the same domain AST as one over the points of grids.
import { buildSequence, createBuilder, spanOf } from "../../ir/build/index.ts";
import type { FunctionSource } from "../../syntax/function-source.ts";
import { decline } from "../../syntax/messages.ts";
import { walk } from "../../syntax/walk.ts";
import type { StencilParameter, SymbolicExpression, SymbolicProgram } from "../program.ts";
import { structuralScalars, visitStatements } from "../recognise-structural.ts";
import { usedOf } from "../recognise-totals.ts";
import { declineUndefined } from "../recognise-undefined.ts";
import { expressionOf, type Names } from "./affine.ts";
import type { NestStatement } from "./body.ts";
import { type Draft, type NestDialect, nestLanguage } from "./language.ts";
import { type Loop, type Outline, outlineOf, stridesOf, sweepOf } from "./nest.ts";
import { divide } from "./polynomial.ts";

/** Whether a loop at the top of the body stores into elements of a parameter. */
export function storesInLoops({ node }: FunctionSource): boolean {
  if (!Array.isArray(node.body)) return false;
  const parameters = new Set(node.params.flatMap((param) => (param.type === "Identifier" ? [param.value] : [])));
  let found = false;
  for (const statement of node.body)
    if (statement.type === "ForStatement")
      walk(statement, (each) => {
        const { left } = each as { left?: Target };
        if (
          each.type === "AssignmentExpression" &&
          left?.type === "MemberExpression" &&
          left.property?.type === "Computed" &&
          parameters.has(left.object?.value ?? "")
        )
          found = true;
        return undefined;
      });
  return found;
}

interface Target {
  readonly type: string;
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
  buildSequence(node.body as Parameters<typeof buildSequence>[0], builder);

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

  const sweeps = found.map(({ sweep }) => ({ ...sweep, body: [...usedOf(sweep.prologue, sweep.body), ...sweep.body] }));
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
  };
  declineUndefined(program);
  return program;
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
