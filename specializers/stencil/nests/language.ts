// The language of nested loops: what a subset of TypeScript says about arrays that are indexed by `u[i*m + j]`.
import { type Builder, buildNumber, type ExpressionOf, type Language, resolve, spanOf } from "../../ir/build/index.ts";
import { toNumber } from "../../ir/construct.ts";
import type { Span } from "../../ir/span.ts";
import { decline } from "../../syntax/messages.ts";
import { type MemberExpression, type Expression as Syntax, withoutParentheses } from "../../syntax/parse.ts";
import type { Length, StencilParameter } from "../program.ts";

/** A parameter whose role shows in how it is used. */
export interface Draft {
  readonly name: string;
  readonly at: Span;
  readonly annotated: StencilParameter["role"] | undefined;
  use: "array" | "scalar" | undefined;
}

/** `array[index]`: a grid's element where the index moves with the loops, a table's where it doesn't. */
export interface Element {
  readonly kind: "element";
  readonly at: Span;
  readonly type: "number";
  readonly array: string;
  readonly index: NestExpression;
}

/** `array[index] = value`. */
export interface Write {
  readonly kind: "write";
  readonly at: Span;
  readonly target: Span;
  readonly array: string;
  readonly index: NestExpression;
  readonly value: NestExpression;
}

export interface NestDialect {
  /** A length's axis is -1 for `u.length`: how many axes there are shows later. */
  readonly leaf: Element | Length;
  readonly loop: Write;
  readonly entity: Draft;
}

export type NestExpression = ExpressionOf<NestDialect>;
type NestBuilder = Builder<NestDialect>;

/** @throws DiagnosticError STENCIL_ROLE when it was used as something else before */
function useAs(draft: Draft, use: NonNullable<Draft["use"]>, at: Span, builder: NestBuilder): void {
  if (draft.use !== undefined && draft.use !== use) decline("STENCIL_ROLE", builder.source, at, draft.name);
  draft.use = use;
}

function arrayOf(node: Syntax, builder: NestBuilder): Draft | undefined {
  const bare = withoutParentheses(node);
  const binding = bare.type === "Identifier" ? resolve(bare.value, builder) : undefined;
  return binding?.kind === "entity" ? binding.entity : undefined;
}

/** `u.shape[1]` */
function extent(node: MemberExpression, builder: NestBuilder): Length | undefined {
  const object = withoutParentheses(node.object);
  if (object.type !== "MemberExpression" || object.property.type !== "Identifier" || object.property.value !== "shape")
    return undefined;
  const draft = arrayOf(object.object, builder);
  const axis = node.property.type === "Computed" ? withoutParentheses(node.property.expression) : undefined;
  if (!draft || axis?.type !== "NumericLiteral") return undefined;
  useAs(draft, "array", spanOf(node), builder);
  return { kind: "length", at: spanOf(node), type: "number", array: draft.name, axis: axis.value };
}

export const nestLanguage: Language<NestDialect> = {
  totals: true,

  entityValue(node, draft, builder) {
    const at = spanOf(node);
    if (draft.use === "array" || (draft.annotated !== undefined && draft.annotated !== "scalar"))
      return decline("EXPRESSION_ARRAY", builder.source, at, node.value);
    useAs(draft, "scalar", at, builder);
    return { kind: "name", at, type: "number", name: draft.name };
  },

  member(node, builder) {
    const draft = arrayOf(node.object, builder);
    if (!draft) return extent(node, builder);
    const at = spanOf(node);
    useAs(draft, "array", at, builder);
    if (node.property.type === "Computed")
      return {
        kind: "element",
        at,
        type: "number",
        array: draft.name,
        index: buildNumber(node.property.expression, builder),
      };
    const name = node.property.type === "Identifier" ? node.property.value : "";
    if (name === "length") return { kind: "length", at, type: "number", array: draft.name, axis: -1 };
    return decline(name === "shape" ? "STENCIL_SHAPE" : "STENCIL_METHOD", builder.source, at, name);
  },

  store(target, at, value, builder) {
    const draft = arrayOf(target.object, builder);
    if (!draft || target.property.type !== "Computed") return false;
    const place = spanOf(target);
    useAs(draft, "array", place, builder);
    const index = buildNumber(target.property.expression, builder);
    const made = value(() => ({ kind: "element", at: place, type: "number", array: draft.name, index }));
    builder.statements.push({ kind: "write", at, target: place, array: draft.name, index, value: toNumber(made) });
    return true;
  },
};
