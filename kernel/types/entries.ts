// Completions as Jupyter's front ends take them.
import { type CompletionEntry, CompletionItemKind } from "typescript/unstable/async";

export interface Entry {
  readonly name: string;
  /** A word of Jupyter's front ends: "function", "property", "class" … */
  readonly type: string;
}

export const entryOf = ({ name, kind }: CompletionEntry): Entry => ({
  name: name.replace(/\?$/, ""), // an optional property
  type: TYPES.get(kind ?? CompletionItemKind.Text) ?? "",
});

const TYPES: ReadonlyMap<CompletionItemKind, string> = new Map([
  [CompletionItemKind.Method, "function"],
  [CompletionItemKind.Function, "function"],
  [CompletionItemKind.Constructor, "function"],
  [CompletionItemKind.Field, "property"],
  [CompletionItemKind.Property, "property"],
  [CompletionItemKind.Variable, "instance"],
  [CompletionItemKind.Class, "class"],
  [CompletionItemKind.Interface, "class"],
  [CompletionItemKind.Module, "module"],
  [CompletionItemKind.Enum, "class"],
  [CompletionItemKind.EnumMember, "property"],
  [CompletionItemKind.Keyword, "keyword"],
  [CompletionItemKind.File, "path"],
  [CompletionItemKind.Folder, "path"],
  [CompletionItemKind.Constant, "statement"],
]);
