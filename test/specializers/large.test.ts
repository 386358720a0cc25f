// Grids of more than 2³¹ bytes and elements. By default only the last rows are computed, so that hardly any of their pages
// exist; TAIPAN_LARGE=1 sweeps over all of them, which takes 5 GB.
// Time limit: 600 s
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Grid, grid, specialize } from "../../specializers/index.ts";
import type { DType } from "../../specializers/ir/dtype.ts";
import { compilers } from "./targets/execute.ts";

/** As far as a row of the end reads, and more. */
const WINDOW = 64;

/** The last rows of a grid as a grid of its own. */
function lastRows(u: Grid, dtype: DType): Grid {
  const width = u.shape.slice(1).reduce((a, b) => a * b, 1);
  const rows = grid([WINDOW, ...u.shape.slice(1)], { dtype });
  rows.set(u.subarray(u.length - WINDOW * width));
  return rows;
}

/** Its last rows hold numbers, of which no two rows are alike. */
function endFilled(shape: readonly number[], dtype: DType): Grid {
  const u = grid(shape, { dtype });
  const width = shape.slice(1).reduce((a, b) => a * b, 1);
  for (let i = u.length - WINDOW * width; i < u.length; i++) u[i] = (i * 2_654_435_761) >>> 13;
  return u;
}

function atTheEnd(u: Grid, out: Grid) {
  for (const p of out.points({ from: [out.shape[0]! - 12, 1], to: [out.shape[0]! - 1, out.shape[1]! - 1] }))
    out[p] = u.at(p, 1, 0) + u.at(p, -9, 0) + 2 * u.at(p, 0, 1) - u.at(p, 0, -1);
}

const shapes: readonly (readonly [DType, readonly number[]])[] = [
  ["u8", [2 ** 19 + 7, 4096]],
  ["f64", [2 ** 16 + 5, 4099]],
];
for (const [dtype, shape] of shapes)
  for (const target of compilers.length > 0 ? ["openmp", "js"] : ["js"])
    test(`${target}: the end of ${shape.join("×")} ${dtype}`, () => {
      const [u, out] = [endFilled(shape, dtype), grid(shape, { dtype })];
      assert.ok(u.byteLength > 2 ** 31);
      const f = specialize.stencil(atTheEnd, { targets: [target], tune: "off" });
      const [small, wanted] = [lastRows(u, dtype), grid([WINDOW, shape[1]!], { dtype })];
      f(u, out);
      atTheEnd(small, wanted);
      assert.equal(f.diagnostics, []);
      assert.equal(lastRows(out, dtype).slice(), wanted.slice());
    });

function mean(u: Grid, out: Grid) {
  for (const p of out.interior()) out[p] = 0.25 * (u.at(p, 1, 0) + u.at(p, -1, 0) + u.at(p, 0, 1) + u.at(p, 0, -1)) + 1;
}

if (compilers.length > 0 && process.env.TAIPAN_LARGE === "1")
  test("whole sweeps and steps over more than 2^31 bytes and elements", () => {
    const [dtype, shape] = shapes[0]!;
    const [u, out] = [endFilled(shape, dtype), grid(shape, { dtype })];
    const [small, next] = [lastRows(u, dtype), grid([WINDOW, shape[1]!], { dtype })];
    const f = specialize.stencil(mean, { targets: ["openmp"], tune: "off", exact: true });
    f(u, out);
    mean(small, next);
    /** Rows that no step has reached from the window's first one. */
    const beyond = (rows: Grid, steps: number) => rows.subarray(steps * shape[1]!);
    assert.equal(beyond(lastRows(out, dtype), 1), beyond(next, 1));
    const steps = 9;
    const got = f.iterate(steps, u, out);
    let [from, to] = [small, next];
    for (let step = 0; step < steps; step++) {
      mean(from, to);
      [from, to] = [to, from];
    }
    assert.is(got, out);
    assert.equal(beyond(lastRows(got, dtype), steps), beyond(from, steps));
    assert.equal(f.diagnostics, []);
  });

test.run();
