// The js target: a platform AST as plain nested loops of JavaScript, bit for bit what the user's TypeScript computes.
import type { PlatformProgram, Sweep } from "../ir/platform.ts";
import { namesIn } from "../ir/rewrite.ts";
import { reducedIn } from "../ir/uses.ts";
import { sweepBounds } from "./bounds.ts";
import { jsExpression, jsStatements } from "./js-text.ts";
import { lengths } from "./lengths.ts";
import { corePlacer, type Declaration, type Placer, shellPlacer } from "./loads.ts";
import { marked } from "./mark.ts";
import { type Namer, namer } from "./names.ts";
import type { Target } from "./target.ts";

export const js: Target = { name: "js", language: "js", ending: ".js", view: jsView, flags: () => [] };

function jsView(program: PlatformProgram): Readonly<Record<string, unknown>> {
  const { parameters, rank } = program;
  const name = namer("js");
  const uses = new Set<string>();
  for (const p of parameters) name(p.name);
  const sweeps = program.sweeps.map((sweep, index) => sweepView(sweep, index, program, name, uses));
  return {
    name: program.name,
    functionName: name(program.name),
    parameters: parameters.map((p) => name(p.name)).join(", "),
    extents: Array.from({ length: rank }, (_, axis) => axis),
    strides: Array.from({ length: rank - 1 }, (_, axis) => ({
      axis,
      value: Array.from({ length: rank - 1 - axis }, (_, i) => `n${axis + 1 + i}`).join(" * "),
    })),
    sweeps,
    totals: totalsView(program, name),
    iteration: program.iteration && {
      input: name(program.iteration.input),
      output: name(program.iteration.output),
      steps: name(program.iteration.steps),
    },
    uses: Object.fromEntries([...uses].map((use) => [use, true])),
    data: program.data ?? {},
  };
}

/** Totals live beside the sweeps' functions; each function works on locals of their names. */
function sweepTotals({ body }: Sweep, { totals }: PlatformProgram, name: Namer) {
  const reduced = reducedIn(body);
  const used = namesIn(body);
  const read = (totals?.reductions ?? [])
    .map((each) => each.name)
    .filter((each) => used.has(each) || reduced.has(each));
  return {
    take: read.map(name).map((own) => `let ${own} = total_${own};`),
    give: [...reduced.keys()].map(name).map((own) => `total_${own} = ${own};`),
  };
}

function totalsView({ totals }: PlatformProgram, name: Namer) {
  if (!totals) return undefined;
  const context = { name, place: corePlacer("0"), point: "0" };
  const length = (own: string, axis: number) => `const ${name(own)} = n${axis};`;
  const names = totals.reductions.map((each) => name(each.name));
  return {
    names,
    initial: totals.reductions.flatMap(({ name: total, statements, initial }) => [
      "{",
      ...lengths(totals, statements, [initial], length),
      ...jsStatements(statements, context),
      `total_${name(total)} = ${jsExpression(initial, context).text};`,
      "}",
    ]),
    returned: [
      ...names.map((own) => `const ${own} = total_${own};`),
      ...lengths(totals, totals.statements, totals.values, length),
      ...jsStatements(totals.statements, context),
      ...totals.values.map(
        (value, i) => `${name(totals.returned ?? "")}[${i}] = ${jsExpression(value, context).text};`,
      ),
    ],
  };
}

function sweepView(sweep: Sweep, index: number, program: PlatformProgram, name: Namer, uses: Set<string>) {
  const { parameters, rank } = program;
  const bounds = sweepBounds(sweep);
  const lastAxis = rank - 1;
  const outer = bounds.slice(0, lastAxis).map(({ axis, step }) => ({ axis, step }));
  const { take, give } = sweepTotals(sweep, program, name);
  const lines = (place: Placer) => jsStatements(sweep.body, { name, place, point: "q" });
  const shell = (mapLast: boolean) => {
    const placer = shellPlacer(parameters, rank, mapLast);
    const body = lines(placer.place);
    const declare = (declarations: ReadonlyMap<string, Declaration>) =>
      [...declarations.values()].map(({ name, value }) => `const ${name} = ${value};`);
    return { perRow: declare(placer.perRow), perPoint: declare(placer.perPoint), lines: body };
  };
  const views = sweep.shell ? { shellRow: shell(false), shellPoint: shell(true) } : {};
  if (sweep.shell) for (const helper of ["inside", "clamp", "wrap", "reflect"]) uses.add(helper);
  return {
    index: String(index),
    at: marked("", sweep.at),
    lastAxis,
    lastStep: bounds[lastAxis]?.step ?? 1,
    shell: sweep.shell,
    bounds,
    outer,
    take,
    give,
    inCore: outer.map(({ axis }) => `i${axis} >= a${axis} && i${axis} < b${axis}`).join(" && ") || "true",
    rowIndex: outer.map(({ axis }) => `i${axis} * s${axis}`).join(" + ") || "0",
    rowParameters: outer.map(({ axis }) => `i${axis}, `).join(""),
    row: lines(corePlacer("q")),
    ...views,
  };
}
