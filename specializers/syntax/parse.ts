// TypeScript text to syntax trees. Alone imports @swc/core; spans are UTF-16 offsets by the time anybody sees them.
import {
  type ArrowFunctionExpression,
  type BlockStatement,
  type ClassDeclaration,
  type ClassExpression,
  type Expression,
  type Fn,
  type Module,
  type Pattern,
  parseSync,
  type Span,
  type Statement,
} from "@swc/core";
import type { SourceText } from "../ir/span.ts";
import { decline } from "./messages.ts";
import { convertSpans } from "./span.ts";

export type * from "@swc/core";

/** A function, method or arrow function, whichever way it was written. */
export interface FunctionNode {
  readonly name: string;
  readonly span: Span;
  readonly params: readonly Pattern[];
  /** Statements of the body, or the expression of an arrow function that has no block. */
  readonly body: readonly Statement[] | Expression;
  readonly async: boolean;
  readonly generator: boolean;
}

export type ClassNode = ClassDeclaration | ClassExpression;

/** @throws DiagnosticError SYNTAX where the text is not TypeScript. */
export function parseModule(source: SourceText, before = "", after = ""): Module {
  try {
    const module = parseSync(before + source.text + after, {
      syntax: "typescript",
      target: "es2022",
      decorators: true,
    });
    convertSpans(module, source.text, before.length);
    return module;
  } catch (error) {
    const { reason, at } = readParseError(error, source);
    return decline("SYNTAX", source, at, reason);
  }
}

/** The text of one expression, as `fn.toString()` gives it; `before` and `after` make an expression of it. */
export function parseExpression(source: SourceText, before: string, after: string): Expression {
  const [statement] = parseModule(source, `(${before}`, `${after})`).body;
  if (statement?.type !== "ExpressionStatement") throw new TypeError("expected an expression");
  return withoutParentheses(statement.expression);
}

/** SWC's errors are a drawing with a Rust backtrace: keep the sentence, find the place. */
function readParseError(error: unknown, source: SourceText): { reason: string; at: Span } {
  const text = String(error instanceof Error ? error.message : error).split(/\n+Caused by:/)[0]!;
  const reason = text.match(/^\s*x (.+)$/m)?.[1]?.trim() ?? text.trim().split("\n")[0]!;
  const drawn = text.match(/^ *(\d+) \|.*\n +: ?( *)\^/m);
  let start = 0;
  if (drawn) {
    const lines = source.text.split("\n");
    const line = Math.min(Number(drawn[1]), lines.length);
    start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0) + drawn[2]!.length;
  }
  start = Math.min(start, Math.max(0, source.text.length - 1));
  return { reason, at: { start, end: start + 1, ctxt: 0 } };
}

/** Takes off parentheses and what only types see: `(x as number)!`. */
export function withoutParentheses(node: Expression): Expression {
  switch (node.type) {
    case "ParenthesisExpression":
    case "TsAsExpression":
    case "TsSatisfiesExpression":
    case "TsTypeAssertion":
    case "TsConstAssertion":
    case "TsNonNullExpression":
      return withoutParentheses(node.expression);
    default:
      return node;
  }
}

/** SWC 1.15 says BlockStatement where 1.16 says FunctionBody. */
export function isBlock(node: { readonly type: string }): node is BlockStatement {
  return node.type === "BlockStatement" || node.type === "FunctionBody";
}

export function functionNode(name: string, node: Fn | ArrowFunctionExpression): FunctionNode {
  const { body } = node;
  return {
    name,
    span: node.span,
    params: node.params.map((param) => (param.type === "Parameter" ? param.pat : param)),
    body: body === undefined ? [] : isBlock(body) ? body.stmts : (body as Expression),
    async: node.async,
    generator: node.generator,
  };
}
