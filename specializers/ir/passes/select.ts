// `if` to `?:`: both sides are computed and one is taken, which vector units can do. Expressions never fail and have no
// effects, so that is always right; it pays while both sides are short.
import { conditional } from "../construct.ts";
import type { Expression, MathFunction, Statement } from "../expressions.ts";
import { freshName } from "../names.ts";
import { mapStatement, namesIn, rewrite, structuralKey, visitExpression } from "../rewrite.ts";
import type { Body, BodyPass } from "./pass.ts";

const mostOperations = 24;
const cheap: ReadonlySet<MathFunction> = new Set([
  "abs",
  "ceil",
  "floor",
  "fround",
  "max",
  "min",
  "round",
  "sign",
  "sqrt",
  "trunc",
]);

type If = Extract<Statement, { kind: "if" }>;

export const branchToSelect: BodyPass = {
  name: "branch to select",
  exact: true,
  does: "Turns a short `if` into `?:`, so that neighbouring points can be computed together.",
  run: (body) => selects(body, namesIn(body)),
  notDone(body) {
    const reasons: string[] = [];
    const list = (statements: Body): Body =>
      statements.map((statement) => {
        if (statement.kind === "if") {
          const found = selected(statement, new Set());
          if (typeof found === "string") reasons.push(`an \`if\` stays: ${found}`);
        }
        return mapStatement(statement, (value) => value, list);
      });
    list(body);
    return reasons;
  },
};

function selects(body: Body, taken: Set<string>): Body {
  let changed = false;
  const after = body.flatMap((statement): Body => {
    const inner = mapStatement(
      statement,
      (value) => value,
      (list) => selects(list, taken),
    );
    if (inner !== statement) changed = true;
    const found = inner.kind === "if" ? selected(inner, taken) : undefined;
    if (found === undefined || typeof found === "string") return [inner];
    changed = true;
    return found;
  });
  return changed ? after : body;
}

/** What a side of an `if` leaves behind: values of outer locals and of stored arrays ("array[p]"), by name. */
interface Outcome {
  readonly locals: ReadonlyMap<string, Expression>;
  readonly stores: ReadonlyMap<string, Expression>;
}

/** The statements that stand for the `if`, or why it has to stay. */
function selected({ at, test, then, otherwise }: If, taken: Set<string>): Body | string {
  const first = outcomeOf(then);
  const second = outcomeOf(otherwise);
  if (typeof first === "string") return first;
  if (typeof second === "string") return second;
  if (String([...first.stores.keys()].sort()) !== String([...second.stores.keys()].sort()))
    return "only one side stores, and points that are not written must stay as they are";
  const names = [...new Set([...first.locals.keys(), ...second.locals.keys()])];
  const pick = (a: Expression, b: Expression) =>
    structuralKey(a) === structuralKey(b) ? a : conditional<never>(at, test, a, b);
  const results = names.map((name) => {
    const [a, b] = [first.locals.get(name), second.locals.get(name)];
    const kept: Expression = { kind: "name", at, type: (a ?? b)!.type, name };
    return { name, value: pick(a ?? kept, b ?? kept) };
  });
  const stores = [...first.stores].map(([array, value]) => ({ array, value: pick(value, second.stores.get(array)!) }));
  if (results.length + stores.length === 1)
    return [
      ...results.map(({ name, value }): Statement => ({ kind: "assign", at, name, value })),
      ...stores.map(({ array, value }): Statement => ({ kind: "store", at, array, value })),
    ];
  // all values are taken before any of them is given to what another one may read
  const held = [...results, ...stores].map(({ value }) => {
    const name = freshName("chosen", taken);
    const use: Expression = { kind: "name", at, type: value.type, name };
    return { declaration: { kind: "let", at, name, type: value.type, value } satisfies Statement, use };
  });
  return [
    ...held.map(({ declaration }) => declaration),
    ...results.map(({ name }, index): Statement => ({ kind: "assign", at, name, value: held[index]!.use })),
    ...stores.map(
      ({ array }, index): Statement => ({ kind: "store", at, array, value: held[results.length + index]!.use }),
    ),
  ];
}

/** Runs one side symbolically. */
function outcomeOf(body: Body): Outcome | string {
  const values = new Map<string, Expression>();
  const own = new Set<string>();
  const stores = new Map<string, Expression>();
  let operations = 0;
  let problem: string | undefined;
  const current = (value: Expression): Expression =>
    rewrite(value, (node) => {
      if (node.kind === "load" && stores.has(node.array)) problem ??= "a side reads what it has just stored";
      return node.kind === "name" ? (values.get(node.name) ?? node) : node;
    });
  for (const statement of body) {
    if (statement.kind === "if") return "it holds an `if` that stays";
    if (statement.kind === "for") return "it holds a loop";
    if (statement.kind === "accumulate") return "it adds to a total";
    const value = current(statement.value);
    visitExpression(value, (node) => {
      if (node.kind !== "constant" && node.kind !== "name" && node.kind !== "load") operations++;
      if (node.kind === "lookup") operations += 4;
      if (node.kind === "call" && !cheap.has(node.fn))
        problem ??= `Math.${node.fn} on one side is too costly to compute always`;
      if (node.kind === "binary" && (node.operator === "%" || node.operator === "**"))
        problem ??= `${node.operator} on one side is too costly to compute always`;
    });
    if (operations > mostOperations) return "its sides are too long to compute always";
    if (statement.kind === "store") stores.set(statement.array, value);
    else {
      if (statement.kind === "let") own.add(statement.name);
      values.set(statement.name, value);
    }
  }
  if (problem !== undefined) return problem;
  return { locals: new Map([...values].filter(([name]) => !own.has(name))), stores };
}
