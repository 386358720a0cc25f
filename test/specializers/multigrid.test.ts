// A multigrid V-cycle for Poisson's equation in two dimensions: red-black smoothing in place and the residual with its
// norm as marked stencils on every level, the transfer between levels in plain TypeScript.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { temporaryFolder } from "../support/temp.ts";

process.env.XDG_CACHE_HOME = temporaryFolder("multigrid");
const { grid, specialize } = await import("../../specializers/index.ts");
type Grid = ReturnType<typeof grid>;

const test = suite("multigrid");

/** One Gauss-Seidel sweep of -Δu = f, the points of one colour after those of the other; hh is the spacing squared. */
const smooth = specialize.stencil((u: Grid, f: Grid, hh: number) => {
  for (const p of u.points({ from: [1, 1], to: [u.shape[0]! - 1, u.shape[1]! - 1], step: [2, 2] }))
    u[p] = (u.at(p, -1, 0) + u.at(p, 1, 0) + u.at(p, 0, -1) + u.at(p, 0, 1) + hh * f[p]!) / 4;
  for (const p of u.points({ from: [2, 2], to: [u.shape[0]! - 1, u.shape[1]! - 1], step: [2, 2] }))
    u[p] = (u.at(p, -1, 0) + u.at(p, 1, 0) + u.at(p, 0, -1) + u.at(p, 0, 1) + hh * f[p]!) / 4;
  for (const p of u.points({ from: [1, 2], to: [u.shape[0]! - 1, u.shape[1]! - 1], step: [2, 2] }))
    u[p] = (u.at(p, -1, 0) + u.at(p, 1, 0) + u.at(p, 0, -1) + u.at(p, 0, 1) + hh * f[p]!) / 4;
  for (const p of u.points({ from: [2, 1], to: [u.shape[0]! - 1, u.shape[1]! - 1], step: [2, 2] }))
    u[p] = (u.at(p, -1, 0) + u.at(p, 1, 0) + u.at(p, 0, -1) + u.at(p, 0, 1) + hh * f[p]!) / 4;
});

/** r = f + Δu; returns its Euclidean norm. */
const residual = specialize.stencil((u: Grid, f: Grid, r: Grid, hh: number) => {
  let sum = 0;
  for (const p of r.interior()) {
    const value = f[p]! + (u.at(p, -1, 0) + u.at(p, 1, 0) + u.at(p, 0, -1) + u.at(p, 0, 1) - 4 * u[p]!) / hh;
    r[p] = value;
    sum += value * value;
  }
  return Math.sqrt(sum);
});

interface Level {
  readonly n: number;
  readonly u: Grid;
  readonly f: Grid;
  readonly r: Grid;
}
const levelOf = (n: number): Level => ({
  n,
  u: grid([n + 1, n + 1]),
  f: grid([n + 1, n + 1]),
  r: grid([n + 1, n + 1]),
});

/** Full weighting: 1/16 of [1 2 1; 2 4 2; 1 2 1] around every second point. */
function restrict({ n, r }: Level, coarse: Level): void {
  const row = n + 1;
  for (let i = 1; i < coarse.n; i++)
    for (let j = 1; j < coarse.n; j++) {
      const at = 2 * i * row + 2 * j;
      const edges = r[at - row]! + r[at + row]! + r[at - 1]! + r[at + 1]!;
      const corners = r[at - row - 1]! + r[at - row + 1]! + r[at + row - 1]! + r[at + row + 1]!;
      coarse.f[i * (coarse.n + 1) + j] = (4 * r[at]! + 2 * edges + corners) / 16;
    }
}

/** Bilinear interpolation of the coarse correction, added. */
function prolong(coarse: Level, { n, u }: Level): void {
  const row = coarse.n + 1;
  for (let i = 1; i < n; i++)
    for (let j = 1; j < n; j++) {
      const at = (i >> 1) * row + (j >> 1);
      const [down, right] = [(i & 1) * row, j & 1];
      const sum = coarse.u[at]! + coarse.u[at + down]! + coarse.u[at + right]! + coarse.u[at + down + right]!;
      u[i * (n + 1) + j] = u[i * (n + 1) + j]! + sum / 4;
    }
}

/** One smoothing before and one after; the coarse problem by one cycle (a V) or by two (a W). */
function cycle(levels: readonly Level[], visits: number, k = 0): void {
  const level = levels[k]!;
  const hh = 1 / level.n ** 2;
  smooth(level.u, level.f, hh);
  const coarse = levels[k + 1];
  if (!coarse) return;
  residual(level.u, level.f, level.r, hh);
  restrict(level, coarse);
  coarse.u.fill(0);
  for (let visit = 0; visit < visits; visit++) cycle(levels, visits, k + 1);
  prolong(coarse, level);
  smooth(level.u, level.f, hh);
}

/** By how much each of eight cycles takes the residual down. */
function factors(n: number, visits: number): readonly number[] {
  const levels = Array.from({ length: Math.log2(n) }, (_, k) => levelOf(n >> k));
  const { u, f, r } = levels[0]!;
  const row = n + 1;
  for (let i = 1; i < n; i++)
    for (let j = 1; j < n; j++)
      f[i * row + j] = Math.sin((Math.PI * i) / n) * Math.sin((2 * Math.PI * j) / n) + Math.sin(i * j);
  const norms = [residual(u, f, r, 1 / n ** 2)];
  for (let count = 0; count < 8; count++) {
    cycle(levels, visits);
    norms.push(residual(u, f, r, 1 / n ** 2));
  }
  return norms.slice(1).map((norm, count) => norm / norms[count]!);
}

// Local Fourier analysis of two grids with one red-black sweep before and one after, full weighting and bilinear
// interpolation gives 0.074 a cycle (Trottenberg, Oosterlee, Schüller: Multigrid, 2001); a W-cycle comes near, and a
// V-cycle takes about a tenth, whatever the size of the grid.
test("W-cycles converge as two grids do in theory", () => {
  for (const factor of factors(64, 2).slice(3)) assert.ok(factor > 0.04 && factor < 0.08, `${factor}`);
});

test("V-cycles take the residual down to about a tenth each, on a grid for native code", () => {
  for (const factor of factors(256, 1).slice(1)) assert.ok(factor > 0.05 && factor < 0.12, `${factor}`);
  assert.equal([...smooth.diagnostics, ...residual.diagnostics], []);
});

test.run();
