// What is computed outside of the loops, for a call's constants: initial values of totals, and what is returned.
import { constant } from "../ir/construct.ts";
import type { Expression } from "../ir/expressions.ts";
import { type Specialisation, specialisationBudget, specialiseBody, specialiseExpression } from "../ir/specialise.ts";
import { assignedIn } from "../ir/symbolic.ts";
import type { CallLayout } from "../specializer.ts";
import { decline } from "../syntax/messages.ts";
import type { Block, NeighborLoop, SymbolicBlock, SymbolicLeaf, SymbolicProgram, Totals } from "./program.ts";

export function bindTotals(
  program: SymbolicProgram,
  call: CallLayout,
  constants: ReadonlyMap<string, Expression>,
  rank: number,
): Totals | undefined {
  const { totals, source, parameters, captures } = program;
  if (!totals) return undefined;
  const tables = new Set(parameters.filter(({ role }) => role === "table").map(({ name }) => name));
  const block = ({ statements, values }: SymbolicBlock): Block => {
    const context: Specialisation<SymbolicLeaf, NeighborLoop> = {
      source,
      names: new Map(constants),
      taken: new Set([...parameters, ...totals.reductions].map(({ name }) => name).concat(captures, totals.extents)),
      assigned: assignedIn(statements),
      mustUnroll: () => false,
      leaf(leaf) {
        if (leaf.kind !== "length") return decline("STENCIL_SHAPE", source, leaf.at);
        if (tables.has(leaf.array)) return constant(leaf.at, call.arrays[leaf.array]!.shape[0]!);
        const name = totals.extents[leaf.axis];
        if (name === undefined || leaf.axis >= rank) return decline("STENCIL_SHAPE", source, leaf.at);
        return { kind: "name", at: leaf.at, type: "number", name };
      },
      loop: ({ at }) => decline("STENCIL_NESTED", source, at),
      budget: specialisationBudget,
    };
    return {
      statements: specialiseBody(statements, context),
      values: values.map((value) => specialiseExpression(value, context)),
    };
  };
  return {
    extents: totals.extents.slice(0, rank),
    reductions: totals.reductions.map(({ initial, ...reduction }) => ({ ...reduction, initial: block(initial) })),
    returned: block(totals.returned),
  };
}
