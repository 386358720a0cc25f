// Which scalars shape the code: those that offsets, bounds, domains and neighbourhood ids are computed from.

import type { SourceText } from "../ir/span.ts";
import { decline } from "../syntax/messages.ts";
import type { SymbolicExpression, SymbolicStatement, SymbolicSweep } from "./program.ts";

interface Found {
  readonly source: SourceText;
  readonly scalars: ReadonlySet<string>;
  readonly locals: ReadonlyMap<string, SymbolicExpression>;
  readonly assigned: ReadonlySet<string>;
  readonly structural: Set<string>;
}

/** @throws DiagnosticError STENCIL_OFFSET where such a place depends on data or on a local that changes */
export function structuralScalars(
  sweeps: readonly SymbolicSweep[],
  scalars: ReadonlySet<string>,
  source: SourceText,
): readonly string[] {
  const locals = new Map<string, SymbolicExpression>();
  const assigned = new Set<string>();
  const places: SymbolicExpression[] = [];
  for (const { domain, prologue, body } of sweeps) {
    if (domain.kind === "interior") places.push(domain.radius);
    else places.push(...(domain.from ?? []), ...(domain.to ?? []), ...(domain.step ?? []));
    const statements = [...prologue, ...body];
    places.push(...structuralPlaces(statements));
    visitStatements(statements, {
      statement(node) {
        if (node.kind === "let") locals.set(node.name, node.value);
        if (node.kind === "assign") assigned.add(node.name);
      },
    });
  }
  const found: Found = { source, scalars, locals, assigned, structural: new Set() };
  for (const place of places) trace(place, place, found);
  return [...found.structural];
}

/** Expressions of `body` whose values must be known when code is generated. */
export function structuralPlaces(body: readonly SymbolicStatement[]): readonly SymbolicExpression[] {
  const places: SymbolicExpression[] = [];
  visitStatements(body, {
    expression: (node) => void (node.kind === "read" && places.push(...(node.offset ?? []))),
    statement(node) {
      if (node.kind === "counted") places.push(node.from, node.limit, node.step);
      if (node.kind === "neighbors") places.push(node.id);
    },
  });
  return places;
}

function trace(node: SymbolicExpression, place: SymbolicExpression, found: Found): void {
  visitSymbolic(node, (each) => {
    if (each.kind === "read" || each.kind === "lookup" || each.kind === "load")
      decline("STENCIL_OFFSET", found.source, place.at);
    if (each.kind !== "name") return;
    if (found.assigned.has(each.name)) decline("STENCIL_OFFSET", found.source, place.at);
    if (found.scalars.has(each.name)) found.structural.add(each.name);
    const value = found.locals.get(each.name);
    if (value) trace(value, place, found);
  });
}

export function visitSymbolic(node: SymbolicExpression, visit: (node: SymbolicExpression) => void): void {
  visit(node);
  const inner = (operand: SymbolicExpression) => visitSymbolic(operand, visit);
  switch (node.kind) {
    case "read":
      node.offset?.forEach(inner);
      break;
    case "lookup":
      inner(node.index);
      break;
    case "unary":
      inner(node.argument);
      break;
    case "binary":
    case "compare":
    case "logical":
    case "fma":
      inner(node.left);
      inner(node.right);
      if (node.kind === "fma") inner(node.addend);
      break;
    case "conditional":
      inner(node.test);
      inner(node.then);
      inner(node.otherwise);
      break;
    case "call":
      node.args.forEach(inner);
  }
}

export function visitStatements(
  body: readonly SymbolicStatement[],
  visit: {
    readonly expression?: (node: SymbolicExpression) => void;
    readonly statement?: (node: SymbolicStatement) => void;
  },
): void {
  const expression = (node: SymbolicExpression) => visit.expression && visitSymbolic(node, visit.expression);
  for (const node of body) {
    visit.statement?.(node);
    switch (node.kind) {
      case "let":
      case "assign":
      case "accumulate":
      case "store":
        expression(node.value);
        break;
      case "if":
        expression(node.test);
        visitStatements(node.then, visit);
        visitStatements(node.otherwise, visit);
        break;
      case "counted":
        for (const bound of [node.from, node.limit, node.step]) expression(bound);
        visitStatements(node.body, visit);
        break;
      case "neighbors":
        expression(node.id);
        visitStatements(node.body, visit);
        break;
      case "for":
        visitStatements(node.body, visit);
    }
  }
}
