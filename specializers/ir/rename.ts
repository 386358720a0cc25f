// Giving the locals of a body other names.
import type { Expression, Statement } from "./expressions.ts";
import { mapList, mapStatement, rewrite, visitBody } from "./rewrite.ts";

/** Names that a body declares: its locals and the variables of its loops. */
export function declaredNames(body: readonly Statement[]): ReadonlySet<string> {
  const names = new Set<string>();
  visitBody(body, {
    statement(node) {
      if (node.kind === "let") names.add(node.name);
      if (node.kind === "for") names.add(node.variable);
    },
  });
  return names;
}

/** The body with other names, wherever they are declared, assigned or used. */
export function renameIn(body: readonly Statement[], names: ReadonlyMap<string, string>): readonly Statement[] {
  const of = (name: string) => names.get(name) ?? name;
  const change = (value: Expression) =>
    rewrite(value, (node) => (node.kind === "name" && names.has(node.name) ? { ...node, name: of(node.name) } : node));
  const list = (statements: readonly Statement[]): readonly Statement[] =>
    mapList(statements, (statement) => {
      const made = mapStatement(statement, change, list);
      if ((made.kind === "let" || made.kind === "assign") && names.has(made.name))
        return { ...made, name: of(made.name) };
      return made.kind === "for" && names.has(made.variable) ? { ...made, variable: of(made.variable) } : made;
    });
  return list(body);
}
