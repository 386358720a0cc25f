// Plain nested loops over typed arrays, marked and called: native code, the result of the TypeScript, and what happens
// where a call is none that the compiler can do.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { grid, specialize } from "../../specializers/index.ts";
import { recognise } from "../../specializers/stencil/recognise.ts";
import { functionsOf } from "../../specializers/syntax/function-source.ts";
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

native("points add to what the function returns", () => {
  function relaxed(u: Float64Array, out: Float64Array, f: Float64Array, n: number, m: number): number[] {
    let change = 0;
    let worst = 0;
    for (let i = 1; i < n - 1; i++)
      for (let j = 1; j < m - 1; j++) {
        const at = i * m + j;
        out[at] = 0.25 * (u[at - m]! + u[at + m]! + u[at - 1]! + u[at + 1]! - f[at]!);
        const d = out[at]! - u[at]!;
        change += d * d;
        worst = Math.max(worst, Math.abs(d));
      }
    const scale = 1 / (n * m);
    return [Math.sqrt(change * scale), worst];
  }
  function dot(u: Float64Array, v: Float64Array): number {
    let sum = 0;
    for (let i = 0; i < u.length; i++) sum += u[i]! * v[i]!;
    return sum / u.length;
  }
  function energy(u: Float64Array, n: number, m: number): number {
    let sum = 0;
    for (let i = 0; i < n - 1; i++) for (let j = 0; j < m; j++) sum += (u[(i + 1) * m + j]! - u[i * m + j]!) ** 2;
    return 0.5 * sum;
  }
  const close = (a: number, b: number) => Math.abs(a - b) <= 1e-12 * Math.abs(b);
  const marked = {
    relaxed: specialize.stencil(relaxed, { targets: ["openmp"] }),
    dot: specialize.stencil(dot, { targets: ["openmp"] }),
    energy: specialize.stencil(energy, { targets: ["openmp"] }),
  };
  for (const [n, m] of [
    [120, 77],
    [5, 3],
  ] as const) {
    const [u, f] = [filled(n * m), filled(n * m).reverse()];
    const [out, wanted] = [new Float64Array(n * m), new Float64Array(n * m)];
    const [norms, expected] = [marked.relaxed(u, out, f, n, m), relaxed(u, wanted, f, n, m)];
    assert.ok(near(out, wanted));
    assert.ok(
      norms.every((value, i) => close(value, expected[i]!)),
      `${norms}, not ${expected}`,
    );
    assert.ok(close(marked.dot(u, f), dot(u, f)));
    assert.ok(close(marked.energy(u, n, m), energy(u, n, m)));
  }
  for (const f of Object.values(marked)) {
    assert.equal(f.diagnostics, []);
    assert.is(f.report().toJSON().best?.target ?? "openmp", "openmp");
  }
});

const declined: readonly [what: string, code: string, f: (u: Float64Array, v: Float64Array, m: number) => unknown][] = [
  [
    "a running sum",
    "STENCIL_TOTAL_READ",
    (u, v) => {
      let sum = 0;
      for (let i = 0; i < u.length; i++) {
        sum += u[i]!;
        v[i] = sum;
      }
    },
  ],
  [
    "a total in another order than memory's",
    "STENCIL_TOTAL_ORDER",
    (u, v, m) => {
      let sum = 0;
      for (let j = 0; j < m; j++) for (let i = 0; i < 3; i++) sum += u[i * m + j]! * v[i * m + j]!;
      return sum;
    },
  ],
  [
    "a value that is carried along a row",
    "STENCIL_CARRIED",
    (u, v, m) => {
      for (let i = 0; i < 3; i++) {
        let last = 0;
        for (let j = 0; j < m; j++) {
          v[i * m + j] = u[i * m + j]! - last;
          last = u[i * m + j]!;
        }
      }
    },
  ],
  [
    "a weighted average",
    "STENCIL_REDUCTION",
    (u, v) => {
      let mean = 0;
      for (let i = 0; i < u.length; i++) mean = 0.9 * mean + u[i]! * v[i]!;
      return mean;
    },
  ],
  [
    "the length of what has rows",
    "STENCIL_SHAPE",
    (u, v, m) => {
      let sum = 0;
      for (let i = 0; i < 3; i++) for (let j = 0; j < m; j++) sum += u[i * m + j]! * v[i * m + j]!;
      return sum / u.length;
    },
  ],
];
for (const [what, code, f] of declined)
  test(`declined: ${what}`, () => {
    const marked = specialize.stencil(f);
    const [u, out, wanted] = [filled(12), new Float64Array(12).fill(2), new Float64Array(12).fill(2)];
    assert.equal(marked(u, out, 4), f(u, wanted, 4));
    assert.equal(out, wanted);
    assert.is(marked.diagnostics[0]?.code, code);
  });

test("what another function of the cell calls is its helper: loops over a table in it are no nest", () => {
  const text = `
    function poly(c: Float64Array, x: number): number { let s = 0; for (let k = 0; k < 3; k++) s = s * x + c[k]!; return s; }
    function applied(u: Grid, c: Float64Array, out: Grid): void { for (const p of out.points()) out[p] = poly(c, u[p]); }`;
  const [poly, applied] = functionsOf({ name: "cell", text, firstLine: 1 }).map(recognise);
  assert.is(poly, undefined);
  assert.is(applied?.sweeps.length, 1);
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
