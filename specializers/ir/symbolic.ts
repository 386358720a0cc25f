// What a program may hold until a call's constants are known: loops whose bounds are still expressions.
import type { Expression, Statement } from "./expressions.ts";
import type { Span } from "./span.ts";

/** `Loop`: the domain's own loops beside this one. `for (let variable = from; variable <comparison> limit; variable += step)`. */
export interface CountedLoop<Leaf, Loop> {
  readonly kind: "counted";
  readonly at: Span;
  readonly variable: string;
  readonly from: Expression<Leaf>;
  readonly comparison: "<" | "<=" | ">" | ">=" | "!==";
  readonly limit: Expression<Leaf>;
  readonly step: Expression<Leaf>;
  readonly body: readonly Statement<Leaf, Loop | CountedLoop<Leaf, Loop>>[];
}

interface AnyStatement {
  readonly kind: string;
  readonly name?: unknown;
  readonly then?: unknown;
  readonly otherwise?: unknown;
  readonly body?: unknown;
}

/** Names that are assigned after their declaration, in loops of any kind as well. */
export function assignedIn(body: readonly AnyStatement[]): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (list: unknown) => {
    for (const statement of (list ?? []) as readonly AnyStatement[]) {
      if (statement.kind === "assign") names.add(String(statement.name));
      for (const inner of [statement.then, statement.otherwise, statement.body]) visit(inner);
    }
  };
  visit(body);
  return names;
}
