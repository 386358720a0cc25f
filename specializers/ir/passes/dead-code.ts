// Locals that nothing uses, and branches and loops in which nothing happens.
import type { Statement } from "../expressions.ts";
import { mapStatement, visitBody } from "../rewrite.ts";
import type { Body, BodyPass } from "./pass.ts";

export const deadCode: BodyPass = {
  name: "dead code",
  exact: true,
  does: "Leaves out locals that nothing uses, and branches and loops in which nothing happens.",
  run(body) {
    for (let before = body; ; before = body) {
      body = sweep(before, usedNames(before));
      if (body === before) return body;
    }
  },
};

function usedNames(body: Body): ReadonlySet<string> {
  const used = new Set<string>();
  visitBody(body, {
    expression(node) {
      if (node.kind === "name") used.add(node.name);
    },
  });
  return used;
}

function sweep(body: Body, used: ReadonlySet<string>): Body {
  const after = body.flatMap((statement): readonly Statement[] => {
    if ((statement.kind === "let" || statement.kind === "assign") && !used.has(statement.name)) return [];
    const made = mapStatement(
      statement,
      (value) => value,
      (list) => sweep(list, used),
    );
    if (made.kind === "if" && made.then.length + made.otherwise.length === 0) return [];
    if (made.kind === "for" && (made.body.length === 0 || made.from >= made.to)) return [];
    return [made];
  });
  return after.length === body.length && after.every((statement, index) => statement === body[index]) ? body : after;
}
