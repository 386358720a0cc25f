// Marked functions from call to native code, in plain Node: what a user of `specialize.stencil` sees.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { temporaryFolder } from "../support/temp.ts";

process.env.XDG_CACHE_HOME = temporaryFolder("marked");
const { grid, NdArray, specialize, StencilKernel } = await import("../../specializers/index.ts");
type Grid = ReturnType<typeof grid>;

const test = suite("marked functions");

const blur = (u: Grid, out: Grid, c: number) => {
  for (const p of out.interior())
    out[p] = c * u[p]! + (u.at(p, 1, 0) + u.at(p, -1, 0) + u.at(p, 0, 1) + u.at(p, 0, -1)) / 8;
};
const wave = (i: number, j: number) => Math.sin(0.1 * i * i) + Math.cos(0.3 * j);

/** What the original makes of copies of the same arguments. */
function expected(
  fn: { reference(u: Grid, out: Grid, ...rest: number[]): unknown },
  u: Grid,
  out: Grid,
  ...rest: number[]
): Grid {
  const copy = grid(u.shape, { dtype: out.dtype, boundary: out.boundary });
  copy.set(out);
  fn.reference(u, copy, ...rest);
  return copy;
}

const close = (got: ArrayLike<number>, wanted: ArrayLike<number>, tolerance: number) =>
  assert.ok(
    Array.from(wanted).every((value, i) => Object.is(got[i], value) || Math.abs(got[i]! - value) <= tolerance),
    "values differ",
  );

test("a large grid runs as native code from the first call, and the answer is right", () => {
  const f = specialize.stencil(blur);
  const u = grid([300, 257], { fill: wave });
  const out = grid([300, 257], { fill: -1 });
  f(u, out, 0.5);
  close(out, expected(f, u, grid([300, 257], { fill: -1 }), 0.5), 1e-14);
  const report = f.report();
  assert.is(report.kernel, "blur");
  assert.match(report.signature, /u f64 300×257/);
  assert.equal(f.diagnostics, []);
  assert.is(JSON.parse(JSON.stringify(report)).best, report.best);
});

test("each layout gets code of its own", () => {
  const f = specialize.stencil(blur);
  for (const shape of [
    [9, 9],
    [3, 40],
    [130, 70],
  ])
    for (const dtype of ["f64", "f32"] as const)
      for (const boundary of ["none", "wrap"] as const) {
        const u = grid(shape, { dtype, boundary, fill: wave });
        const out = grid(shape, { dtype });
        f(u, out, 0.25);
        close(out, expected(f, u, grid(shape, { dtype }), 0.25), dtype === "f64" ? 1e-14 : 1e-6);
      }
});

test("exact means every bit", () => {
  const f = specialize.stencil(blur, { exact: true });
  const u = grid([200, 201], { fill: wave });
  const out = grid([200, 201]);
  f(u, out, 1 / 3);
  const wanted = expected(f, u, grid([200, 201]), 1 / 3);
  assert.is(
    out.findIndex((value, i) => !Object.is(value, wanted[i])),
    -1,
  );
});

test("a call that none of the wanted targets can run is TypeScript's, and says why", () => {
  const f = specialize.stencil(
    (u: Grid, out: Grid) => {
      for (const p of out.points()) out[p] = Math.sin(u[p]!);
    },
    { exact: true, targets: ["openmp"] },
  );
  const out = grid([3, 3]);
  f(grid([3, 3], { fill: 1 }), out);
  assert.is(out[4], Math.sin(1));
  assert.equal(
    f.diagnostics.map(({ code }) => code),
    ["CALL_TARGETS"],
  );
  assert.match(f.diagnostics[0]!.message, /openmp.*: (C rounds Math\.sin differently|native code needs a compiler)\./);
});

test("NaN and infinities pass through as in TypeScript", () => {
  const f = specialize.stencil(blur);
  const u = grid([260, 260], { fill: wave });
  u[1000] = Number.NaN;
  u[5000] = Number.POSITIVE_INFINITY;
  u[5001] = Number.NEGATIVE_INFINITY;
  const out = grid([260, 260]);
  f(u, out, 0.5);
  const wanted = expected(f, u, grid([260, 260]), 0.5);
  assert.ok(wanted.some(Number.isNaN) && wanted.some((value) => value === Number.POSITIVE_INFINITY));
  close(out, wanted, 1e-14);
});

test("a grid too small for the stencil is left as it is", () => {
  const f = specialize.stencil(blur);
  const out = grid([2, 5], { fill: 7 });
  f(grid([2, 5], { fill: 1 }), out, 1);
  assert.ok(out.every((value) => value === 7));
});

test("aliasing runs as TypeScript, with a note that says so", () => {
  const f = specialize.stencil(blur);
  const u = grid([40, 40], { fill: wave });
  const wanted = grid([40, 40], { fill: wave });
  f.reference(wanted, wanted, 0.5);
  f(u, u, 0.5);
  assert.equal([...u], [...wanted]);
  assert.match(f.explain().text, /`out` and `u` share memory|`u` and `out` share memory/);
});

test("arguments that can't be are errors that say what is expected, and no array changes", () => {
  const f = specialize.stencil(blur);
  const u = grid([20, 20], { fill: 1 });
  const out = grid([20, 20], { fill: 2 });
  const call = f as (...args: unknown[]) => unknown;
  assert.throws(
    () => call(u, out),
    (error: Error & { diagnostic?: { code: string } }) =>
      error instanceof TypeError && /3 arguments/.test(error.message) && error.diagnostic?.code === "CALL_ARGUMENTS",
  );
  assert.throws(() => call(u, "out", 1), /out = 'out'/);
  assert.throws(() => call(u, new BigInt64Array(400), 1), TypeError);
  assert.throws(
    () => f(u, grid([20, 21]), 1),
    (error: Error) => error instanceof TypeError && /20×21.*20×20|20×20.*20×21/.test(error.message),
  );
  assert.throws(() => f(grid([20]), grid([20]), 1), /2 offsets|axis/);
  assert.ok(out.every((value) => value === 2));
});

