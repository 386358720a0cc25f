// A marked function as the front ends get it: its tree, and what it names from outside. Built from a cell's text or
// from a function value's own source.
import type { SourceText, Span } from "../ir/span.ts";
import { decline } from "./messages.ts";
import {
  type BindingIdentifier,
  type ClassNode,
  type Expression,
  type FunctionNode,
  functionNode,
  type ModuleItem,
  parseExpression,
  parseModule,
  type ReturnStatement,
  withoutParentheses,
} from "./parse.ts";
import { freeNames, walk } from "./walk.ts";

/** A function or method with its syntax tree still to be read through `syntax/`. */
export interface FunctionSource {
  /** As the cell names it; a method: its class. */
  readonly name: string;
  readonly source: SourceText;
  /** The whole declaration (a method: with its class). */
  readonly at: Span;
  /** "method" for the paper's `class K extends StencilKernel { kernel(…) {…} }`. */
  readonly kind: "function" | "method";
  /** Whether it is a declaration; a function in a variable is an expression, and `at` its declarator. */
  readonly declared: boolean;
  /** X of a `"use X"` at the top of its body. */
  readonly directive: string | undefined;
  readonly node: FunctionNode;
  /** Top-level functions of the same cell, by name, and a method's siblings as "this.name": candidates for inlining. */
  readonly helpers: ReadonlyMap<string, FunctionNode>;
  /** Names that the declaration uses from outside, globals included. */
  readonly captures: readonly string[];
}

interface Found {
  readonly name: string;
  readonly at: Span;
  readonly kind: "function" | "method";
  readonly declared: boolean;
  readonly node: FunctionNode;
  readonly captures: readonly string[];
  readonly methods: readonly FunctionNode[];
}

/**
 * The top-level functions and stencil classes of a cell, in its order.
 * @throws DiagnosticError SYNTAX
 */
export function functionsOf(source: SourceText): readonly FunctionSource[] {
  const found = parseModule(source).body.flatMap(functionsOfItem);
  const helpers = new Map(found.filter(({ kind }) => kind === "function").map(({ name, node }) => [name, node]));
  return found.map((each) => functionSource(each, source, helpers));
}

/**
 * A function or class value's own source, from its `toString()`; `name` is what messages call it.
 * @throws DiagnosticError FUNCTION_NATIVE where it has none.
 */
export function functionSourceOf(fn: { readonly name: string }, name = fn.name || "anonymous"): FunctionSource {
  const source: SourceText = { name, text: String(fn), firstLine: 1 };
  const whole = { start: 0, end: source.text.length };
  if (/\{\s*\[native code\]\s*\}\s*$/.test(source.text)) decline("FUNCTION_NATIVE", source, whole, name);
  const found = functionsOfExpression(name, parseFunctionText(source));
  if (!found) return decline("FUNCTION_NATIVE", source, whole, name);
  return functionSource(found, source, new Map());
}

/** `toString()` of a method is no expression: `kernel(u, out) { … }` needs an object around it. */
function parseFunctionText(source: SourceText): Expression {
  try {
    return parseExpression(source, "", "");
  } catch (error) {
    try {
      const object = parseExpression(source, "{", "}");
      const property = object.type === "ObjectExpression" ? object.properties[0] : undefined;
      if (property?.type === "MethodProperty")
        return { ...property, type: "FunctionExpression", span: { start: 0, end: source.text.length, ctxt: 0 } };
    } catch {
      // the first error is about the text as it stands
    }
    throw error;
  }
}

function functionSource(found: Found, source: SourceText, helpers: ReadonlyMap<string, FunctionNode>): FunctionSource {
  const { methods, ...rest } = found;
  return {
    ...rest,
    source,
    directive: directiveOf(found.node),
    helpers: new Map([...helpers, ...methods.map((method) => [`this.${method.name}`, method] as const)]),
  };
}

function functionsOfItem(item: ModuleItem): readonly Found[] {
  switch (item.type) {
    case "ExportDeclaration":
      return functionsOfItem(item.declaration);
    case "FunctionDeclaration": {
      if (!item.body) return []; // an overload's signature
      const node = functionNode(item.identifier.value, item);
      return [
        {
          name: node.name,
          at: item.span,
          kind: "function",
          declared: true,
          node,
          captures: capturesOf(item),
          methods: [],
        },
      ];
    }
    case "ClassDeclaration": {
      const found = stencilClass(item.identifier.value, item);
      return found ? [found] : [];
    }
    case "VariableDeclaration":
      return item.declarations.flatMap(({ id, init, span }) => {
        const found =
          id.type === "Identifier" && init ? functionsOfExpression(id.value, withoutParentheses(init)) : undefined;
        return found ? [{ ...found, at: span, declared: false }] : [];
      });
    default:
      return [];
  }
}

function functionsOfExpression(name: string, node: Expression): Found | undefined {
  if (node.type === "ClassExpression") return stencilClass(name, node);
  if (node.type !== "FunctionExpression" && node.type !== "ArrowFunctionExpression") return undefined;
  return {
    name,
    at: node.span,
    kind: "function",
    declared: true,
    node: functionNode(name, node),
    captures: capturesOf(node),
    methods: [],
  };
}

/** `class K extends StencilKernel { kernel(…) { … } }` */
function stencilClass(name: string, node: ClassNode): Found | undefined {
  const base = node.superClass && withoutParentheses(node.superClass);
  if (base?.type !== "Identifier" || base.value !== "StencilKernel") return undefined;
  const methods = node.body.flatMap((member) =>
    member.type === "ClassMethod" &&
    member.kind === "method" &&
    member.key.type === "Identifier" &&
    member.function.body
      ? [{ ...functionNode(member.key.value, member.function), span: member.span }]
      : [],
  );
  const kernel = methods.find((method) => method.name === "kernel");
  if (!kernel) return undefined;
  return { name, at: node.span, kind: "method", declared: true, node: kernel, captures: capturesOf(node), methods };
}

function capturesOf(node: object): readonly string[] {
  return freeNames(node).filter((name) => name !== "undefined");
}

function directiveOf({ body }: FunctionNode): string | undefined {
  const first = Array.isArray(body) ? body[0] : undefined;
  if (first?.type !== "ExpressionStatement" || first.expression.type !== "StringLiteral") return undefined;
  return first.expression.value.match(/^use (\S.*)$/)?.[1];
}

/** Whether every parameter is a plain name, annotated as a number or not at all; at least one. */
export function hasNumberParameters({ params }: FunctionNode): boolean {
  return (
    params.length > 0 &&
    params.every((param) => {
      if (param.type !== "Identifier") return false;
      const type = (param as BindingIdentifier).typeAnnotation?.typeAnnotation;
      return !type || (type.type === "TsKeywordType" && type.kind === "number");
    })
  );
}

/** Whether a value comes back: an arrow function's expression, or a `return` with one. */
export function returnsValue({ body }: FunctionNode): boolean {
  let found = !Array.isArray(body);
  walk(body, (node) => {
    if (node.type === "ReturnStatement" && (node as unknown as ReturnStatement).argument) found = true;
    return !/^(Function|Arrow|Class)/.test(node.type);
  });
  return found;
}
