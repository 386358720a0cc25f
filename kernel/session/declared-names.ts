// The names that a cell declares at its top level, as its later readers (completion, types) need them.
import type { Declaration, ModuleItem, Pattern } from "@swc/core";
import { boundNames } from "./transform/bound-names.ts";
import { TYPESCRIPT } from "./transform/swc.ts";
import { swc } from "./transform/swc-module.ts";
import { eachChild, type Node } from "./transform/syntax-tree.ts";

export interface DeclaredName {
  readonly name: string;
  /** "let" (and `var`) can be assigned by a later cell; a "type" has no value. */
  readonly kind: "let" | "const" | "function" | "class" | "enum" | "namespace" | "import" | "type";
  /** It names a value, a type, or both. */
  readonly value: boolean;
  readonly type: boolean;
  /** Names of its type parameters. */
  readonly typeParameters: readonly string[];
  /** A function with a directive as "use stencil". */
  readonly directive: boolean;
}

/** Undefined where the text does not parse, or declares a name twice that it may not. */
export function declaredNames(code: string): readonly DeclaredName[] | undefined {
  let body: readonly ModuleItem[];
  try {
    body = swc().parseSync(code, TYPESCRIPT).body;
  } catch {
    return undefined;
  }
  const found = new Map<string, DeclaredName>();
  let repeated = false;
  const add: Add = (name, kind, { typeParameters = [], directive = false } = {}) => {
    const value = kind !== "type";
    const type = !["let", "const", "function"].includes(kind);
    const before = found.get(name);
    if (before?.value && value && (LEXICAL.has(kind) || LEXICAL.has(before.kind))) repeated = true;
    found.set(name, {
      name,
      // an interface beside a class or a function of its name is the same thing
      kind: before?.value && !value ? before.kind : kind,
      value: value || before?.value === true,
      type: type || before?.type === true,
      typeParameters: typeParameters.length > 0 ? typeParameters : (before?.typeParameters ?? []),
      directive: directive || before?.directive === true,
    });
  };
  for (const item of body) {
    switch (item.type) {
      case "ImportDeclaration":
        for (const specifier of item.specifiers) {
          const typeOnly = item.typeOnly || (specifier.type === "ImportSpecifier" && specifier.isTypeOnly);
          add(specifier.local.value, typeOnly ? "type" : "import");
        }
        break;
      case "ExportDeclaration":
        declaration(item.declaration, add);
        break;
      case "ExportDefaultDeclaration":
        if (item.decl.type === "FunctionExpression" && item.decl.identifier)
          add(item.decl.identifier.value, "function", { directive: hasDirective(item.decl) });
        if (item.decl.type === "ClassExpression" && item.decl.identifier) add(item.decl.identifier.value, "class");
        break;
      default:
        declaration(item, add);
    }
  }
  return repeated ? undefined : [...found.values()];
}

type Add = (
  name: string,
  kind: DeclaredName["kind"],
  more?: { readonly typeParameters?: readonly string[]; readonly directive?: boolean },
) => void;

const LEXICAL: ReadonlySet<DeclaredName["kind"]> = new Set(["const", "class", "import"]);

function declaration(item: Declaration | { readonly type: string }, add: Add): void {
  const node = item as Declaration | { readonly type: "UsingDeclaration"; readonly decls: readonly { id: Pattern }[] };
  switch (node.type) {
    case "VariableDeclaration":
      for (const { id, init } of node.declarations) {
        const more = { directive: hasDirective(init) };
        for (const name of boundNames(id)) add(name, node.kind === "const" ? "const" : "let", more);
      }
      return;
    case "UsingDeclaration":
      for (const { id } of node.decls) for (const name of boundNames(id)) add(name, "const");
      return;
    case "FunctionDeclaration":
      add(node.identifier.value, "function", { directive: hasDirective(node) });
      return;
    case "ClassDeclaration":
      add(node.identifier.value, "class", { typeParameters: parametersOf(node) });
      return;
    case "TsInterfaceDeclaration":
    case "TsTypeAliasDeclaration":
      add(node.id.value, "type", { typeParameters: parametersOf(node) });
      return;
    case "TsEnumDeclaration":
      add(node.id.value, "enum");
      return;
    case "TsModuleDeclaration":
      if (node.id.type === "Identifier" && !isGlobal(node)) add(node.id.value, "namespace");
      return;
    default:
      nestedVariables(item as Node, add);
  }
}

const isGlobal = (node: object): boolean => (node as { readonly global?: boolean }).global === true;

const parametersOf = (node: object): readonly string[] => {
  const { typeParams } = node as {
    readonly typeParams?: { readonly parameters: readonly { name: { value: string } }[] };
  };
  return typeParams?.parameters.map(({ name }) => name.value) ?? [];
};

/** A `var` in a block, loop or try belongs to the cell; one in a function or class does not. */
function nestedVariables(node: Node, add: Add): void {
  if (/^(Function|Arrow|Class|Method|Getter|Setter|Private(Method|Property)|Ts)/.test(node.type)) return;
  if (node.type === "VariableDeclaration") {
    const { kind, declarations } = node as unknown as { kind: string; declarations: readonly { id: Pattern }[] };
    if (kind === "var") for (const { id } of declarations) for (const name of boundNames(id)) add(name, "let");
  }
  eachChild(node, (child) => nestedVariables(child, add));
}

function hasDirective(node: object | null | undefined): boolean {
  const { body } = (node ?? {}) as { readonly body?: { readonly stmts?: readonly Node[] } | null };
  const first = body?.stmts?.[0];
  const expression = first?.type === "ExpressionStatement" ? (first.expression as Node) : undefined;
  return expression?.type === "StringLiteral" && /^use (?!strict$)/.test(String(expression.value));
}
