// What is computed twice in a row of statements is computed once.
import type { Expression, Statement } from "../expressions.ts";
import { freshName } from "../names.ts";
import {
  assignedNames,
  expressionsOf,
  mapOperands,
  mapStatement,
  namesIn,
  operands,
  someNode,
  storedArrays,
  structuralKey,
  visitBody,
  visitExpression,
} from "../rewrite.ts";
import type { Body, BodyPass } from "./pass.ts";

export const commonSubexpressions: BodyPass = {
  name: "common subexpressions",
  exact: true,
  does: "Computes an expression that occurs more than once only once.",
  run(body) {
    // a loop's variable keeps its value within the body
    const variables = new Set<string>();
    visitBody(body, {
      statement(node) {
        if (node.kind === "for") variables.add(node.variable);
      },
    });
    const assigned = new Set([...assignedNames(body)].filter((name) => !variables.has(name)));
    return eliminate(body, { taken: namesIn(body), written: storedArrays(body), assigned });
  },
};

interface State {
  readonly taken: Set<string>;
  readonly written: ReadonlySet<string>;
  readonly assigned: ReadonlySet<string>;
}

function eliminate(body: Body, state: State): Body {
  const here = eliminateHere(body, state);
  let changed = here !== body;
  const after = here.map((statement) => {
    const made = mapStatement(
      statement,
      (value) => value,
      (list) => eliminate(list, state),
    );
    if (made !== statement) changed = true;
    return made;
  });
  return changed ? after : body;
}

interface Found {
  readonly node: Expression;
  readonly first: number;
  count: number;
}

/** Repeated expressions of this list itself, largest first. */
function eliminateHere(body: Body, state: State): Body {
  const keys = new Map<Expression, string>();
  const found = new Map<string, Found>();
  for (const [index, statement] of body.entries())
    for (const value of expressionsOf(statement))
      visitExpression(value, (node) => {
        if (operands(node).length === 0 || !isSteady(node, state)) return;
        const key = structuralKey(node);
        keys.set(node, key);
        const known = found.get(key);
        if (known) known.count++;
        else found.set(key, { node, first: index, count: 1 });
      });
  let best: readonly [string, Found] | undefined;
  for (const entry of found) if (entry[1].count > 1 && (!best || entry[0].length > best[0].length)) best = entry;
  if (!best) return body;
  const [key, { node, first }] = best;
  const name = freshName("common", state.taken);
  const local: Expression = { kind: "name", at: node.at, type: node.type, name };
  const change = (value: Expression): Expression => replace(value, key, keys, local);
  const after = body.map((statement, index) =>
    index < first ? statement : mapStatement(statement, change, (list) => list),
  );
  const declaration: Statement = { kind: "let", at: node.at, name, type: node.type, value: node };
  return eliminateHere([...after.slice(0, first), declaration, ...after.slice(first)], state);
}

const isSteady = (value: Expression, { assigned, written }: State) =>
  !someNode(
    value,
    (node) => (node.kind === "name" && assigned.has(node.name)) || (node.kind === "load" && written.has(node.array)),
  );

/** Top down, so that no part of an occurrence is looked at. */
function replace(node: Expression, key: string, keys: ReadonlyMap<Expression, string>, local: Expression): Expression {
  if (keys.get(node) === key) return { ...local, at: node.at };
  return mapOperands(node, (operand) => replace(operand, key, keys, local));
}
