// A local that is assigned in sequence becomes one local for each value, so that values can be followed.
import type { Expression, Statement } from "../expressions.ts";
import { freshName } from "../names.ts";
import { listsOf, mapStatement, namesIn, rewrite, visitBody } from "../rewrite.ts";
import type { Body, BodyPass } from "./pass.ts";

export const singleAssignment: BodyPass = {
  name: "single assignment",
  exact: true,
  does: "Gives each value of a local that is assigned in sequence a name of its own.",
  run: (body) => rename(body, new Map(), namesIn(body)),
};

/** Names assigned somewhere inside of the lists of a statement. */
function assignedInside(statement: Statement): ReadonlySet<string> {
  const names = new Set<string>();
  for (const list of listsOf(statement))
    visitBody(list, { statement: (node) => void (node.kind === "assign" && names.add(node.name)) });
  return names;
}

function rename(body: Body, outer: ReadonlyMap<string, string>, taken: Set<string>): Body {
  const nested = new Set(body.flatMap((statement) => [...assignedInside(statement)]));
  // declared here, and assigned in this list alone
  const declared = new Set(
    body.flatMap((statement) => (statement.kind === "let" && !nested.has(statement.name) ? [statement.name] : [])),
  );
  const names = new Map(outer);
  let changed = false;
  const change = (value: Expression) =>
    rewrite(value, (node) => {
      const name = node.kind === "name" ? names.get(node.name) : undefined;
      return name === undefined || node.kind !== "name" ? node : { ...node, name };
    });
  const after = body.map((statement): Statement => {
    const made = mapStatement(statement, change, (list) => rename(list, names, taken));
    if (made !== statement) changed = true;
    if (made.kind !== "assign" || !declared.has(made.name)) return made;
    changed = true;
    const name = freshName(made.name, taken);
    names.set(made.name, name);
    return { kind: "let", at: made.at, name, type: made.value.type, value: made.value };
  });
  return changed ? after : body;
}
