// What a marked function returns: totals over points, from the first call through tuning, asynchronously, under
// `exact`; and grids that are updated in place.
// Time limit: 300 s
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { temporaryFolder } from "../support/temp.ts";

process.env.XDG_CACHE_HOME = temporaryFolder("totals");
const { grid, specialize } = await import("../../specializers/index.ts");
type Grid = ReturnType<typeof grid>;

const test = suite("totals");

const wave = (i: number, j: number) => Math.sin(0.1 * i * i) + Math.cos(0.3 * j);

const norm = (u: Grid, r: Grid, h: number) => {
  let s = 0;
  for (const p of r.interior()) {
    const value = (u.at(p, 1, 0) + u.at(p, -1, 0) + u.at(p, 0, 1) + u.at(p, 0, -1) - 4 * u[p]!) / (h * h);
    r[p] = value;
    s += value * value;
  }
  return Math.sqrt(s) * h;
};

const range = (u: Grid) => {
  let low = Infinity;
  let high = -Infinity;
  for (const p of u.points()) {
    low = Math.min(low, u[p]!);
    high = Math.max(high, u[p]!);
  }
  return [low, high];
};

const near = (got: unknown, wanted: unknown) =>
  assert.ok(Math.abs(Number(got) - Number(wanted)) <= 1e-12 * Math.abs(Number(wanted)), `${got} is not ${wanted}`);

test("a large grid's norm comes from native code, a small one's from JavaScript; both sweep as well", async () => {
  const f = specialize.stencil(norm);
  for (const shape of [
    [300, 257],
    [9, 12],
  ]) {
    const u = grid(shape, { fill: wave });
    const [r, wanted] = [grid(shape), grid(shape)];
    const value = norm(u, wanted, 0.5);
    near(f(u, r, 0.5), value);
    assert.equal(f.diagnostics, []);
    for (const [i, each] of wanted.entries()) assert.ok(Math.abs(each - r[i]!) < 1e-12);
    const first = f(u, r, 0.5);
    for (let again = 0; again < 5; again++) assert.is(f(u, r, 0.5), first, "the same call has the same bits");
    near(await f.async(u, r, 0.5), value);
  }
});

test("exact: every bit of a sum as in TypeScript, natively and through the js target", () => {
  for (const targets of [undefined, ["js"]]) {
    const f = specialize.stencil(norm, { exact: true, ...(targets && { targets }) });
    const u = grid([211, 190], { fill: wave });
    assert.is(f(u, grid([211, 190]), 1 / 3), norm(u, grid([211, 190]), 1 / 3));
    assert.equal(f.diagnostics, []);
  }
});

test("NaN and -0 as in TypeScript, several numbers at once, nothing written", () => {
  const f = specialize.stencil(range, { exact: true });
  const u = grid([100, 400], { fill: wave });
  assert.equal(f(u), range(u));
  u[777] = Number.NaN;
  assert.equal(f(u), [Number.NaN, Number.NaN]);
  const zeros = grid([100, 400], { fill: -0 });
  assert.ok(Object.is((f(zeros) as number[])[1], -0));
  zeros[5] = 0;
  assert.ok(Object.is((f(zeros) as number[])[1], 0) && Object.is((f(zeros) as number[])[0], -0));
});

test("tuning keeps what is returned right", async () => {
  const f = specialize.stencil(norm);
  const u = grid([300, 257], { fill: wave });
  const report = await f.tune([u, grid([300, 257]), 0.5], { seconds: 4 });
  assert.ok(report.toJSON().variants.some(({ status }) => status === "ok"));
  const wrong = report.toJSON().variants.filter(({ status }) => status !== "ok" && status !== "illegal");
  assert.equal(wrong, []);
  near(f(u, grid([300, 257]), 0.5), norm(u, grid([300, 257]), 0.5));
});

test("a grid that is updated in place runs in order, natively, and the report names what is read", () => {
  const sor = (u: Grid, omega: number) => {
    for (const p of u.interior())
      u[p] = (1 - omega) * u[p]! + 0.25 * omega * (u.at(p, 1, 0) + u.at(p, -1, 0) + u.at(p, 0, 1) + u.at(p, 0, -1));
  };
  const f = specialize.stencil(sor, { exact: true });
  const [u, wanted] = [grid([300, 200], { fill: wave }), grid([300, 200], { fill: wave })];
  f(u, 1.5);
  sor(wanted, 1.5);
  assert.equal(f.diagnostics, []);
  assert.is(
    u.findIndex((value, i) => !Object.is(value, wanted[i])),
    -1,
  );
  assert.match(f.explain().text, /openmp/);
  assert.match(f.explain().text, /u is read at \(1, 0\) by the loop that writes it/);
});

test("a grid with an axis for each of six dimensions", () => {
  const f = specialize.stencil((u: Grid, out: Grid) => {
    for (const p of out.interior()) for (const q of u.neighbors(p)) out[p] = out[p]! + u[q]!;
  });
  const shape = [4, 5, 3, 6, 4, 7];
  const u = grid(shape, { fill: (...at: number[]) => at.reduce((sum, i) => 3 * sum + i, 0) });
  const [out, wanted] = [grid(shape), grid(shape)];
  f(u, out);
  f.reference(u, wanted);
  assert.equal(f.diagnostics, []);
  assert.equal([...out], [...wanted]);
});

test.run();
