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
  assert.ok(f.diagnostics.every(({ hint, message }) => hint.endsWith(".") && message.endsWith(".")));
}

test("an offset that depends on the data", () =>
  runsAsTypeScript(
    "STENCIL_OFFSET",
    (u, out) => {
      for (const p of out.points()) out[p] = u.at(p, u[p]! > 0 ? 1 : -1, 0);
    },
    [9, 7],
  ));

test("a loop without a bound", () =>
  runsAsTypeScript(
    "STATEMENT_WHILE",
    (u, out) => {
      for (const p of out.points()) {
        let x = u[p]!;
        while (x > 0.5) x /= 2;
        out[p] = x;
      }
    },
    [9, 7],
  ));

const outside = (x: number): number => (x > 1 ? outside(x - 1) : x);
test("a call that can't be inlined", () =>
  runsAsTypeScript(
    "FUNCTION_UNKNOWN",
    (u, out) => {
      for (const p of out.points()) out[p] = outside(u[p]!);
    },
    [9, 7],
  ));

test("a halo wider than the grid", () =>
  runsAsTypeScript(
    "CALL_SMALL",
    (u, out) => {
      for (const p of out.points()) out[p] = u.at(p, 5, 0) - u.at(p, 0, -3);
    },
    [3, 7],
  ));

test("a box that ends where no small grid does", () =>
  runsAsTypeScript(
    "CALL_FIXED_BOX",
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
