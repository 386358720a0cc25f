// Every sample cell through lowering, code generation and a compiler, against the definition, on each of its calls.
import { suite } from "uvu";
import type { CallLayout, Config, NumericArray } from "../../../specializers/specializer.ts";
import { stencil } from "../../../specializers/stencil/index.ts";
import type { BoundProgram } from "../../../specializers/stencil/program.ts";
import { createRandom } from "../../../specializers/tuner/random.ts";
import { copyGrids, gridsFor, layoutsOf, type Sample, samples, sourcesOf } from "../../support/samples.ts";
import { skip } from "../../support/skip.ts";
import { assertSame, compilers, javascript, kernelOf, native } from "../targets/execute.ts";

const test = suite("samples");
const machine = { cores: 2, vectorBytes: 32, lastLevelCacheBytes: 1 << 10, compilers };

interface Call {
  readonly program: BoundProgram;
  readonly call: CallLayout;
  readonly data: { readonly arrays: Record<string, NumericArray>; readonly scalars: Record<string, number> };
  readonly wanted: { readonly arrays: Record<string, NumericArray>; readonly scalars: Record<string, number> };
}

/** The sample's calls after all exact passes, each with the definition's result. */
function callsOf(sample: Sample): readonly Call[] {
  const [recognised] = sourcesOf(sample).flatMap((source) => stencil.recognise(source) ?? []);
  if (!recognised) throw new Error(`${sample.name}: nothing was recognised`);
  return [...layoutsOf(sample, recognised.parameters)].map((call) => {
    const first = stencil.bind(recognised, call);
    const program = stencil.passes.filter(({ exact }) => exact).reduce((p, pass) => pass.run(p), first);
    if (program.stage !== "bound") throw new Error(`${sample.name}: not bound`);
    const scalars = { ...sample.call.scalars };
    const arrays = copyGrids(gridsFor(call, createRandom(5), sample.call.integers));
    if (recognised.returns) arrays[recognised.returns.name] = new Float64Array(recognised.returns.length);
    const wanted = { scalars, arrays: Object.fromEntries(Object.entries(arrays).map(([n, a]) => [n, a.slice()])) };
    stencil.interpret(first, call, wanted);
    return { program, call, data: { arrays, scalars }, wanted };
  });
}

function check(sample: Sample, config: (call: Call) => Config): void {
  for (const each of callsOf(sample)) {
    const chosen = config(each);
    const kernel = kernelOf(each, chosen);
    const extents = each.program.sweeps.map(({ over }) => each.call.arrays[over]?.shape ?? [])[0] ?? [];
    const run = chosen.target === "js" ? javascript(kernel, extents) : native(kernel, String(chosen.compiler));
    assertSame(
      `${sample.name} at ${extents} ${JSON.stringify(chosen)}`,
      run,
      each.data,
      each.wanted,
      each.program.dtypes,
      {
        // C's library may round otherwise; what it calls says the kernel
        tolerance: kernel.exact ? 0 : 1e-12,
      },
    );
  }
}

/** Layouts of one sample share a compilation only where text is equal, so the native check takes the first and last. */
const someCalls = (sample: Sample): Sample => {
  const { shapes, dtypes } = sample.call;
  return {
    ...sample,
    call: { ...sample.call, ...(shapes ? { shapes: shapes.slice(-1) } : {}), dtypes: (dtypes ?? ["f64"]).slice(0, 1) },
  };
};

const accepted = samples().filter(({ name }) => !/^(declined|unbound)/.test(name));
for (const sample of accepted) test(`js: ${sample.name}`, () => check(sample, () => ({ target: "js" })));

const [first] = compilers;
if (first === undefined) skip(test, "sample cells through a C compiler", "none is installed");
else
  for (const sample of accepted)
    test(`${first}: ${sample.name}`, () =>
      check(someCalls(sample), ({ program, call }) => {
        // a sum keeps its bits only in order, which is what `exact` asks for
        const exact = program.totals !== undefined;
        return { ...stencil.variants(program, call, machine, exact).default, fused: false, single: false };
      }));

test.run();
