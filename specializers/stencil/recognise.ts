// A marked function to the domain AST: its point loops become sweeps. Undefined for a function that has none.
import {
  type Builder,
  buildLoopBody,
  buildSequence,
  createBuilder,
  innerScope,
  spanOf,
  withScope,
} from "../ir/build/index.ts";
import type { FunctionSource } from "../syntax/function-source.ts";
import { decline } from "../syntax/messages.ts";
import { type BindingIdentifier, type ForOfStatement, type Pattern, withoutParentheses } from "../syntax/parse.ts";
import { walk } from "../syntax/walk.ts";
import { isNestOfLoops, recogniseNests } from "./nests/recognise.ts";
import type { StencilParameter, SymbolicProgram, SymbolicSweep } from "./program.ts";
import { buildDomain } from "./recognise-domain.ts";
import {
  type Draft,
  domainMethods,
  loopVariable,
  methodCall,
  type StencilDialect,
  stencilLanguage,
  useAs,
} from "./recognise-language.ts";
import { structuralScalars, visitStatements } from "./recognise-structural.ts";
import { buildReturned, withTotals } from "./recognise-totals.ts";
import { declineUndefined } from "./recognise-undefined.ts";

/** @throws DiagnosticError for a stencil that can't be specialized */
export function recognise(fn: FunctionSource): SymbolicProgram | undefined {
  const { node, source, name } = fn;
  const nests = !iteratesPoints(node.body) && isNestOfLoops(fn);
  if (fn.kind === "function" && !iteratesPoints(node.body) && !nests) return undefined;
  if (node.async) decline("FUNCTION_ASYNC", source, signature(fn), name);
  if (node.generator) decline("FUNCTION_GENERATOR", source, signature(fn), name);
  if (!Array.isArray(node.body)) return undefined;

  const drafts = node.params.map((param) => draft(param) ?? decline("FUNCTION_PARAMETER", source, spanOf(param), name));
  if (nests)
    return recogniseNests(
      fn,
      drafts.map(({ name, at, annotated }) => ({ name, at, annotated, use: undefined })),
    );
  const loops: SymbolicSweep[] = [];
  const builder: Builder<StencilDialect> = createBuilder<StencilDialect>({
    source,
    helpers: fn.helpers,
    taken: [...drafts.map((each) => each.name), ...fn.captures],
    language: {
      ...stencilLanguage,
      forOf: (loop, inner) =>
        inner.level > 0 ? stencilLanguage.forOf!(loop, inner) : pointLoop(loop, inner, prologue, loops),
    },
  });
  const prologue = builder.statements;
  for (const each of drafts)
    builder.scope.names.set(each.name, { kind: "entity", entity: { kind: "parameter", draft: each } });
  builder.inlining = [name];
  const last = node.body.at(-1);
  for (const statement of node.body)
    if (statement !== last || statement.type !== "ReturnStatement") buildSequence([statement], builder);
  const { sweeps, ...totals } = withTotals(loops, prologue, buildReturned(last, builder), builder);
  if (sweeps.length === 0) decline("MARK_NOTHING", source, signature(fn), "stencil");
  const parameters = parametersOf(drafts, sweeps);
  const scalars = new Set(parameters.filter(({ role }) => role === "scalar").map((each) => each.name));
  const program: SymbolicProgram = {
    kind: "stencil",
    stage: "symbolic",
    name,
    source,
    at: fn.at,
    parameters,
    captures: [...builder.captures],
    structuralScalars: structuralScalars(sweeps, scalars, source),
    sweeps,
    ...totals,
  };
  declineShapes(program);
  declineUndefined(program);
  return program;
}

/** The line with the function's name: what is wrong is the function, not its body. */
const signature = ({ node, source, at }: FunctionSource) => {
  const brace = source.text.indexOf("{", at.start);
  return { start: at.start, end: brace < 0 ? spanOf(node).end : brace };
};

/** Whether a `for … of` over a grid's points stands in the body. */
function iteratesPoints(body: unknown): boolean {
  let found = false;
  walk(body, (node) => {
    if (node.type !== "ForOfStatement") return undefined;
    const right = withoutParentheses((node as unknown as ForOfStatement).right);
    const callee =
      right.type === "CallExpression" && right.callee.type === "MemberExpression" ? right.callee : undefined;
    if (callee?.property.type === "Identifier" && domainMethods.has(callee.property.value)) found = true;
    return undefined;
  });
  return found;
}

function draft(param: Pattern): Draft | undefined {
  if (param.type !== "Identifier") return undefined;
  return { name: param.value, at: spanOf(param), annotated: annotatedRole(param), role: undefined };
}

function pointLoop(
  node: ForOfStatement,
  builder: Builder<StencilDialect>,
  prologue: unknown,
  loops: SymbolicSweep[],
): boolean {
  const at = spanOf(node);
  const { source } = builder;
  const found = methodCall(node.right, builder);
  if (!found) return false;
  if (!domainMethods.has(found.method)) decline("STENCIL_METHOD", source, spanOf(node.right), found.method);
  if (builder.statements !== prologue) decline("STENCIL_LOOP_INSIDE", source, at);
  const variable = loopVariable(node) ?? decline("STATEMENT_DECLARATION", source, at);
  useAs(found.draft, "grid", spanOf(node.right), builder);
  const domain = buildDomain(found.method, found.call, builder);
  const scope = innerScope(builder);
  scope.names.set(variable, { kind: "entity", entity: { kind: "point", name: "" } });
  const before = [...builder.statements];
  builder.level++;
  const body = withScope(builder, scope, () => buildLoopBody(node.body, builder));
  builder.level--;
  loops.push({
    kind: "sweep",
    at,
    over: found.draft.name,
    domain,
    prologue: before,
    body,
  });
  return true;
}

/** Generated code serves every shape: at a point extents are not known. */
function declineShapes(program: SymbolicProgram): void {
  const grids = new Set(program.parameters.filter(({ role }) => role === "grid").map(({ name }) => name));
  for (const { body } of program.sweeps)
    visitStatements(body, {
      expression(node) {
        if (node.kind === "length" && grids.has(node.array)) decline("STENCIL_SHAPE", program.source, node.at);
      },
    });
}

function parametersOf(drafts: readonly Draft[], sweeps: readonly SymbolicSweep[]): readonly StencilParameter[] {
  const reads = new Set<string>();
  const writes = new Set<string>();
  for (const { body } of sweeps)
    visitStatements(body, {
      expression: (node) => void (node.kind === "read" && reads.add(node.array)),
      statement: (node) => void (node.kind === "store" && writes.add(node.array)),
    });
  return drafts.map(({ name, at, annotated, role = annotated ?? "unused" }) => {
    const access = !writes.has(name) ? "in" : reads.has(name) ? "inout" : "out";
    return { name, at, role, kind: role === "scalar" || role === "unused" ? "scalar" : "array", access };
  });
}

function annotatedRole(param: Pattern): StencilParameter["role"] | undefined {
  const type = (param as BindingIdentifier).typeAnnotation?.typeAnnotation;
  if (type?.type === "TsArrayType") return "table";
  if (type?.type === "TsKeywordType") return type.kind === "number" ? "scalar" : undefined;
  if (type?.type !== "TsTypeReference" || type.typeName.type !== "Identifier") return undefined;
  const { value } = type.typeName;
  return value === "Grid" ? "grid" : value === "NdArray" || value.endsWith("Array") ? "table" : undefined;
}
