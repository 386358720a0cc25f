// Completions that TypeScript's service does not give: what can stand where no dot is before, and what only the running
// session knows.
import type { DeclaredName } from "../session/declared-names.ts";
import type { RuntimeNames } from "../session/runtime-names.ts";
import type { Entry } from "./entries.ts";
import type { CompletionPlace } from "./place.ts";

const KEYWORDS =
  "as async await break case catch class const continue default delete do else enum export extends false finally for from function if implements import in instanceof interface let new null of return satisfies static switch this throw true try type typeof undefined using var void while yield".split(
    " ",
  );
/** Types of the package that a cell may name without an import. */
export const AMBIENT_TYPES: readonly string[] = ["Grid", "NdArray", "StencilKernel", "CsrMatrix", "Boundary", "DType"];

const TYPES: Readonly<Record<DeclaredName["kind"], string>> = {
  function: "function",
  class: "class",
  enum: "class",
  type: "class",
  namespace: "module",
  import: "instance",
  let: "instance",
  const: "instance",
};

/** The notebook's names, words of the language, the cell's own words. */
export const freeNames = (code: string, names: readonly DeclaredName[]): readonly Entry[] => [
  ...names.map(({ name, kind }) => ({ name, type: TYPES[kind] })),
  ...KEYWORDS.map((name) => ({ name, type: "keyword" })),
  ...AMBIENT_TYPES.map((name) => ({ name, type: "class" })),
  ...(code.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu) ?? []).map((name) => ({ name, type: "" })),
];

/** @param complete TypeScript knows the value's members: what it has beyond them was added while the session ran */
export function runtimeEntries(
  names: RuntimeNames | undefined,
  { kind, complete }: Pick<CompletionPlace, "kind"> & { readonly complete: boolean },
): readonly Entry[] {
  if (names === undefined) return [];
  const list = complete || kind === "name" ? names.own : [...names.own, ...names.further];
  return list.map((name) => ({ name, type: kind === "name" ? "instance" : "property" }));
}
