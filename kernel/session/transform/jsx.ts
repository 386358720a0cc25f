// JSX in a cell: it needs a library to mean something, so it is off, and said to be.
import type { ParserConfig } from "@swc/core";
import { offsets } from "./spans.ts";
import { swc } from "./swc-module.ts";
import { CellSyntaxError } from "./syntax-error.ts";
import { eachChild, type Node } from "./syntax-tree.ts";

/** The error for a text that does not parse, but would with JSX in it; undefined for any other. */
export function jsxError(source: string, parser: ParserConfig): CellSyntaxError | undefined {
  if (!/<\/|\/>/.test(source)) return undefined;
  const element = firstElement(source, parser);
  if (element === undefined) return undefined;
  const at = offsets(source);
  const start = at(element.start);
  const before = source.slice(0, start);
  const line = before.split("\n").length;
  return new CellSyntaxError("JSX can't be used in a cell: write plain TypeScript, e.g. a text of HTML", {
    line,
    column: start - before.lastIndexOf("\n"),
    length: Math.max(1, at(element.end) - start),
  });
}

function firstElement(source: string, parser: ParserConfig): Node["span"] | undefined {
  let found: Node["span"] | undefined;
  const visit = (node: Node): void => {
    if (found === undefined && /^JSX(Element|Fragment)$/.test(node.type)) found = node.span;
    if (found === undefined) eachChild(node, visit);
  };
  try {
    const options = { ...parser, tsx: true } as Parameters<ReturnType<typeof swc>["parseSync"]>[1];
    for (const item of swc().parseSync(source, options).body) visit(item as unknown as Node);
  } catch {
    return undefined;
  }
  return found;
}
