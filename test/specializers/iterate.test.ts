// `iterate` of marked functions, in plain Node: the same grids as repeated calls leave, tuned schedules, later sessions.
// Time limit: 300 s
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { temporaryFolder } from "../support/temp.ts";

if (process.argv[2] === undefined) process.env.XDG_CACHE_HOME = temporaryFolder("iterate");
const { grid, specialize } = await import("../../specializers/index.ts");
const { cache } = await import("../../specializers/pipeline.ts");
const { findToolchain } = await import("../../specializers/toolchain/compilers.ts");
const { skip } = await import("../support/skip.ts");
type Grid = ReturnType<typeof grid>;

const test = suite("iterate of marked functions");

const heat = (u: Grid, out: Grid, c: number) => {
  for (const p of out.interior())
    out[p] = c * u[p]! + (u.at(p, 1, 0) + u.at(p, -1, 0) + u.at(p, 0, 1) + u.at(p, 0, -1)) / 8;
};
const shape = [150, 200];
const fill = (i: number, j: number) => Math.sin(0.1 * i * j) + (j % 7);
const other = (i: number, j: number) => Math.cos(i - j);
const steps = 23;

/** Both grids after so many single calls of the original. */
function repeated(count: number): readonly [Grid, Grid] {
  const [u, out] = [grid(shape, { fill }), grid(shape, { fill: other })];
  let [from, to] = [u, out];
  for (let step = 0; step < count; step++) {
    heat(from, to, 0.5);
    [from, to] = [to, from];
  }
  return [u, out];
}

function assertRepeats(f: ReturnType<typeof marked>, count: number): void {
  const [u, out] = [grid(shape, { fill }), grid(shape, { fill: other })];
  const result = f.iterate(count, u, out, 0.5);
  assert.ok(result === (count % 2 === 0 ? u : out), "the grid that holds the result");
  const [wantedInput, wantedOutput] = repeated(count);
  assert.equal(u, wantedInput, `the first grid after ${count} steps`);
  assert.equal(out, wantedOutput, `the second grid after ${count} steps`);
}

const marked = () => specialize.stencil(heat, { exact: true });

/** What a later session serves without tuning: run as a process of its own by the test below. */
if (process.argv[2] === "later session") {
  const f = marked();
  assertRepeats(f, steps);
  assertRepeats(f, 10);
  console.log(JSON.stringify(f.report().toJSON().best?.name));
  process.exit(0);
}

test("both grids are as single calls leave them, whatever the number of steps", () => {
  const f = marked();
  for (const count of [0, 1, 2, 3, 8, 21]) assertRepeats(f, count);
  assert.equal(f.diagnostics, []);
});

const cube = (u: Grid, out: Grid, c: number) => {
  for (const p of out.interior())
    out[p] = c * u[p]! + (u.at(p, 1, 0, 0) - u.at(p, -1, 0, 0) + u.at(p, 0, 1, 0) + u.at(p, 0, 0, -1)) / 8;
};

test("grids beyond the caches, their boundaries alike or not in one value, are as single calls leave them", () => {
  for (const [kernel, shape, odd] of [
    [heat, [1200, 2048], 700 * 2048 + 2047],
    [cube, [130, 128, 128], (60 * 128 + 70) * 128],
  ] as const) {
    const f = specialize.stencil(kernel, { exact: true, tune: "off" });
    for (const differ of [0, 1]) {
      const start = (): readonly [Grid, Grid] => {
        const made = [grid(shape, { fill }), grid(shape, { fill })] as const;
        made[1][odd]! += differ;
        return made;
      };
      const [u, out] = start();
      assert.ok(f.iterate(24, u, out, 0.5) === u);
      assert.match(f.explain().text, /Platform AST of .* wavefront/);
      let [from, to] = start();
      for (let step = 0; step < 24; step++) {
        f(from, to, 0.5);
        [from, to] = [to, from];
      }
      assert.is(
        u.findIndex((value, i) => !Object.is(value, from[i])),
        -1,
      );
      assert.is(
        out.findIndex((value, i) => !Object.is(value, to[i])),
        -1,
      );
    }
  }
});

test("grids of different layouts, and too few arguments, go through single calls", () => {
  const f = specialize.stencil(heat, { exact: true });
  const [u, out] = [grid(shape, { fill, boundary: "wrap" }), grid(shape, { fill: other })];
  f.iterate(5, u, out, 0.5);
  assert.equal(
    [...u, ...out],
    repeated(5).flatMap((each) => [...each]),
  );
  assert.throws(() => (f.iterate as (...args: unknown[]) => unknown)(3, u, out), /argument/);
});

test("steps that can't be are refused", async () => {
  const f = marked();
  assert.throws(() => f.iterate(1.5, grid([9, 9]), grid([9, 9]), 1), RangeError);
  try {
    await f.tune([grid([9, 9]), grid([9, 9]), 1], { seconds: 1, steps: 0 });
    assert.unreachable();
  } catch (error) {
    assert.match(String(error), /steps is a whole number of at least 1; got 0/);
  }
});

if (findToolchain(cache()).compilers.length === 0)
  skip(test, "tuning schedules over time", "no C compiler is installed");
else
  test("tuning for a number of steps tries schedules over time; the winner serves, here and in later sessions", async () => {
    const f = marked();
    const [u, out] = [grid(shape, { fill }), grid(shape, { fill: other })];
    const report = await f.tune([u, out, 0.5], { seconds: 20, steps });
    assert.equal([u, out], [grid(shape, { fill }), grid(shape, { fill: other })], "the arrays keep their contents");
    const { variants, best, signature } = report.toJSON();
    assert.match(signature, /steps/);
    const schedules = variants.filter(({ name }) => name.includes("wavefront depth"));
    assert.ok(schedules.length > 0, variants.map(({ name }) => name).join("\n"));
    for (const { status, name, why } of variants) assert.ok(status === "ok" || status === "illegal", `${name}: ${why}`);
    assert.ok(best !== null);
    assertRepeats(f, steps);
    assertRepeats(f, 10);
    const later = execFileSync(process.execPath, [fileURLToPath(import.meta.url), "later session"], {
      encoding: "utf8",
    });
    assert.is(JSON.parse(later), best.name);
    // single calls are another signature with a report of its own
    f(u, out, 0.5);
    assert.not.match(f.report().toJSON().signature, /steps/);
  });

test("what can't take several steps in a pass is repeated, and the report says why", () => {
  const f = specialize.stencil(
    (u: Grid, out: Grid) => {
      for (const p of out.interior()) if (u[p]! > 0) out[p] = u.at(p, 1, 0) / 2;
    },
    { exact: true },
  );
  const [u, out] = [grid(shape, { fill }), grid(shape, { fill: other })];
  f.iterate(5, u, out);
  assert.match(JSON.stringify(f.explain()), /each step is a pass over memory, since out is not written at every point/);
});

test.run();
