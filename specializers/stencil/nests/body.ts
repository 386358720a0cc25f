// The body of a nest as statements at a point: elements become reads displaced from it, or look-ups in tables.
import type { StatementOf } from "../../ir/build/index.ts";
import { decline } from "../../syntax/messages.ts";
import type { SymbolicExpression, SymbolicStatement } from "../program.ts";
import { expressionOf } from "./affine.ts";
import type { NestDialect, NestExpression } from "./language.ts";
import { type Context, mentions, offsetOf } from "./subscript.ts";

export type NestStatement = StatementOf<NestDialect>;

/** A value at a point. @throws DiagnosticError where it is none */
export function expression(node: NestExpression, context: Context): SymbolicExpression {
  const again = (operand: NestExpression) => expression(operand, context);
  const { source } = context;
  switch (node.kind) {
    case "element": {
      const { at, array, index } = node;
      const offset = offsetOf(array, index, at, context);
      if (!offset) return { kind: "lookup", at, type: "number", table: array, index: again(index) };
      context.grids.add(array);
      const places = offset.map((by) => expressionOf(by, at, context.names));
      return offset.every((by) => by.size === 0)
        ? { kind: "read", at, type: "number", array, point: "", offset: undefined }
        : { kind: "read", at, type: "number", array, point: "", offset: places };
    }
    case "length":
      return { ...node, axis: Math.max(0, node.axis) };
    case "name":
      return context.coordinates.has(node.name) ? decline("STENCIL_COORDINATE", source, node.at, node.name) : node;
    case "unary":
      return { ...node, argument: again(node.argument) };
    case "lookup":
      return { ...node, index: again(node.index) };
    case "binary":
    case "compare":
    case "logical":
      return { ...node, left: again(node.left), right: again(node.right) };
    case "fma":
      return { ...node, left: again(node.left), right: again(node.right), addend: again(node.addend) };
    case "conditional":
      return { ...node, test: again(node.test), then: again(node.then), otherwise: again(node.otherwise) };
    case "call":
      return { ...node, args: node.args.map(again) };
    default:
      return node;
  }
}

/** The statements of a body with points in the place of subscripts. @throws DiagnosticError for what is no stencil */
export const statements = (list: readonly NestStatement[], context: Context): readonly SymbolicStatement[] =>
  list.flatMap((each) => statement(each, context));

function statement(each: NestStatement, context: Context): readonly SymbolicStatement[] {
  const value = (node: NestExpression) => expression(node, context);
  const { source } = context;
  switch (each.kind) {
    case "let":
      return context.coordinates.has(each.name) ? [] : [{ ...each, value: value(each.value) }];
    case "assign":
    case "accumulate":
    case "store":
      return [{ ...each, value: value(each.value) }];
    case "if":
      return [
        {
          ...each,
          test: value(each.test),
          then: statements(each.then, context),
          otherwise: statements(each.otherwise, context),
        },
      ];
    case "counted":
      for (const bound of [each.from, each.limit, each.step])
        if (mentions(bound, context)) decline("STENCIL_LOOP_BOUND", source, bound.at, each.variable);
      return [
        {
          ...each,
          from: value(each.from),
          limit: value(each.limit),
          step: value(each.step),
          body: statements(each.body, context),
        },
      ];
    case "write": {
      const { at, target, array, index } = each;
      const offset = offsetOf(array, index, target, context);
      if (!offset) return decline("STENCIL_SUBSCRIPT", source, target, array, "it does not move with the loops");
      if (offset.some((by) => by.size > 0)) return decline("STENCIL_WRITES_APART", source, target, array);
      context.grids.add(array);
      return [{ kind: "store", at, array, value: value(each.value) }];
    }
    case "for":
      return [{ ...each, body: statements(each.body as readonly NestStatement[], context) }];
  }
}
