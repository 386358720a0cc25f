// Totals over points: locals of the function that a point loop adds to, and what the function returns of them.
import {
  type Builder,
  build,
  buildNumber,
  type Dialect,
  type ExpressionOf,
  resolve,
  spanOf,
} from "../ir/build/index.ts";
import { freshName } from "../ir/names.ts";
import type { SourceText } from "../ir/span.ts";
import { decline } from "../syntax/messages.ts";
import { type Statement as Syntax, withoutParentheses } from "../syntax/parse.ts";
import type {
  SymbolicBlock,
  SymbolicExpression,
  SymbolicProgram,
  SymbolicReduction,
  SymbolicStatement,
  SymbolicSweep,
} from "./program.ts";
import { visitStatements } from "./recognise-structural.ts";

export interface Returned<E> {
  readonly list: boolean;
  readonly values: readonly E[];
}

/** `return s;`, `return Math.sqrt(s);`, `return [s, m];`: the end of a function. */
export function buildReturned<D extends Dialect>(
  last: Syntax | undefined,
  builder: Builder<D>,
): Returned<ExpressionOf<D>> {
  if (last?.type !== "ReturnStatement" || !last.argument) return { list: false, values: [] };
  const at = spanOf(last);
  const bare = withoutParentheses(last.argument);
  const declined = () => decline("FUNCTION_RETURN_VALUE", builder.source, at);
  if (bare.type === "ArrayExpression") {
    const values = bare.elements.map((element) =>
      element && !element.spread ? buildNumber(element.expression, builder) : declined(),
    );
    return { list: true, values };
  }
  if (bare.type === "ObjectExpression") return declined();
  if (bare.type === "Identifier" && resolve(bare.value, builder)?.kind === "entity") return declined();
  const value = build(bare, builder);
  return value.type === "number" ? { list: false, values: [value] } : declined();
}

/** The sweeps with what they use of the statements outside of the loops, and what they add up together. */
export function withTotals(
  found: readonly SymbolicSweep[],
  prologue: readonly SymbolicStatement[],
  returned: Returned<SymbolicExpression>,
  { source, taken }: Pick<Builder<Dialect>, "source" | "taken">,
): Pick<SymbolicProgram, "sweeps" | "returns" | "totals"> {
  const reductions = reductionsOf(found, prologue, source);
  const totals = new Set(reductions.map((each) => each.name));
  const isLocal = (statement: SymbolicStatement) => statement.kind !== "let" || !totals.has(statement.name);
  const sweeps = found.map((sweep) => {
    const locals = sweep.prologue.filter(isLocal);
    return { ...sweep, prologue: locals, body: [...usedOf(locals, sweep.body), ...sweep.body] };
  });
  return {
    sweeps,
    ...(returned.values.length > 0 && {
      returns: { name: freshName("returned", taken), length: returned.values.length, list: returned.list },
    }),
    ...(reductions.length + returned.values.length > 0 && {
      totals: {
        extents: axes.map((axis) => freshName(`extent_${axis}`, taken)),
        reductions,
        returned: blockOf(prologue.filter(isLocal), returned.values),
      },
    }),
  };
}

/** Grids have six at most. */
const axes = [0, 1, 2, 3, 4, 5];

/** What point loops add to, in order of the first time. `prologue`: all that stands outside of the loops. */
function reductionsOf(
  sweeps: readonly SymbolicSweep[],
  prologue: readonly SymbolicStatement[],
  source: SourceText,
): readonly SymbolicReduction[] {
  const found = new Map<string, Omit<SymbolicReduction, "initial"> & { last: number }>();
  for (const [index, { body }] of sweeps.entries())
    visitStatements(body, {
      statement(node) {
        if (node.kind !== "accumulate") return;
        const known = found.get(node.name);
        if (known && known.operator !== node.operator) decline("STENCIL_REDUCTION", source, node.at, node.name);
        if (known) known.last = index;
        else found.set(node.name, { name: node.name, at: node.at, operator: node.operator, last: index });
      },
    });
  /** A total has its value once the last loop that adds to it has ended. */
  const checkReads = (list: readonly SymbolicStatement[], position: number) =>
    visitStatements(list, {
      expression(node) {
        if (node.kind === "name" && (found.get(node.name)?.last ?? -1) >= position)
          decline("STENCIL_TOTAL_READ", source, node.at, node.name);
      },
      statement(node) {
        if (node.kind === "assign" && found.has(node.name)) decline("STENCIL_REDUCTION", source, node.at, node.name);
      },
    });
  for (const [index, statement] of prologue.entries()) {
    const position = sweeps.findIndex((sweep) => sweep.prologue.length > index);
    checkReads([statement], position < 0 ? sweeps.length : position);
  }
  for (const [index, { body }] of sweeps.entries()) checkReads(body, index);
  return [...found.values()].map(({ name, at, operator }) => {
    const declared = prologue.findIndex((statement) => statement.kind === "let" && statement.name === name);
    const statement = prologue[declared];
    const value = statement?.kind === "let" ? statement.value : decline("STENCIL_REDUCTION", source, at, name);
    return {
      name,
      at,
      operator,
      initial: { statements: usedBy(prologue.slice(0, declared), [value]), values: [value] },
    };
  });
}

/** The values together with those of the statements outside of the loops that they are made of. */
const blockOf = (prologue: readonly SymbolicStatement[], values: readonly SymbolicExpression[]): SymbolicBlock => ({
  statements: usedBy(prologue, values),
  values,
});

const usedBy = (prologue: readonly SymbolicStatement[], values: readonly SymbolicExpression[]) =>
  usedOf(prologue, statementsOf({ statements: [], values }));

/** Its statements, and its values as statements: for what looks at all of it. */
export const statementsOf = ({ statements, values }: SymbolicBlock): readonly SymbolicStatement[] => [
  ...statements,
  ...values.map((value) => ({ kind: "assign", at: value.at, name: "", value }) as const),
];

/** The part of the prologue that the body depends on. */
function usedOf(
  prologue: readonly SymbolicStatement[],
  body: readonly SymbolicStatement[],
): readonly SymbolicStatement[] {
  const used = new Set<string>();
  const use = (list: readonly SymbolicStatement[]) =>
    visitStatements(list, { expression: (node) => void (node.kind === "name" && used.add(node.name)) });
  use(body);
  const needed = (statement: SymbolicStatement) => {
    let writes = false;
    visitStatements([statement], {
      statement: (each) => {
        if ((each.kind === "let" || each.kind === "assign") && used.has(each.name)) writes = true;
      },
    });
    return writes;
  };
  // backwards, but an assignment in a loop may feed an earlier one: until nothing is added
  let kept: readonly SymbolicStatement[] = [];
  for (let before = -1; before !== used.size; ) {
    before = used.size;
    kept = prologue.filter(needed);
    use(kept);
  }
  return kept;
}