test("reading outside of a grid with boundary none is a RangeError", () => {
  const f = specialize.stencil((u: Grid, out: Grid) => {
    for (const p of out.points()) out[p] = u.at(p, 0, 1);
  });
  assert.throws(
    () => f(grid([8, 8]), grid([8, 8])),
    (error: Error & { diagnostic?: { code: string } }) =>
      error instanceof RangeError && error.diagnostic?.code === "CALL_OUTSIDE",
  );
  const out = grid([8, 8]);
  f(grid([8, 8], { boundary: "wrap", fill: (_, j) => j }), out);
  assert.equal([...out.subarray(0, 8)], [1, 2, 3, 4, 5, 6, 7, 0]);
});

test("captured constants are compiled in, and a new value is a new layout", () => {
  let c = 2;
  const f = specialize.stencil(
    (u: Grid, out: Grid) => {
      for (const p of out.points()) out[p] = c * u[p]!;
    },
    { captures: { c: () => c } },
  );
  const u = grid([10, 10], { fill: 3 });
  const out = grid([10, 10]);
  f(u, out);
  assert.is(out[5], 6);
  c = 5;
  f(u, out);
  assert.is(out[5], 15);
});

test("the paper's class form", () => {
  class Laplacian extends StencilKernel {
    kernel(inGrid: Grid, outGrid: Grid) {
      for (const p of outGrid.interiorPoints())
        for (const q of inGrid.neighbors(p, 1)) outGrid[p] = outGrid[p]! + inGrid[q]!;
    }
  }
  specialize.stencil(Laplacian);
  const u = grid([50, 50], { fill: wave });
  const out = grid([50, 50]);
  const kernel = new Laplacian().kernel as unknown as {
    (u: Grid, out: Grid): void;
    reference(u: Grid, out: Grid): void;
    diagnostics: readonly unknown[];
  };
  new Laplacian().kernel(u, out);
  assert.equal(kernel.diagnostics, []);
  const wanted = grid([50, 50]);
  kernel.reference(u, wanted);
  close(out, wanted, 1e-14);
});

test("arrays of the scijs convention are taken, packed where they are not contiguous", () => {
  const f = specialize.stencil((u: Grid, out: Grid) => {
    for (const p of out.interior()) out[p] = u.at(p, 1) - u.at(p, -1);
  });
  const call = f as (...args: unknown[]) => unknown;
  const data = Float64Array.from({ length: 20 }, (_, i) => i * i);
  const result = new Float64Array(30).fill(-1);
  call({ data, shape: [10], stride: [2], offset: 0 }, { data: result, shape: [10], stride: [3], offset: 1 });
  assert.is(result[1], -1);
  assert.is(result[4], data[4]! - data[0]!);
  assert.is(result[5], -1);
});

test("iterate swaps the grids and returns the one that holds the result", () => {
  const f = specialize.stencil(blur);
  const fill = (i: number, j: number) => (i === 0 || j === 0 ? 1 : 0);
  for (const steps of [0, 1, 2, 7]) {
    let [a, b] = [grid([30, 30], { fill }), grid([30, 30], { fill })];
    const got = f.iterate(steps, grid([30, 30], { fill }), grid([30, 30], { fill }), 0.5);
    for (let step = 0; step < steps; step++) {
      f.reference(a, b, 0.5);
      [a, b] = [b, a];
    }
    close(got, a, 1e-14);
  }
  assert.throws(() => f.iterate(1.5, grid([3, 3]), grid([3, 3]), 1), RangeError);
});

test("async does the same work", async () => {
  const f = specialize.stencil(blur);
  const u = grid([300, 300], { fill: wave });
  const out = grid([300, 300]);
  await f.async(u, out, 0.5);
  close(out, expected(f, u, grid([300, 300]), 0.5), 1e-14);
});

test("a function that can't be specialized runs as it is and says why", () => {
  const f = specialize.stencil((u: Grid, out: Grid) => {
    for (const p of out.interior()) {
      let x = u[p]!;
      while (x > 1) x /= 2;
      out[p] = x;
    }
  });
  const out = grid([5]);
  f(grid([5], { fill: 12 }), out);
  assert.equal([...out], [0, 0.75, 0.75, 0.75, 0]);
  assert.is(f.diagnostics.length, 1);
  assert.ok(f.diagnostics[0]!.hint.length > 0);
});

test("a parameter that nothing uses takes what it is given", () => {
  const f = specialize.stencil((u: Grid, _spare: unknown, out: Grid) => {
    for (const p of out.points()) out[p] = 2 * u[p]!;
  });
  for (const spare of [3, grid([4, 4]), new Float32Array(5)]) {
    const out = grid([40, 40]);
    f(grid([40, 40], { fill: 1.5 }), spare, out);
    assert.ok(out.every((value) => value === 3));
  }
  assert.equal(f.diagnostics, []);
});

test("map: a scalar function over arrays", () => {
  const f = specialize.map((x: number, y: number) => Math.sqrt(x * x + y * y));
  const call = f as unknown as { (...args: unknown[]): unknown; map(...args: unknown[]): Float64Array };
  assert.is(call(3, 4), 5);
  const x = NdArray.from([3, 6, 0]);
  const out = NdArray.zeros([3]);
  call(x, 4, out);
  assert.equal([...out], [5, Math.sqrt(52), 4]);
  assert.equal([...call.map(x, NdArray.from([4, 8, 1]))], [5, 10, 1]);
});

test.run();
