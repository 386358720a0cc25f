// Short loops over constants written out, so that their bodies can be seen as one.
import { constant } from "../construct.ts";
import type { Expression, Statement } from "../expressions.ts";
import { foldNode } from "../fold.ts";
import { freshName } from "../names.ts";
import { mapStatement, namesIn, rewrite, visitBody } from "../rewrite.ts";
import type { Body, BodyPass } from "./pass.ts";

const mostIterations = 64;
const mostStatements = 512;

const iterationsOf = ({ from, to, step }: Extract<Statement, { kind: "for" }>) =>
  Math.max(0, Math.ceil((to - from) / step));

function sizeOf(body: Body): number {
  let size = 0;
  visitBody(body, { statement: () => void size++ });
  return size;
}

const isShort = (loop: Extract<Statement, { kind: "for" }>) =>
  iterationsOf(loop) <= mostIterations && iterationsOf(loop) * sizeOf(loop.body) <= mostStatements;

export const unrollLoops: BodyPass = {
  name: "unroll constant loops",
  exact: true,
  does: `Writes out loops of at most ${mostIterations} iterations.`,
  run(body) {
    return unroll(body, namesIn(body));
  },
  notDone(body) {
    const left: string[] = [];
    visitBody(body, {
      statement: (node) =>
        void (
          node.kind === "for" && left.push(`a loop of ${iterationsOf(node)} iterations is too long to be written out`)
        ),
    });
    return left;
  },
};

function unroll(body: Body, taken: Set<string>): Body {
  let changed = false;
  const after = body.flatMap((statement): Body => {
    const inner = mapStatement(
      statement,
      (value) => value,
      (list) => unroll(list, taken),
    );
    if (inner !== statement) changed = true;
    if (inner.kind !== "for" || !isShort(inner)) return [inner];
    changed = true;
    return Array.from({ length: iterationsOf(inner) }, (_, index) =>
      copyOf(inner.body, new Map([[inner.variable, constant(inner.at, inner.from + index * inner.step)]]), taken),
    ).flat();
  });
  return changed ? after : body;
}

/** The body with names replaced, and locals of its own. */
function copyOf(body: Body, names: Map<string, Expression>, taken: Set<string>): Body {
  const change = (value: Expression) =>
    rewrite(value, (node) => {
      const known = node.kind === "name" ? names.get(node.name) : undefined;
      return known ? { ...known, at: node.at } : foldNode(node);
    });
  return body.map((statement) => {
    const made = mapStatement(statement, change, (list) => copyOf(list, names, taken));
    switch (made.kind) {
      case "let": {
        const name = freshName(made.name, taken);
        names.set(made.name, { kind: "name", at: made.at, type: made.type, name });
        return { ...made, name };
      }
      case "assign": {
        const known = names.get(made.name);
        return known?.kind === "name" ? { ...made, name: known.name } : made;
      }
      case "for": {
        const variable = freshName(made.variable, taken);
        if (variable === made.variable) return made;
        const renamed = new Map(names).set(made.variable, {
          kind: "name",
          at: made.at,
          type: "number",
          name: variable,
        });
        return { ...made, variable, body: copyOf(made.body, renamed, taken) };
      }
      default:
        return made;
    }
  });
}
