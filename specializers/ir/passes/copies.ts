// Locals that are used once, or only stand for another name or a constant, give way to their values.
import type { Expression, Statement } from "../expressions.ts";
import { foldNode } from "../fold.ts";
import {
  assignedNames,
  expressionsOf,
  listsOf,
  mapStatement,
  operands,
  rewrite,
  someNode,
  storedArrays,
  visitExpression,
} from "../rewrite.ts";
import type { Body, BodyPass } from "./pass.ts";

/** Deeper expressions would strain compilers (and this one's recursion). */
const mostDepth = 100;

export const propagateCopies: BodyPass = {
  name: "propagate copies",
  exact: true,
  does: "Puts a local's value where it is used, when that is once or the value is a name or a constant.",
  run(body) {
    const uses = countUses(body);
    const [assigned, written] = [assignedNames(body), storedArrays(body)];
    return propagate(body, { uses, assigned, written, values: new Map(), depths: new WeakMap() });
  },
};

interface State {
  readonly uses: ReadonlyMap<string, number>;
  readonly assigned: ReadonlySet<string>;
  readonly written: ReadonlySet<string>;
  /** What locals stand for. */
  readonly values: Map<string, Expression>;
  readonly depths: WeakMap<Expression, number>;
}

/** Uses of each name; a use inside of a loop counts for many. */
function countUses(body: Body): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  const count = (list: Body, weight: number) => {
    for (const statement of list) {
      for (const value of expressionsOf(statement))
        visitExpression(value, (node) => {
          if (node.kind === "name") uses.set(node.name, (uses.get(node.name) ?? 0) + weight);
        });
      for (const inner of listsOf(statement)) count(inner, statement.kind === "for" ? 2 : weight);
    }
  };
  count(body, 1);
  return uses;
}

function propagate(body: Body, state: State): Body {
  let changed = false;
  const after = body.flatMap((statement, index): Body => {
    const made = mapStatement(
      statement,
      (value) => substitute(value, state),
      (list) => propagate(list, state),
    );
    if (made !== statement) changed = true;
    if (made.kind !== "let" || state.assigned.has(made.name) || !mayMove(made, body.slice(index + 1), state))
      return [made];
    changed = true;
    state.values.set(made.name, made.value);
    return [];
  });
  return changed ? after : body;
}

const substitute = (value: Expression, { values }: State): Expression =>
  rewrite(value, (node) => (node.kind === "name" ? (values.get(node.name) ?? node) : foldNode(node)));

/** Whether the local's value is the same where it is used, and cheap enough to stand there. */
function mayMove({ name, value }: Extract<Statement, { kind: "let" }>, rest: Body, state: State): boolean {
  const uses = state.uses.get(name) ?? 0;
  if (uses > 1 && value.kind !== "name" && value.kind !== "constant") return false;
  if (depthOf(value, state.depths) > mostDepth) return false;
  const [names, arrays] = [new Set<string>(), new Set<string>()];
  visitExpression(value, (node) => {
    if (node.kind === "name" && state.assigned.has(node.name)) names.add(node.name);
    if (node.kind === "load" && state.written.has(node.array)) arrays.add(node.array);
  });
  if (names.size + arrays.size === 0) return true;
  return uses <= 1 && staysUntilUsed(name, rest, names, arrays);
}

/** Whether the one use is in a statement of this list, with nothing before it that changes what the value is made of. */
function staysUntilUsed(name: string, rest: Body, names: ReadonlySet<string>, arrays: ReadonlySet<string>): boolean {
  for (const statement of rest) {
    if (expressionsOf(statement).some((value) => someNode(value, (node) => node.kind === "name" && node.name === name)))
      return true;
    if ([...assignedNames([statement])].some((each) => names.has(each))) return false;
    if ([...storedArrays([statement])].some((each) => arrays.has(each))) return false;
  }
  return false;
}

function depthOf(node: Expression, known: WeakMap<Expression, number>): number {
  const found = known.get(node);
  if (found !== undefined) return found;
  const depth = 1 + Math.max(0, ...operands(node).map((operand) => depthOf(operand, known)));
  known.set(node, depth);
  return depth;
}
