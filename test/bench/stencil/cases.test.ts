// The bench's cases on small grids: the loops in C say what the TypeScript says. And its texts and its chart.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { specialize } from "../../../specializers/index.ts";
import { temporaryFolder } from "../../support/temp.ts";
import { createArena, difference } from "./arena.ts";
import type { BenchCase } from "./case.ts";
import { cases } from "./cases/index.ts";
import { sizesChart } from "./chart.ts";
import { nativeContender } from "./native.ts";
import { ratiosTo } from "./rounds.ts";
import type { CaseFigures } from "./run.ts";
import { caseTable, markdownTable } from "./table.ts";

process.env.XDG_CACHE_HOME = temporaryFolder("bench");

const small = (bench: BenchCase): BenchCase => ({
  ...bench,
  shape: bench.shape.length === 3 ? [32, 32, 32] : [48, 48],
  ...(bench.steps !== undefined && { steps: 19 }),
});

for (const bench of cases.map(small))
  test(`${bench.title}: C and TypeScript agree`, async () => {
    const arena = createArena(bench);
    arena.reset();
    const kernel = bench.kernel as (...values: unknown[]) => void;
    assert.equal(specialize.stencil(kernel).diagnostics, []);
    const [u, out, ...more] = arena.values;
    for (let step = 0; step < (bench.steps ?? 1); step++) kernel(...(step % 2 === 0 ? [u, out] : [out, u]), ...more);
    const wanted = arena.results.map((array) => array.slice());
    for (const [name, native] of Object.entries({ plain: bench.plain, hand: bench.hand })) {
      const got = native && (await nativeContender(arena, "gcc", name, native).result!());
      got?.forEach((array, index) => {
        assert.is(difference(bench, name, array, wanted[index]!), undefined);
      });
    }
    const wrong = wanted[0]!.slice();
    wrong[bench.shape.reduce((at, n) => at * n + n / 2, 0)] = Number.NaN;
    assert.match(difference(bench, "a NaN", wrong, wanted[0]!) ?? "", /^a NaN is wrong at/);
  });

const figures: CaseFigures = {
  name: "laplacian",
  title: "7-point, 256³ f64",
  shape: [256, 256, 256],
  dtype: "f64",
  steps: null,
  rounds: 3,
  leastBytes: 16e6,
  stream: { name: "copy", bytes: 16e6 },
  fractionOfCeiling: 0.8,
  figures: [
    { kind: "stream", name: "stream (copy)", cold: 8, warm: 6, best: 5, ratio: 0.7, deviation: 0 },
    { kind: "tuned", name: "tuned 20 s", cold: 10, warm: 8, best: 7, ratio: 1, deviation: 0 },
    { kind: "numba", name: "numba", cold: 20, warm: 12, best: 9, ratio: 1.4, deviation: 0.05 },
    { kind: "typescript", name: "TypeScript", cold: null, warm: 8000, best: 8000, ratio: 1000, deviation: 0 },
  ],
  missing: { halide: "there is none" },
};

test("a case's table gives medians, shares of the stream and ratios to the tuned one", () => {
  const lines = caseTable(figures).split("\n");
  assert.match(lines[2]!, /tuned 20 s +10\.0 +8\.00 +0\.80 +0\.75 +1\.00 ±0\.00/);
  assert.match(lines[3]!, /numba +20\.0 +12\.0 +0\.40 +0\.50 +1\.40 ±0\.05/);
  assert.match(lines[4]!, /TypeScript +– +8000 +– +0\.00 +1000\.00 ±0\.00/);
  assert.is(lines.at(-1), "halide takes no part: there is none");
});

test("ratios are taken within a round, where the machine is the same for both; what ran once has the other's median", () => {
  const contender = { kind: "tuned", name: "", run: () => 0, flush: () => {} } as const;
  const tuned = { contender, cold: [], warm: [1, 2, 4] };
  // the medians alone would say 1.5
  assert.equal(ratiosTo(tuned, { contender, cold: [], warm: [3, 2.2, 4.4] }), [3, 1.1, 1.1]);
  assert.equal(ratiosTo(tuned, { contender: { ...contender, once: { factor: 1 } }, cold: [], warm: [20] }), [10]);
});

test("the README's table has a line a case", () => {
  const lines = markdownTable([figures, { ...figures, title: "another" }]).split("\n");
  assert.is(lines.length, 4);
  assert.match(lines[2]!, /^\| 7-point, 256³ f64 \| 10\.0 \| 0\.80 \| 8\.00 \| – \| – \| – \| 1\.40 \|/);
});

test("the chart has a line for each series that was measured, and none without", () => {
  const chart = sizesChart([
    { n: 16, costs: { gcc: 2, tuned: 1 }, tuned: "a" },
    { n: 640, costs: { gcc: 1, tuned: 0.5 }, tuned: "b" },
  ]);
  assert.is(chart.match(/<polyline/g)?.length, 2);
  assert.match(chart, /Taipan, tuned/);
  assert.not.match(chart, /NaN|undefined|Numba/);
});

test.run();
