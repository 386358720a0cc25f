// Grids as an application writer meets them: contract 1.2.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Grid, grid } from "../../../specializers/runtime/arrays/grid.ts";
import { NdArray } from "../../../specializers/runtime/arrays/ndarray.ts";

const test = suite("arrays");

test("a grid is a typed array with a shape, row-major, aligned to 64 bytes", () => {
  const u = grid([3, 4, 5]);
  assert.instance(u, Float64Array);
  assert.ok(u instanceof Grid && u instanceof NdArray);
  assert.equal([...u.shape], [3, 4, 5]);
  assert.equal([...u.strides], [20, 5, 1]);
  assert.is(u.dtype, "f64");
  assert.is(u.length, 60);
  assert.ok(u.every((value) => value === 0));
  assert.is(u.boundary, "none");
});

test("fill takes each axis' index", () => {
  const v = grid([2, 3], { dtype: "f32", boundary: "wrap", fill: (i, j) => 10 * i + j });
  assert.instance(v, Float32Array);
  assert.equal([...v], [0, 1, 2, 10, 11, 12]);
  assert.equal([...grid([3], { fill: 2.5 })], [2.5, 2.5, 2.5]);
});

test("what a typed array makes of a grid is a plain typed array", () => {
  const made = grid([2, 2]).map((_, i) => i * i);
  assert.equal(made, new Float64Array([0, 1, 4, 9]));
  assert.not(made instanceof Grid);
});

test("at() follows the boundary rule", () => {
  const at = (boundary: "clamp" | "wrap" | "reflect" | number, offset: number) =>
    grid([4], { boundary, fill: (i) => i }).at(1, offset);
  assert.equal(
    [-4, -3, -2, -1, 0, 2, 3, 4].map((d) => at("clamp", d)),
    [0, 0, 0, 0, 1, 3, 3, 3],
  );
  assert.equal(
    [-4, -3, -2, -1, 0, 2, 3, 4].map((d) => at("wrap", d)),
    [1, 2, 3, 0, 1, 3, 0, 1],
  );
  assert.equal(
    [-4, -3, -2, -1, 0, 2, 3, 4, 8].map((d) => at("reflect", d)),
    [2, 1, 0, 0, 1, 3, 3, 2, 1],
  );
  assert.equal(
    [-2, -1, 2, 3].map((d) => at(7.5, d)),
    [7.5, 0, 3, 7.5],
  );
});

test("reading outside with boundary none is a RangeError that says how to avoid it", () => {
  const u = grid([4, 4]);
  assert.throws(
    () => u.at(3, 0, 1),
    (error: Error) => error instanceof RangeError && /\[0,4\].*4×4.*interior\(1\)/.test(error.message),
  );
  assert.throws(() => u.at(3, 1), /2 offsets/);
  assert.throws(() => [...u.neighbors(0)], RangeError);
  assert.throws(() => [...grid([4, 4], { boundary: 3 }).neighbors(0)], RangeError);
});

test("interior, interiorPoints and points iterate boxes in row-major order", () => {
  const u = grid([4, 5]);
  assert.equal([...u.interior()], [6, 7, 8, 11, 12, 13]);
  assert.equal([...u.interiorPoints()], [...u.interior(1)]);
  assert.equal([...u.interior(2)], []);
  assert.is([...u.points()].length, 20);
  assert.equal([...u.points({ from: [1, 0], to: [4, 5], step: [2, 2] })], [5, 7, 9, 15, 17, 19]);
  assert.throws(() => u.points({ to: [5, 5] }), /leaves the grid/);
  assert.throws(() => u.points({ step: [0, 1] }), /at least 1/);
  assert.throws(() => u.interior(0.5), RangeError);
});

test("neighbourhoods: the point, von Neumann, Moore, and the user's", () => {
  const u = grid([3, 3], { boundary: "wrap" });
  assert.equal([...u.neighbors(4, 0)], [4]);
  assert.equal([...u.neighbors(4)].sort(), [1, 3, 5, 7]);
  assert.is([...u.neighbors(4, 2)].length, 8);
  assert.equal([...u.neighbors(0, 1)].sort(), [1, 2, 3, 6]);
  u.neighborhoods.push([
    [0, 1],
    [0, -1],
  ]);
  assert.equal([...u.neighbors(4, 3)], [5, 3]);
  assert.throws(() => [...u.neighbors(4, 4)], /0 to 3/);
});

test("bad shapes, dtypes and boundaries are refused with what was given", () => {
  assert.throws(() => grid([]), RangeError);
  assert.throws(() => grid([2, -1]), RangeError);
  assert.throws(() => grid([2.5]), RangeError);
  assert.throws(() => grid([1, 1, 1, 1, 1, 1, 1]), RangeError);
  assert.throws(() => grid([2 ** 20, 2 ** 20]), /points/);
  assert.throws(() => grid([2], { dtype: "f16" as "f32" }), /f64, f32, i32, u8/);
  assert.throws(() => grid([2], { boundary: "mirror" as "wrap" }), /"reflect"/);
});

test("NdArray.from checks its count", () => {
  assert.equal([...NdArray.from([1, 2, 3, 4], [2, 2])], [1, 2, 3, 4]);
  assert.is(NdArray.from(new Float32Array(3)).dtype, "f32");
  assert.throws(() => NdArray.from([1, 2, 3], [2, 2]), /4 elements; got 3/);
});

test.run();
