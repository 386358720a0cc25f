// Plain nested loops over typed arrays, marked and called: native code, the result of the TypeScript, and what happens
// where a call is none that the compiler can do.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { grid, specialize } from "../../specializers/index.ts";
import { skip } from "../support/skip.ts";
import { compilers } from "./targets/execute.ts";

function heat(u: Float64Array, out: Float64Array, n: number, m: number): void {
  for (let i = 1; i < n - 1; i++)
    for (let j = 1; j < m - 1; j++)
      out[i * m + j] =
        u[i * m + j]! +
        0.1 * (u[(i - 1) * m + j]! + u[(i + 1) * m + j]! + u[i * m + j - 1]! + u[i * m + j + 1]! - 4 * u[i * m + j]!);
}

const filled = (length: number) => Float64Array.from({ length }, (_, i) => Math.sin(i) * 10);
const near = (a: Float64Array, b: Float64Array) =>
  a.every((value, i) => Object.is(value, b[i]) || Math.abs(value - b[i]!) <= 1e-13);

const needsCompiler = compilers.length > 0 ? undefined : "no C compiler";
const native = (name: string, run: () => void) => (needsCompiler ? skip(test, name, needsCompiler) : test(name, run));

native("a nest runs as native code, for each shape that its sizes say", () => {
  const marked = specialize.stencil(heat, { targets: ["openmp"] });
  assert.equal(marked.diagnostics, []);
  for (const [n, m] of [
    [64, 96],
    [41, 7],
    [3, 3],
    [200, 300],
  ] as const) {
    const u = filled(n * m);
    const [out, wanted] = [new Float64Array(n * m).fill(7), new Float64Array(n * m).fill(7)];
    marked(u, out, n, m);
    heat(u, wanted, n, m);
    assert.ok(near(out, wanted), `${n}×${m}`);
    assert.is(marked.report().toJSON().best?.target ?? "openmp", "openmp");
  }
  assert.equal(marked.diagnostics, []);
});

native("loops over a face belong to the nest: rows and columns of its array", () => {
  function insulated(u: Float64Array, out: Float64Array, n: number, m: number): void {
    for (let i = 1; i < n - 1; i++)
      for (let j = 1; j < m - 1; j++) out[i * m + j] = 0.5 * (u[i * m + j - 1]! + u[(i + 1) * m + j]!);
    for (let j = 1; j < m - 1; j++) out[j] = out[m + j]!;
    for (let j = 1; j < m - 1; j++) out[(n - 1) * m + j] = out[(n - 2) * m + j]!;
    for (let i = 0; i < n; i++) out[i * m] = out[i * m + 1]!;
    for (let i = 0; i < n; i++) out[i * m + m - 1] = out[i * m + m - 2]!;
  }
  const marked = specialize.stencil(insulated, { targets: ["openmp"], exact: true });
  for (const [n, m] of [
    [300, 200],
    [41, 7],
  ] as const) {
    const u = filled(n * m);
    const [out, wanted] = [new Float64Array(n * m), new Float64Array(n * m)];
    marked(u, out, n, m);
    insulated(u, wanted, n, m);
    assert.equal(out, wanted);
  }
  assert.equal(marked.diagnostics, []);
});

test("one value a row is no element of the nest: declined, with what to do instead", () => {
  const f = specialize.stencil((u: Float64Array, c: Float64Array, out: Float64Array, n: number, m: number) => {
    for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) out[i * m + j] = c[i]! * u[i * m + j]!;
  });
  const [u, c, out] = [filled(12), filled(3), new Float64Array(12)];
  f(u, c, out, 3, 4);
  assert.equal(
    out,
    u.map((value, p) => c[Math.floor(p / 4)]! * value),
  );
  const [why] = f.diagnostics;
  assert.is(why?.code, "STENCIL_STRIDES");
  assert.match(why?.message ?? "", /^`c` is indexed by other strides/);
  assert.match(why?.hint ?? "", /spread one value a row over an array of all points/);
});

native("grids are taken as well, and `iterate` works", () => {
  const marked = specialize.stencil(heat, { targets: ["openmp"] }) as unknown as {
    iterate<A>(steps: number, u: A, out: A, n: number, m: number): A;
  };
  const [n, m] = [48, 40];
  const [u, out] = [filled(n * m), filled(n * m)];
  let [from, to] = [u.slice(), out.slice()];
  for (let step = 0; step < 7; step++) {
    heat(from, to, n, m);
    [from, to] = [to, from];
  }
  assert.ok(near(marked.iterate(7, u, out, n, m), from));
  const [a, b] = [grid([n, m], { fill: (i, j) => i * j }), grid([n, m])];
  const wanted = new Float64Array(n * m);
  heat(Float64Array.from(a), wanted, n, m);
  (marked as unknown as typeof heat)(a as unknown as Float64Array, b as unknown as Float64Array, n, m);
  assert.ok(near(Float64Array.from(b), wanted));
});

test("a call whose arrays are not whole rows, or whose sizes leave them, runs as TypeScript and says why", () => {
  for (const [n, m, length, code] of [
    [8, 9, 8 * 9 + 4, "CALL_ROWS"],
    [12, 9, 8 * 9, "CALL_DOMAIN"],
  ] as const) {
    const marked = specialize.stencil(heat);
    const u = filled(length);
    const [out, wanted] = [new Float64Array(length), new Float64Array(length)];
    marked(u, out, n, m);
    heat(u, wanted, n, m);
    assert.ok(near(out, wanted), code);
    assert.equal(
      marked.diagnostics.map((each) => each.code),
      [code],
    );
  }
});

test.run();
