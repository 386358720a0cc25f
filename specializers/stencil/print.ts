// A stencil's domain AST as text, for `explain()` and golden files.
import { printBody, printExpression } from "../ir/print.ts";
import type {
  Box,
  Domain,
  Edge,
  NeighborLoop,
  StencilProgram,
  SymbolicExpression,
  SymbolicLeaf,
  SymbolicStatement,
} from "./program.ts";

export function print(program: StencilProgram): string {
  const parameters = program.parameters.map(
    ({ name, role, access }) => `${access === "in" ? "" : `${access} `}${role} ${name}`,
  );
  const head = `stencil ${program.name}(${parameters.join(", ")})`;
  const outside = program.captures.length > 0 ? [`  captures ${program.captures.join(", ")}`] : [];
  const sweeps =
    program.stage === "bound"
      ? program.sweeps.flatMap(({ over, domain, body }) => [
          `  sweep ${over} ${showBox(domain)}`,
          ...indented(printBody(body)),
        ])
      : program.sweeps.flatMap(({ over, domain, body }) => [
          `  sweep ${over} ${showDomain(domain)}`,
          ...indented(printSymbolic(body)),
        ]);
  return [head, ...outside, ...showTotals(program), ...sweeps, ...showReturned(program)].join("\n");
}

function showTotals({ totals }: StencilProgram): readonly string[] {
  return (totals?.reductions ?? []).map(
    ({ name, operator, initial }) => `  total ${name} (${operator}), at first ${initial.values.map(value).join()}`,
  );
}

function showReturned({ totals, returns }: StencilProgram): readonly string[] {
  if (!totals || !returns) return [];
  const values = totals.returned.values.map(value).join(", ");
  return [
    ...indented(printSymbolic(totals.returned.statements)).map((line) => line.slice(2)),
    `  return ${returns.list ? `[${values}]` : values}`,
  ];
}

const indented = (lines: readonly string[]) => lines.map((line) => `    ${line}`);

function showBox({ from, to, step, fromEdges, toEdges }: Box): string {
  return from
    .map((start, axis) => {
      const range = `${showEdge(fromEdges[axis]!)}..${showEdge(toEdges[axis]!)}`;
      const by = step[axis] === 1 ? "" : ` step ${step[axis]}`;
      return `[${range}${by} = ${start}..${to[axis]}]`;
    })
    .join(" ");
}

const showEdge = ({ anchor, offset }: Edge) =>
  anchor === "start" ? String(offset) : offset === 0 ? "n" : `n - ${-offset}`;

function showDomain(domain: Domain): string {
  if (domain.kind === "interior") return `interior(${value(domain.radius)})`;
  const lists = (["from", "to", "step"] as const).flatMap((name) => {
    const list = domain[name];
    return list ? [`${name}: [${list.map(value).join(", ")}]`] : [];
  });
  return lists.length > 0 ? `points({ ${lists.join(", ")} })` : "points()";
}

const value = (node: SymbolicExpression): string => printExpression(node, printLeaf);

function printLeaf(leaf: SymbolicLeaf, show: (node: SymbolicExpression) => string): string {
  if (leaf.kind === "length") return `${leaf.array}.shape[${leaf.axis}]`;
  const point = leaf.point || "p";
  return leaf.offset ? `${leaf.array}.at(${[point, ...leaf.offset.map(show)].join(", ")})` : `${leaf.array}[${point}]`;
}

const printSymbolic = (body: readonly SymbolicStatement[]): readonly string[] =>
  printBody<SymbolicLeaf, NeighborLoop>(body, printLeaf, ({ name, grid, point, id, body }, inner) => [
    `for (${name} of ${grid}.neighbors(${point || "p"}, ${value(id)}))`,
    ...inner(body),
  ]);
