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
import type {
  StencilParameter,
  SymbolicExpression,
  SymbolicProgram,
  SymbolicStatement,
  SymbolicSweep,
} from "./program.ts";
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

/** @throws DiagnosticError for a stencil that can't be specialized */
export function recognise(fn: FunctionSource): SymbolicProgram | undefined {
  const { node, source, name } = fn;
  if (fn.kind === "function" && !iteratesPoints(node.body)) return undefined;
  if (node.async) decline("FUNCTION_ASYNC", source, signature(fn), name);
  if (node.generator) decline("FUNCTION_GENERATOR", source, signature(fn), name);
  if (!Array.isArray(node.body)) return undefined;

  const drafts = node.params.map((param) => draft(param) ?? decline("FUNCTION_PARAMETER", source, spanOf(param), name));
  const sweeps: SymbolicSweep[] = [];
  const builder: Builder<StencilDialect> = createBuilder<StencilDialect>({
    source,
    helpers: fn.helpers,
    taken: [...drafts.map((each) => each.name), ...fn.captures],
    language: {
      ...stencilLanguage,
      forOf: (loop, inner) =>
        inner.level > 0 ? stencilLanguage.forOf!(loop, inner) : pointLoop(loop, inner, prologue, sweeps),
    },
  });
  const prologue = builder.statements;
  for (const each of drafts)
    builder.scope.names.set(each.name, { kind: "entity", entity: { kind: "parameter", draft: each } });
  builder.inlining = [name];
  for (const statement of node.body) {
    const last = statement === node.body.at(-1);
    if (last && statement.type === "ReturnStatement" && !statement.argument) break;
    buildSequence([statement], builder);
  }

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
  };
  declineShapes(program);
  declineDependences(program);
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
  sweeps: SymbolicSweep[],
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
  sweeps.push({
    kind: "sweep",
    at,
    over: found.draft.name,
    domain,
    prologue: before,
    body: [...usedOf(before, body), ...body],
  });
  return true;
}

/** The part of the prologue that the body depends on. */
function usedOf(
  prologue: readonly SymbolicStatement[],
  body: readonly SymbolicStatement[],
): readonly SymbolicStatement[] {
  const used = new Set<string>();
  const use = (list: readonly SymbolicStatement[]) =>
    visitStatements(list, { expression: (node) => void (node.kind === "name" && used.add(node.name)) });
  use(body);
  const needed = (statement: SymbolicStatement) => {
    let writes = false;
    visitStatements([statement], {
      statement: (each) => {
        if ((each.kind === "let" || each.kind === "assign") && used.has(each.name)) writes = true;
      },
    });
    return writes;
  };
  // backwards, but an assignment in a loop may feed an earlier one: until nothing is added
  let kept: readonly SymbolicStatement[] = [];
  for (let before = -1; before !== used.size; ) {
    before = used.size;
    kept = prologue.filter(needed);
    use(kept);
  }
  return kept;
}

/** Generated code serves every shape: extents may stand in domains only. */
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

/** In a loop over all points of a box, a displaced read of what the loop writes depends on the order, whatever the layout. */
function declineDependences(program: SymbolicProgram): void {
  for (const { domain, body } of program.sweeps) {
    if (domain.kind === "points" && domain.step) continue; // a matter of the layout: bind decides
    const writes = new Set<string>();
    visitStatements(body, { statement: (node) => void (node.kind === "store" && writes.add(node.array)) });
    visitStatements(body, {
      expression(node) {
        if (node.kind !== "read" || node.point !== "" || !writes.has(node.array)) return;
        const offset = (node.offset ?? []).map(literal);
        if (offset.every((each) => each !== undefined) && offset.some((each) => each !== 0))
          decline("STENCIL_DEPENDENCE", program.source, node.at, node.array, offset);
      },
    });
  }
}

function literal(node: SymbolicExpression): number | undefined {
  if (node.kind === "constant") return Number(node.value);
  return node.kind === "unary" && node.operator === "-" && node.argument.kind === "constant"
    ? -Number(node.argument.value)
    : undefined;
}
