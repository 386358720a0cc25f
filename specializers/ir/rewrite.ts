// Rewriting expressions and statements: bottom-up, sharing what did not change.
import type { Expression, Statement } from "./expressions.ts";

export type Rewrite = (node: Expression) => Expression;

/** The direct operands of a node. */
export function operands(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case "constant":
    case "name":
    case "load":
      return [];
    case "lookup":
      return [node.index];
    case "unary":
      return [node.argument];
    case "binary":
    case "compare":
    case "logical":
      return [node.left, node.right];
    case "fma":
      return [node.left, node.right, node.addend];
    case "conditional":
      return [node.test, node.then, node.otherwise];
    case "call":
      return node.args;
  }
}

export function mapOperands(node: Expression, change: Rewrite): Expression {
  const before = operands(node);
  if (before.length === 0) return node;
  const after = before.map(change);
  if (after.every((operand, index) => operand === before[index])) return node;
  const [first, second, third] = after as [Expression, Expression, Expression];
  switch (node.kind) {
    case "lookup":
      return { ...node, index: first };
    case "unary":
      return { ...node, argument: first };
    case "binary":
    case "compare":
    case "logical":
      return { ...node, left: first, right: second };
    case "fma":
      return { ...node, left: first, right: second, addend: third };
    case "conditional":
      return { ...node, test: first, then: second, otherwise: third };
    case "call":
      return { ...node, args: after };
    default:
      return node;
  }
}

/** Rewrites operands first, then the node that they make. */
export function rewrite(node: Expression, rule: Rewrite): Expression {
  return rule(mapOperands(node, (operand) => rewrite(operand, rule)));
}

/** Applies `change` to each expression of a statement itself, and `inner` to the lists of statements in it. */
export function mapStatement(
  statement: Statement,
  change: Rewrite,
  inner: (list: readonly Statement[]) => readonly Statement[],
): Statement {
  switch (statement.kind) {
    case "let":
    case "assign":
    case "accumulate":
    case "store": {
      const value = change(statement.value);
      return value === statement.value ? statement : { ...statement, value };
    }
    case "if": {
      const [test, then, otherwise] = [change(statement.test), inner(statement.then), inner(statement.otherwise)];
      if (test === statement.test && then === statement.then && otherwise === statement.otherwise) return statement;
      return { ...statement, test, then, otherwise };
    }
    case "for": {
      const body = inner(statement.body);
      return body === statement.body ? statement : { ...statement, body };
    }
  }
}

/** Keeps the list itself when nothing in it changed, so that "did this pass do anything" is a comparison of references. */
export function mapList<T>(list: readonly T[], change: (item: T) => T): readonly T[] {
  const after = list.map(change);
  return after.every((item, index) => item === list[index]) ? list : after;
}

/** Rewrites every expression of a body. */
export function rewriteBody(body: readonly Statement[], rule: Rewrite): readonly Statement[] {
  const list = (statements: readonly Statement[]): readonly Statement[] =>
    mapList(statements, (statement) => mapStatement(statement, (value) => rewrite(value, rule), list));
  return list(body);
}

/** Expressions of a statement itself, without those of statements inside. */
export function expressionsOf(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case "let":
    case "assign":
    case "accumulate":
    case "store":
      return [statement.value];
    case "if":
      return [statement.test];
    case "for":
      return [];
  }
}

export function listsOf(statement: Statement): readonly (readonly Statement[])[] {
  return statement.kind === "if"
    ? [statement.then, statement.otherwise]
    : statement.kind === "for"
      ? [statement.body]
      : [];
}

export function visitExpression(node: Expression, visit: (node: Expression) => void): void {
  visit(node);
  for (const operand of operands(node)) visitExpression(operand, visit);
}

export function visitBody(
  body: readonly Statement[],
  visit: { readonly statement?: (node: Statement) => void; readonly expression?: (node: Expression) => void },
): void {
  for (const statement of body) {
    visit.statement?.(statement);
    if (visit.expression) for (const value of expressionsOf(statement)) visitExpression(value, visit.expression);
    for (const list of listsOf(statement)) visitBody(list, visit);
  }
}

/** Names assigned after their declaration, loop variables among them. */
export function assignedNames(body: readonly Statement[]): ReadonlySet<string> {
  const names = new Set<string>();
  visitBody(body, {
    statement: (statement) => {
      if (statement.kind === "assign") names.add(statement.name);
      if (statement.kind === "for") names.add(statement.variable);
    },
  });
  return names;
}

/** Text that is the same for two expressions exactly when they compute the same thing; places don't count. */
export function structuralKey(node: Expression): string {
  const parts = operands(node).map(structuralKey).join(",");
  switch (node.kind) {
    case "constant":
      return Object.is(node.value, -0) ? "-0" : String(node.value);
    case "name":
      return `$${node.name}`;
    case "load":
      return `${node.array}[${node.offset}]`;
    case "lookup":
      return `${node.table}{${parts}}`;
    case "unary":
    case "binary":
    case "compare":
    case "logical":
      return `(${node.operator} ${parts})`;
    case "call":
      return `${node.fn}(${parts})`;
    case "fma":
    case "conditional":
      return `${node.kind}(${parts})`;
  }
}

export const sameExpression = (a: Expression, b: Expression): boolean => structuralKey(a) === structuralKey(b);

export function someNode(node: Expression, test: (node: Expression) => boolean): boolean {
  return test(node) || operands(node).some((operand) => someNode(operand, test));
}

export function someExpression(body: readonly Statement[], test: (node: Expression) => boolean): boolean {
  return body.some(
    (statement) =>
      expressionsOf(statement).some((value) => someNode(value, test)) ||
      listsOf(statement).some((list) => someExpression(list, test)),
  );
}

/** Every name that occurs in a body. */
export function namesIn(body: readonly Statement[]): Set<string> {
  const names = new Set<string>();
  visitBody(body, {
    statement(node) {
      if (node.kind === "let" || node.kind === "assign") names.add(node.name);
      if (node.kind === "for") names.add(node.variable);
    },
    expression(node) {
      if (node.kind === "name") names.add(node.name);
    },
  });
  return names;
}

/** Arrays that a body stores into. */
export function storedArrays(body: readonly Statement[]): ReadonlySet<string> {
  const arrays = new Set<string>();
  visitBody(body, {
    statement(node) {
      if (node.kind === "store") arrays.add(node.array);
    },
  });
  return arrays;
}
