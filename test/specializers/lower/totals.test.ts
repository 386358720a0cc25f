// Totals over points through a compiler: sums made by blocks stay within the stated bound whatever the number of
// threads, and the same call gives the same bits again.
// Time limit: 300 s
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { CallData, Config, NumericArray } from "../../../specializers/specializer.ts";
import { stencil } from "../../../specializers/stencil/index.ts";
import { bound } from "../../../specializers/stencil/program.ts";
import { createRandom } from "../../../specializers/tuner/random.ts";
import { gridsFor, layoutsOf, samples, sourcesOf } from "../../support/samples.ts";
import { skip } from "../../support/skip.ts";
import { compilers, copyOf, javascript, kernelOf, native, type Run } from "../targets/execute.ts";

const test = suite("totals");
const machine = { cores: 4, vectorBytes: 32, lastLevelCacheBytes: 1 << 10, compilers };
const [compiler] = compilers;

/** Ordinary numbers: a total with a NaN in it would hide what became of the others. */
const tame = (arrays: Readonly<Record<string, NumericArray>>) => {
  for (const array of Object.values(arrays))
    for (const [i, value] of array.entries())
      if (!(Math.abs(value) < 10 && Math.abs(value) > 1e-3)) array[i] = 0.75 * (i % 3) + 0.5;
};

if (compiler === undefined) skip(test, "totals through a C compiler", "none is installed");
else
  for (const sample of samples().filter(({ name }) => name.startsWith("total-")))
    test(sample.name, () => {
      const [recognised] = sourcesOf(sample).flatMap((source) => stencil.recognise(source) ?? []);
      if (!recognised) throw new Error("nothing was recognised");
      const { returns } = recognised;
      for (const call of [...layoutsOf(sample, recognised.parameters)].slice(-2)) {
        const first = stencil.bind(recognised, call);
        const program = bound(stencil.passes.reduce((current, pass) => pass.run(current), first));
        const arrays = gridsFor(call, createRandom(3), sample.call.integers) as unknown as Record<string, NumericArray>;
        tame(arrays);
        if (returns) arrays[returns.name] = new Float64Array(returns.length).fill(Number.NaN);
        const data: CallData = { arrays, scalars: { ...sample.call.scalars } };
        const wanted = copyOf(data);
        stencil.interpret(first, call, wanted);
        const limits = stencil.errorBound!(first, call, copyOf(data), 2 ** -53);
        const space = stencil.variants(program, call, machine, false);
        const extents = call.arrays[program.sweeps[0]!.over]!.shape;
        const near = (config: Config, run: Run) => {
          const results = [copyOf(data), copyOf(data)];
          for (const each of results) assert.is(run(each), 0);
          const [got, again] = results as [CallData, CallData];
          for (const [name, limit] of Object.entries(limits))
            for (const [i, value] of got.arrays[name]!.entries()) {
              const want = wanted.arrays[name]![i]!;
              if (!(Math.abs(value - want) <= limit[i]!))
                assert.unreachable(`${name}[${i}] is ${value}, not ${want} ± ${limit[i]} (${JSON.stringify(config)})`);
              assert.ok(Object.is(again.arrays[name]![i], value), `${name}[${i}] differs from call to call`);
            }
          // the bound means something
          for (const limit of Object.values(limits)) assert.ok(limit.every((each) => each < 1e-4));
        };
        near({ target: "js" }, javascript(kernelOf({ program, call }, { target: "js" }), extents));
        for (const threads of [1, 2, 4]) {
          const config = { ...space.default, compiler, threads };
          if (space.illegal(config) === undefined) near(config, native(kernelOf({ program, call }, config), compiler));
        }
      }
    });

test.run();
