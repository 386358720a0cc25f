// What can't be specialized, or not so: the user's call still gives TypeScript's answer or a clear error, and nothing
// that it passed is touched.
// Time limit: 300 s
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { temporaryFolder } from "../support/temp.ts";

process.env.XDG_CACHE_HOME = temporaryFolder("bad-input");
const { grid, specialize } = await import("../../specializers/index.ts");
type Grid = ReturnType<typeof grid>;
type Stencil = (u: Grid, out: Grid) => void;

const test = suite("bad input");
const wave = (i: number, j: number) => Math.sin(i) + 0.1 * j;

/** Runs as TypeScript for this reason, with TypeScript's result. */
function runsAsTypeScript(
  code: string,
  message: RegExp,
  fn: Stencil,
  shape: readonly number[],
  boundary: "none" | "wrap" = "wrap",
): void {
  const f = specialize.stencil(fn);
  const make = () => [grid(shape, { boundary, fill: wave }), grid(shape, { boundary })] as const;
  const [[u, out], [again, wanted]] = [make(), make()];
  f(u, out);
  fn(again, wanted);
  assert.equal([...out], [...wanted]);
  assert.equal(
    f.diagnostics.map((each) => each.code),
    [code],
  );
  for (const each of f.diagnostics) {
    assert.match(each.message, message);
    assert.ok(each.hint.endsWith(".") && each.message.endsWith("."));
    const { text } = each.source;
    assert.ok(each.at.start >= 0 && each.at.start < each.at.end && each.at.end <= text.length, "a place in the text");
  }
}

test("an offset that depends on the data", () =>
  runsAsTypeScript(
    "STENCIL_OFFSET",
    /^This offset is not known before the loop runs\./,
    (u, out) => {
      for (const p of out.points()) out[p] = u.at(p, u[p]! > 0 ? 1 : -1, 0);
    },
    [9, 7],
  ));

test("a loop without a bound", () =>
  runsAsTypeScript(
    "STATEMENT_WHILE",
    /^A `while` loop has no bound that is known before it runs\./,
    (u, out) => {
      for (const p of out.points()) {
        let x = u[p]!;
        while (x > 0.5) x /= 2;
        out[p] = x;
      }
    },
    [9, 7],
  ));

test("a subscript that depends on the data", () => {
  const f = specialize.stencil((u: Float64Array, out: Float64Array, n: number) => {
    for (let i = 0; i < n; i++) out[i] = u[Math.floor(u[i]!) + i]!;
  });
  const u = Float64Array.from({ length: 40 }, (_, i) => (i < 20 ? i : -i));
  const out = new Float64Array(40);
  f(u, out, 40);
  assert.equal(
    [...out],
    Array.from(u, (value, i) => u[value + i]!),
  );
  const [why] = f.diagnostics;
  assert.is(why?.code, "STENCIL_SUBSCRIPT");
  assert.match(why?.message ?? "", /^`u` is indexed here by something that is not affine: /);
});

test("what a function writes and reads at another point is computed in TypeScript's order", () => {
  const smooth: Stencil = (u, out) => {
    for (const p of out.interior()) out[p] = 0.25 * (out.at(p, -1, 0) + out.at(p, 0, -1) + out.at(p, 0, 1) + u[p]!);
  };
  const f = specialize.stencil(smooth, { exact: true });
  const make = () => grid([40, 37], { fill: wave });
  const [u, out, wanted] = [make(), make(), make()];
  f(u, out);
  smooth(u, wanted);
  assert.equal([...out], [...wanted]);
  assert.equal(f.diagnostics, []);
  for (const by of ["-1, 0", "0, -1", "0, 1"])
    assert.match(
      f.explain().text,
      new RegExp(`out is read at \\(${by}\\) by the loop that writes it, so its points run in`),
    );
});

test("loops whose order can't be kept name the element that they write and read", () => {
  const columns = (u: Float64Array, n: number, m: number): void => {
    for (let j = 1; j < m; j++) for (let i = 0; i < n; i++) u[i * m + j] = u[i * m + j - 1]! + 0.5 * u[i * m + j]!;
  };
  const f = specialize.stencil(columns);
  const [u, wanted] = [1, 2].map(() => Float64Array.from({ length: 63 }, (_, i) => Math.sin(i)));
  f(u!, 9, 7);
  columns(wanted!, 9, 7);
  assert.equal(u, wanted);
  const [why] = f.diagnostics;
  assert.is(why?.code, "CALL_LOOP_ORDER");
  assert.match(why?.message ?? "", /^`u` is read \(0, -1\) from where these loops write it, and they don't go/);
  assert.is(why?.source.text.slice(why.at.start, why.at.end), "u[i * m + j - 1]");
});

const outside = (x: number): number => (x > 1 ? outside(x - 1) : x);
test("a call that can't be inlined", () =>
  runsAsTypeScript(
    "FUNCTION_UNKNOWN",
    /^`outside` is not a function of this cell\./,
    (u, out) => {
      for (const p of out.points()) out[p] = outside(u[p]!);
    },
    [9, 7],
  ));

test("a halo wider than the grid", () =>
  runsAsTypeScript(
    "CALL_SMALL",
    /^`u` is 3×7: too small to be read at \(5, 0\)\./,
    (u, out) => {
      for (const p of out.points()) out[p] = u.at(p, 5, 0) - u.at(p, 0, -3);
    },
    [3, 7],
  ));

test("a box that ends where no small grid does", () =>
  runsAsTypeScript(
    "CALL_FIXED_BOX",
    /^No grid smaller than 300×253 holds the points of this loop/,
    (u, out) => {
      for (const p of out.points({ from: [299, 250], to: [300, 253] })) out[p] = 2 * u[p]!;
    },
    [300, 253],
  ));

test("an interior that is empty is no mistake: nothing is done", () => {
  const f = specialize.stencil((u: Grid, out: Grid) => {
    for (const p of out.interior(4)) out[p] = u.at(p, 4, -4);
  });
  const out = grid([7, 30], { fill: 5 });
  f(grid([7, 30], { fill: wave }), out);
  assert.equal(f.diagnostics, []);
  assert.ok(out.every((value) => value === 5));
});

const copy: Stencil = (u, out) => {
  for (const p of out.points()) out[p] = u[p]!;
};

test("grids whose ranks or shapes differ: a TypeError that names both, and nothing is written", () => {
  const f = specialize.stencil(copy);
  for (const [shape, said] of [
    [[12], /`u` is 12, but the loop iterates `out`, which is 3×4/],
    [[4, 3], /`u` is 4×3, but the loop iterates `out`, which is 3×4/],
    [[3, 4, 1], /`u` is 3×4×1, but/],
  ] as const) {
    const out = grid([3, 4], { fill: 7 });
    assert.throws(
      () => f(grid(shape, { fill: 1 }), out),
      (error: unknown) => error instanceof TypeError && said.test(error.message),
    );
    assert.ok(out.every((value) => value === 7));
  }
});

test("another shape, element type or rank at the next call is a signature of its own", () => {
  const f = specialize.stencil(copy);
  for (const shape of [[30, 40], [40, 30], [1200], [10, 12, 10], [5, 4, 6, 10]])
    for (const dtype of ["f64", "f32", "i32", "u8"] as const) {
      const [u, out] = [grid(shape, { dtype, fill: (i: number) => i + 1 }), grid(shape, { dtype })];
      f(u, out);
      assert.equal([...out], [...u]);
      assert.match(f.report().signature, new RegExp(`u ${dtype} ${shape.join("×")}`));
    }
  assert.equal(f.diagnostics, []);
});

test.run();
