// Every sample cell: what is recognised, what binding and passes make of it, and that the definition computes what
// TypeScript computes, bit for bit. Declined ones: what the reader of the cell is told.
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { CallLayout } from "../../../specializers/specializer.ts";
import { type StencilProgram, stencil } from "../../../specializers/stencil/index.ts";
import { showDiagnostic } from "../../../specializers/syntax/code-frame.ts";
import { DiagnosticError } from "../../../specializers/syntax/diagnostic.ts";
import type { FunctionSource } from "../../../specializers/syntax/function-source.ts";
import { createRandom } from "../../../specializers/tuner/random.ts";
import { matchesGolden } from "../../support/golden.ts";
import { copyGrids, gridsFor, layoutsOf, originalOf, type Sample, samples, sourcesOf } from "../../support/samples.ts";

function recognised(sample: Sample): { readonly source: FunctionSource; readonly program: StencilProgram } {
  for (const source of sourcesOf(sample)) {
    const program = stencil.recognise(source);
    if (program) return { source, program };
  }
  throw new Error(`${sample.name}: nothing was recognised`);
}

const describe = (layout: CallLayout): string =>
  Object.entries(layout.arrays)
    .map(([name, { dtype, shape, boundary }]) => `${name} ${dtype} ${shape.join("×")} ${boundary}`)
    .join(", ");

function explain(program: StencilProgram, layout: CallLayout): string {
  const parts = [`# recognised\n${stencil.print!(program)}`];
  let current = stencil.bind(program, layout);
  parts.push(`# bound to ${describe(layout)}\n${stencil.print!(current)}`);
  for (const pass of stencil.passes) {
    const after = pass.run(current);
    const notDone = pass.notDone?.(after) ?? [];
    if (after !== current || notDone.length > 0)
      parts.push(
        [
          `# ${pass.name}`,
          ...notDone.map((why) => `not done: ${why}`),
          ...(after === current ? [] : [stencil.print!(after)]),
        ].join("\n"),
      );
    current = after;
  }
  return parts.join("\n\n");
}

function interpretsAlike(sample: Sample, source: FunctionSource, program: StencilProgram, layout: CallLayout): void {
  const random = createRandom(7);
  const grids = gridsFor(layout, random, sample.call.integers);
  const scalars = { ...sample.call.scalars, ...layout.constants };
  const before = copyGrids(grids);
  const call = program.parameters.map(({ name }) => grids[name] ?? scalars[name]);
  const returned = [originalOf(sample, source)(...call)].flat();
  const { returns } = program;
  const bound = stencil.bind(program, layout);
  const passed = stencil.passes.filter(({ exact }) => exact).reduce((current, pass) => pass.run(current), bound);
  for (const [which, each] of [
    ["the definition", bound],
    ["the definition after all exact passes", passed],
  ] as const) {
    const arrays = Object.fromEntries(Object.entries(before).map(([name, values]) => [name, values.slice()]));
    if (returns) arrays[returns.name] = new Float64Array(returns.length);
    stencil.interpret(each, layout, { arrays, scalars });
    if (returns) assert.equal([...arrays[returns.name]!], returned, `${which} returns otherwise (${describe(layout)})`);
    else assert.equal(returned, [undefined]);
    for (const [name, wanted] of Object.entries(grids))
      for (const [index, value] of arrays[name]!.entries())
        if (!Object.is(value, wanted[index]))
          assert.unreachable(
            `${which} has ${name}[${index}] = ${value}, TypeScript ${wanted[index]} (${describe(layout)})`,
          );
  }
}

function declinedText(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof DiagnosticError) return showDiagnostic(error.diagnostic);
    throw error;
  }
  return assert.unreachable("nothing was declined") as never;
}

for (const sample of samples()) {
  const golden = join(sample.folder, "expected.txt");
  if (sample.name.startsWith("declined-"))
    test(sample.name, () =>
      matchesGolden(
        golden,
        declinedText(() => recognised(sample)),
      ),
    );
  else if (sample.name.startsWith("unbound-"))
    test(sample.name, () => {
      const { program } = recognised(sample);
      const [layout] = layoutsOf(sample, program.parameters);
      matchesGolden(
        golden,
        declinedText(() => stencil.bind(program, layout!)),
      );
    });
  else
    test(sample.name, () => {
      const { source, program } = recognised(sample);
      const layouts = [...layoutsOf(sample, program.parameters)];
      matchesGolden(golden, explain(program, layouts[0]!));
      for (const layout of layouts) interpretsAlike(sample, source, program, layout);
      for (const layout of layouts)
        assert.ok(
          stencil.checkLayouts(stencil.bind(program, layout), layout).length >= 3,
          "too few layouts for checks",
        );
      const checks = stencil.checkLayouts(stencil.bind(program, layouts[0]!), layouts[0]!);
      for (const check of checks) interpretsAlike(sample, source, program, check);
    });
}

test.run();
