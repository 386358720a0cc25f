// What does not change in a loop over a point's terms is computed once, in front of it.
import type { Expression, Statement } from "../expressions.ts";
import { freshName } from "../names.ts";
import { declaredNames } from "../rename.ts";
import {
  assignedNames,
  mapList,
  mapOperands,
  mapStatement,
  namesIn,
  operands,
  someNode,
  storedArrays,
  structuralKey,
} from "../rewrite.ts";
import type { Body, BodyPass } from "./pass.ts";

type Loop = Extract<Statement, { kind: "for" }>;

export const hoistInvariants: BodyPass = {
  name: "invariant hoisting",
  exact: true,
  does: "Computes in front of an inner loop what stays the same in all of its rounds.",
  run: (body) => hoist(body, namesIn(body)),
};

/** From the outermost loop inwards, so that each value ends in front of all loops in which it stays the same. */
function hoist(body: Body, taken: Set<string>): Body {
  const after = body.flatMap((statement): Body => {
    const [before, made] = statement.kind === "for" ? outOf(statement, taken) : [[], statement];
    return [
      ...before,
      mapStatement(
        made,
        (value) => value,
        (list) => hoist(list, taken),
      ),
    ];
  });
  return after.length === body.length && after.every((statement, index) => statement === body[index]) ? body : after;
}

function outOf(loop: Loop, taken: Set<string>): readonly [before: Body, loop: Loop] {
  const changing = new Set([loop.variable, ...declaredNames(loop.body), ...assignedNames(loop.body)]);
  const written = storedArrays(loop.body);
  const changes = (node: Expression) =>
    (node.kind === "name" && changing.has(node.name)) || (node.kind === "load" && written.has(node.array));
  const found = new Map<string, { readonly name: string; readonly value: Expression }>();
  const change = (value: Expression): Expression => {
    if (operands(value).length === 0) return value;
    if (someNode(value, changes)) return mapOperands(value, change);
    const key = structuralKey(value);
    const { name } = found.get(key) ?? { name: freshName("steady", taken) };
    found.set(key, { name, value });
    return { kind: "name", at: value.at, type: value.type, name };
  };
  const list = (statements: Body): Body => mapList(statements, (statement) => mapStatement(statement, change, list));
  const body = list(loop.body);
  const before = [...found.values()].map(
    ({ name, value }): Statement => ({ kind: "let", at: value.at, name, type: value.type, value }),
  );
  return [before, body === loop.body ? loop : { ...loop, body }];
}
