// The names that a cell declares at its top level, as its later readers (completion, types) need them.
import type { Declaration } from "@swc/core";
import { boundNames } from "./transform/bound-names.ts";
import { swc } from "./transform/swc.ts";

export interface DeclaredName {
  readonly name: string;
  /** "mutable" can be assigned by a later cell; a "type" has no value. */
  readonly kind: "mutable" | "value" | "type";
}

/** Undefined where the text does not parse. */
export function declaredNames(code: string): readonly DeclaredName[] | undefined {
  let body: ReturnType<ReturnType<typeof swc>["parseSync"]>["body"];
  try {
    body = swc().parseSync(code, { syntax: "typescript", target: "es2022", decorators: true }).body;
  } catch {
    return undefined;
  }
  const found = new Map<string, DeclaredName>();
  const add = (name: string, kind: DeclaredName["kind"]): void => {
    // an interface beside a class or a function of its name is the same thing
    if (kind !== "type" || !found.has(name)) found.set(name, { name, kind });
  };
  for (const item of body) {
    switch (item.type) {
      case "ImportDeclaration":
        for (const { local } of item.specifiers) add(local.value, item.typeOnly ? "type" : "value");
        break;
      case "ExportDeclaration":
        declaration(item.declaration, add);
        break;
      default:
        declaration(item, add);
    }
  }
  return [...found.values()];
}

type Add = (name: string, kind: DeclaredName["kind"]) => void;

function declaration(item: Declaration | { readonly type: string }, add: Add): void {
  const node = item as Declaration;
  switch (node.type) {
    case "VariableDeclaration":
      for (const { id } of node.declarations)
        for (const name of boundNames(id)) add(name, node.kind === "const" ? "value" : "mutable");
      break;
    case "FunctionDeclaration":
    case "ClassDeclaration":
      add(node.identifier.value, "value");
      break;
    case "TsInterfaceDeclaration":
    case "TsTypeAliasDeclaration":
      add(node.id.value, "type");
      break;
    case "TsEnumDeclaration":
      add(node.id.value, "value");
      break;
    case "TsModuleDeclaration":
      if (node.id.type === "Identifier") add(node.id.value, "value");
      break;
  }
}
