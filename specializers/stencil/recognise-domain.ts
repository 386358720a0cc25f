// The points that a loop iterates: `interior(r)`, `interiorPoints()`, `points({ from, to, step })`.

import type { Builder } from "../ir/build/index.ts";
import { buildNumber, spanOf } from "../ir/build/index.ts";
import { decline } from "../syntax/messages.ts";
import { type CallExpression, type Expression as Syntax, withoutParentheses } from "../syntax/parse.ts";
import type { Domain, SymbolicExpression } from "./program.ts";
import type { StencilDialect } from "./recognise-language.ts";

type StencilBuilder = Builder<StencilDialect>;

export function buildDomain(method: string, call: CallExpression, builder: StencilBuilder): Domain {
  const at = spanOf(call);
  const [first, ...more] = call.arguments;
  if (more.length > 0 || first?.spread) return decline("STENCIL_DOMAIN", builder.source, at);
  if (method === "interiorPoints" || method === "interior") {
    if (method === "interiorPoints" && first) return decline("STENCIL_DOMAIN", builder.source, at);
    const radius = first
      ? buildNumber(first.expression, builder)
      : ({ kind: "constant", at, type: "number", value: 1 } as const);
    return { kind: "interior", at, radius };
  }
  const box: Record<string, readonly SymbolicExpression[]> = {};
  if (first) {
    const literal = withoutParentheses(first.expression);
    if (literal.type !== "ObjectExpression") return decline("STENCIL_DOMAIN", builder.source, at);
    for (const property of literal.properties) {
      const key = property.type === "KeyValueProperty" && property.key.type === "Identifier" ? property.key.value : "";
      if (property.type !== "KeyValueProperty" || !["from", "to", "step"].includes(key))
        return decline("STENCIL_DOMAIN", builder.source, at);
      box[key] = coordinates(property.value, builder);
    }
  }
  const { from, to, step } = box;
  return { kind: "points", at, from, to, step };
}

/** `[1, n - 1, u.shape[2] - 1]` */
function coordinates(node: Syntax, builder: StencilBuilder): readonly SymbolicExpression[] {
  const literal = withoutParentheses(node);
  if (literal.type !== "ArrayExpression") return decline("STENCIL_DOMAIN", builder.source, spanOf(node));
  return literal.elements.map((element) =>
    !element || element.spread
      ? decline("STENCIL_DOMAIN", builder.source, spanOf(node))
      : buildNumber(element.expression, builder),
  );
}
