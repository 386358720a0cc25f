// Long sums of locals are added up as soon as their terms are known: what waits for the end of a sum fills registers.
import type { Expression, Statement } from "../expressions.ts";
import { freshName } from "../names.ts";
import { mapOperands, mapStatement, namesIn, visitExpression } from "../rewrite.ts";
import { isSum } from "../sums.ts";
import type { Body, BodyPass } from "./pass.ts";

/** So many locals may wait: half of the registers that machines have. */
const mostWaiting = 8;

export const earlySums: BodyPass = {
  name: "early sums",
  exact: true,
  does: `Adds more than ${mostWaiting} locals up one by one, as soon as each is known.`,
  run: (body) => addEarly(body, namesIn(body)),
};

/** A statement, and the partial sums that are known behind it. */
interface Item {
  readonly statement: Statement;
  readonly sums: Statement[];
}

function addEarly(body: Body, taken: Set<string>): Body {
  const items: Item[] = [];
  /** By name: which item of this list declares it. Only locals follow, up to here: nothing changes in between. */
  const declared = new Map<string, number>();
  let changed = false;
  for (const statement of body) {
    const made = mapStatement(
      statement,
      (value) => split(value, items, declared, taken),
      (list) => addEarly(list, taken),
    );
    if (made !== statement) changed = true;
    if (made.kind === "let") declared.set(made.name, items.length);
    else declared.clear();
    items.push({ statement: made, sums: [] });
  }
  return changed ? items.flatMap(({ statement, sums }) => [statement, ...sums]) : body;
}

/** The value, its long sums begun behind earlier items. */
function split(
  value: Expression,
  items: readonly Item[],
  declared: ReadonlyMap<string, number>,
  taken: Set<string>,
): Expression {
  const again = (node: Expression): Expression => {
    if (node.kind === "conditional" || node.kind === "logical") return node;
    if (!isSum(node)) return mapOperands(node, again);
    const steps = spineOf(node);
    const known = steps.map(({ term }) => knownFrom(term, declared));
    if (new Set(known.filter((item) => item >= 0)).size <= mostWaiting) return node;
    let ready = -1;
    return steps.slice(1).reduce((sum, { whole, term }, before) => {
      ready = Math.max(ready, known[before]!);
      const waits = ready >= 0 && known[before + 1]! > ready && before > 0;
      return { ...whole, left: waits ? begin(sum, items[ready]!, taken) : sum, right: term };
    }, steps[0]!.term);
  };
  return again(value);
}

/** A local behind the item, for what is known there. */
function begin(sum: Expression, { sums }: Item, taken: Set<string>): Expression {
  const name = freshName("sum", taken);
  sums.push({ kind: "let", at: sum.at, name, type: sum.type, value: sum });
  return { kind: "name", at: sum.at, type: sum.type, name };
}

interface Step {
  readonly term: Expression;
  /** The sum up to this term. */
  readonly whole: Expression & { readonly kind: "binary" };
}

/** The terms that are added one after the other, from the first one on. */
function spineOf(node: Expression & { readonly kind: "binary" }): readonly Step[] {
  const { left, right } = node;
  const before = isSum(left) ? spineOf(left) : [{ term: left, whole: node }];
  return [...before, { term: right, whole: node }];
}

/** The last item that declares a local of the value; -1: none does. */
function knownFrom(value: Expression, declared: ReadonlyMap<string, number>): number {
  let last = -1;
  visitExpression(value, (node) => {
    if (node.kind === "name") last = Math.max(last, declared.get(node.name) ?? -1);
  });
  return last;
}
