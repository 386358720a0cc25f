// Where TypeScript would tell `undefined` from NaN. An index outside of a table gives `undefined` there and NaN here:
// the same number to arithmetic, but `undefined === undefined`, while NaN equals nothing.
import { decline } from "../syntax/messages.ts";
import type { SymbolicExpression, SymbolicProgram } from "./program.ts";
import { visitStatements } from "./recognise-structural.ts";
import { statementsOf } from "./recognise-totals.ts";

/** @throws DiagnosticError EXPRESSION_UNDEFINED where both sides of a comparison by identity may be `undefined` */
export function declineUndefined({ sweeps, totals, source }: SymbolicProgram): void {
  const blocks = totals ? [...totals.reductions.map(({ initial }) => initial), totals.returned] : [];
  const statements = [...sweeps.flatMap(({ body }) => body), ...blocks.flatMap(statementsOf)];
  const names = new Set<string>();
  const mayBe = (node: SymbolicExpression): boolean =>
    node.kind === "lookup" ||
    (node.kind === "name" && names.has(node.name)) ||
    (node.kind === "conditional" && (mayBe(node.then) || mayBe(node.otherwise)));
  // an assignment in a loop may feed an earlier one: until nothing is added
  for (let before = -1; before !== names.size; ) {
    before = names.size;
    visitStatements(statements, {
      statement(node) {
        if (node.kind === "let" && (mayBe(node.value) || hasNoValue(node.value))) names.add(node.name);
        if (node.kind === "assign" && mayBe(node.value)) names.add(node.name);
      },
    });
  }
  visitStatements(statements, {
    expression(node) {
      if (node.kind !== "compare" || (node.operator !== "===" && node.operator !== "!==")) return;
      if (mayBe(node.left) && mayBe(node.right)) decline("EXPRESSION_UNDEFINED", source, node.at);
    },
  });
}

/** What a local without a value has. */
const hasNoValue = (node: SymbolicExpression): boolean => node.kind === "constant" && Number.isNaN(node.value);
