// The call around a cursor, and what its callee takes.

import { type Node, SyntaxKind } from "typescript/unstable/ast";
import { isBlock, isCallExpression, isNewExpression } from "typescript/unstable/ast/is";
import { type Checker, type Project, type Signature, SignatureKind, SymbolFlags } from "typescript/unstable/async";
import { plainNames } from "./problems.ts";

export interface SignatureHelp {
  /** `name(x: number): string`, one for each overload. */
  readonly signatures: readonly string[];
  readonly documentation: string;
  /** Of the first signature that has any. */
  readonly parameters: readonly { readonly name: string; readonly documentation: string }[];
  /** Index of the parameter at the cursor. */
  readonly active: number;
}

const MOST_OVERLOADS = 8;

/** Undefined where the offset is within no call's parentheses, or its callee is not known. */
export async function signatureHelpAt(
  { program, checker, emitter }: Project,
  file: string,
  offset: number,
): Promise<SignatureHelp | undefined> {
  const source = await program.getSourceFile(file);
  const call = source && callAround(source, offset);
  if (call === undefined) return undefined;
  const type = await checker.getTypeAtLocation(call.callee);
  if (type === undefined) return undefined;
  const kind = call.isNew ? SignatureKind.Construct : SignatureKind.Call;
  const signatures = await checker.getSignaturesOfType(type, kind);
  if (signatures.length === 0) return undefined;
  const name = `${call.isNew ? "new " : ""}${call.callee.getText()}`;
  const texts: string[] = [];
  for (const signature of signatures.slice(0, MOST_OVERLOADS)) {
    const node = await checker.signatureToSignatureDeclaration(signature, SyntaxKind.CallSignature, call.callee);
    if (node) texts.push(name + plainNames(await emitter.printNode(node)).replace(/;\s*$/, ""));
  }
  const left = signatures.length - MOST_OVERLOADS;
  if (left > 0) texts.push(`… and ${left} more overload${left > 1 ? "s" : ""}`);
  const symbol = await checker.getSymbolAtLocation(lastName(call.callee));
  return {
    signatures: texts,
    documentation: symbol ? await documentationOf(checker, symbol) : "",
    parameters: await parametersOf(checker, signatures),
    active: call.active,
  };
}

type TypeSymbol = Awaited<ReturnType<Checker["getAliasedSymbol"]>>;

/** The documentation of what a name stands for, through imports. */
export const documentationOf = async (checker: Checker, symbol: TypeSymbol): Promise<string> =>
  checker.getDocumentationCommentOfSymbol(
    symbol.flags & SymbolFlags.Alias ? await checker.getAliasedSymbol(symbol) : symbol,
  );

async function parametersOf(checker: Checker, signatures: readonly Signature[]): Promise<SignatureHelp["parameters"]> {
  for (const signature of signatures) {
    const parameters = await Promise.all(
      (await signature.getParameters()).map(async (parameter) => ({
        name: parameter.name,
        documentation: await checker.getDocumentationCommentOfSymbol(parameter),
      })),
    );
    if (parameters.some(({ documentation }) => documentation !== "")) return parameters;
  }
  return [];
}

interface Call {
  readonly callee: Node;
  readonly isNew: boolean;
  readonly active: number;
}

/** The innermost call whose parentheses are around the offset, with no function's body in between. */
function callAround(source: Node, position: number): Call | undefined {
  const { text } = source.getSourceFile();
  const offset = text.slice(0, position).trimEnd().length; // a call without its ")" ends before the blanks
  let found: Call | undefined;
  const visit = (node: Node): void => {
    if (offset <= node.pos || offset > node.end) return;
    if (isBlock(node)) found = undefined;
    if (isCallExpression(node) || isNewExpression(node)) {
      const list = node.arguments;
      const closed = node.getText().endsWith(")") && offset === node.end;
      if (list !== undefined && offset >= list.pos && !closed) {
        const active = list.filter(({ end }) => /^\s*,/.test(text.slice(end, offset))).length;
        found = { callee: node.expression, isNew: isNewExpression(node), active };
      }
    }
    node.forEachChild((child) => void visit(child));
  };
  visit(source);
  return found;
}

/** `c` of `a.b.c`. */
const lastName = (node: Node): Node => (node as Node & { readonly name?: Node }).name ?? node;
