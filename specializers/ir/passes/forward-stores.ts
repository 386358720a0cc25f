// What a point has stored and reads again stays in a local; of several stores to one element only the last remains.

import { binary, call, constant } from "../construct.ts";
import type { DType } from "../dtype.ts";
import type { Expression } from "../expressions.ts";
import { freshName } from "../names.ts";
import { mapStatement, namesIn, rewrite, someExpression, storedArrays } from "../rewrite.ts";
import type { Body, BodyPass } from "./pass.ts";

export const forwardStores: BodyPass = {
  name: "forward stores",
  exact: true,
  does: "Keeps what a point accumulates in a local instead of storing and reading it again, rounded as the array rounds.",
  run: (body, dtypes) => withoutDeadStores(forward(body, dtypes, namesIn(body), new Map())),
};

const isHere = (node: Expression) => node.kind === "load" && node.offset.every((by) => by === 0);

/** The value as the array gives it back. */
function rounded(value: Expression, dtype: DType): Expression {
  const { at } = value;
  switch (dtype) {
    case "f64":
      return value;
    case "f32":
      return call<never>(at, "fround", value);
    case "i32":
      return binary<never>(at, "|", value, constant(at, 0));
    case "u8":
      return binary<never>(at, "&", value, constant(at, 255));
  }
}

const readsHere = (body: Body, array: string) =>
  someExpression(body, (node) => node.kind === "load" && node.array === array && isHere(node));

/** `held`: locals that hold what arrays have at this point. */
function forward(
  body: Body,
  dtypes: Readonly<Record<string, DType>>,
  taken: Set<string>,
  held: Map<string, string>,
): Body {
  let changed = false;
  const change = (value: Expression) =>
    rewrite(value, (node) => {
      const name = isHere(node) && node.kind === "load" ? held.get(node.array) : undefined;
      return name === undefined ? node : { kind: "name", at: node.at, type: "number", name };
    });
  const after = body.flatMap((statement, index): Body => {
    const stored = storedArrays([statement]);
    // a loop's body runs again after its own stores
    if (statement.kind === "for") for (const array of stored) held.delete(array);
    const made = mapStatement(statement, change, (list) => forward(list, dtypes, taken, new Map(held)));
    if (made !== statement) changed = true;
    for (const array of stored) held.delete(array);
    const dtype = made.kind === "store" ? dtypes[made.array] : undefined;
    if (made.kind !== "store" || !dtype || !readsHere(body.slice(index + 1), made.array)) return [made];
    changed = true;
    const name = freshName(`${made.array}_here`, taken);
    held.set(made.array, name);
    const { at } = made;
    return [
      { kind: "let", at, name, type: "number", value: rounded(made.value, dtype) },
      { ...made, value: { kind: "name", at, type: "number", name } },
    ];
  });
  return changed ? after : body;
}

/** Leaves out a store that another one of the same list overwrites before the array is read. */
function withoutDeadStores(body: Body): Body {
  const after = body.flatMap((statement, index): Body => {
    if (statement.kind === "store" && isOverwritten(statement.array, body.slice(index + 1))) return [];
    return [mapStatement(statement, (value) => value, withoutDeadStores)];
  });
  return after.length === body.length && after.every((statement, index) => statement === body[index]) ? body : after;
}

function isOverwritten(array: string, rest: Body): boolean {
  for (const statement of rest) {
    if (someExpression([statement], (node) => node.kind === "load" && node.array === array)) return false;
    if (statement.kind === "store" && statement.array === array) return true;
  }
  return false;
}
