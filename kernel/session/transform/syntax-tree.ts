// What is common to all of SWC's nodes, for walks that care about few kinds of them.
import type { Span } from "@swc/core";

export interface Node {
  readonly type: string;
  readonly span: Span;
  readonly [field: string]: unknown;
}

/** Calls `visit` with each node directly below `node`; call arguments and the like, which have no type, are looked into. */
export function eachChild(node: object, visit: (child: Node, field: string) => void): void {
  for (const field in node) {
    if (field === "span") continue;
    const value = (node as Readonly<Record<string, unknown>>)[field];
    if (typeof value === "object" && value !== null) descend(value, field, visit);
  }
}

function descend(value: object, field: string, visit: (child: Node, field: string) => void): void {
  if (Array.isArray(value)) {
    for (const each of value) if (typeof each === "object" && each !== null) descend(each, field, visit);
  } else if ("type" in value) visit(value as Node, field);
  else eachChild(value, visit);
}
