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
