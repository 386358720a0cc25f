// What cuda.test.ts runs on an emulated machine with a device; prints what came out as JSON.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { openReference } from "../../specializers/gmm/reference.ts";
import { createState } from "../../specializers/gmm/state.ts";
import { type Grid, grid } from "../../specializers/index.ts";
import { type CompiledMixture, compileMixture, nextCandidate } from "../../specializers/mixture/compiled.ts";
import { openNative } from "../../specializers/mixture/native.ts";
import { cudaDriver } from "../../specializers/runtime/cuda-driver.ts";
import { specialize } from "../../specializers/specialize.ts";

const wave = (i: number, j: number) => Math.sin(i * 0.7) + Math.cos(j * 0.3);
const heat = (u: Grid, out: Grid) => {
  for (const p of out.interior())
    out[p] = u[p]! + 0.2 * (u.at(p, 1, 0) + u.at(p, -1, 0) + u.at(p, 0, 1) + u.at(p, 0, -1) - 4 * u[p]!);
};
const norm = (u: Grid) => {
  let sum = 0;
  let most = 0;
  for (const p of u.points()) {
    sum += u[p]! * u[p]!;
    most = Math.max(most, u[p]!);
  }
  return [sum, most];
};
const only = { targets: ["cuda"], tune: "off" } as const;
const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
const pair = () => [grid([70, 90], { fill: wave }), grid([70, 90], { fill: (i) => i })] as const;

/** All that was compiled on this machine. */
const compiledTexts = (): string => {
  const root = process.env.XDG_CACHE_HOME!;
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files
    .filter(({ name }) => /\.(?:c|cu)$/.test(name))
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), "utf8"))
    .join("\n");
};

const results: Record<string, unknown> = {};

{
  const f = specialize.stencil(heat, only);
  const [u, out] = pair();
  const [v, wanted] = pair();
  f(u, out);
  f.reference(v, wanted);
  results.sweep = { error: largest(out, wanted), codes: f.diagnostics, text: inspect(f.report()) };
}
{
  const f = specialize.stencil(heat, only);
  const [u, out] = pair();
  const [v, wanted] = pair();
  f.iterate(12, u, out);
  for (let step = 0; step < 12; step += 2) {
    f.reference(v, wanted);
    f.reference(wanted, v);
  }
  const name = f.report().toJSON().kernel;
  results.iterate = { error: Math.max(largest(u, v), largest(out, wanted)), name, text: compiledTexts() };
}
{
  const f = specialize.stencil(norm, only);
  const [u] = pair();
  const [got, wanted] = [f(u), f.reference(u)] as [number[], number[]];
  results.totals = { relative: Math.abs(got[0]! / wanted[0]! - 1), most: got[1] === wanted[1], codes: f.diagnostics };
}
{
  const f = specialize.stencil(heat, only);
  const [u, out] = pair();
  f(u, out);
  process.env.EMULATED_DEVICE_BYTES = "100000";
  const [wide, target] = [grid([71, 400], { fill: wave }), grid([71, 400], { fill: 3 })];
  try {
    f(wide, target);
    results.full = "no error";
  } catch (error) {
    results.full = { message: String(error), untouched: target.every((value: number) => value === 3) };
  }
  delete process.env.EMULATED_DEVICE_BYTES;
}
{
  const f = specialize.stencil(heat, { targets: ["cuda", "openmp", "js"], tune: "off" });
  const g = specialize.stencil(heat, only);
  const [u, out] = pair();
  const [v, wanted] = pair();
  g(u, out);
  process.env.EMULATED_DEVICE = "lost";
  f(u, out);
  const again = grid([70, 90], { fill: (i) => i });
  g(u, again);
  g.reference(v, wanted);
  results.lost = { error: largest(again, wanted), notes: inspect(g.report()) };
  delete process.env.EMULATED_DEVICE;
}
// From here on arrays are large enough for memory that the device sees too; the emulator counts how they move.
const moves = (): readonly number[] => {
  const driver = cudaDriver();
  const counts = new BigInt64Array(3);
  if (typeof driver === "string") throw new Error(driver);
  driver.call("count of moves", "int emulated_moves(int64_t *counts)", counts);
  return [...counts].map(Number);
};
/** Moves to the device and back that something makes. */
const movesOf = (act: () => void): readonly number[] => {
  const [there, back] = moves();
  act();
  const [thereNow, backNow] = moves();
  return [thereNow! - there!, backNow! - back!];
};
const LARGE = [362, 363];
const large = (fill: number | typeof wave) => grid(LARGE, { fill });
{
  const f = specialize.stencil(heat, only);
  const held = moves()[2]!;
  const [u, out] = [large(wave), large(3)];
  const [v, wanted] = [large(wave), large(3)];
  const cleared = grid(LARGE).every((value: number) => value === 0);
  const regions = moves()[2]! - held;
  const counted = {
    first: movesOf(() => f(u, out)),
    again: movesOf(() => f(u, out)),
    read: movesOf(() => out[5]),
    afterRead: movesOf(() => f(u, out)),
    iterated: movesOf(() => f.iterate(12, u, out)),
  };
  const before = moves();
  await f.async(u, out);
  const [there, back] = moves().map((count, i) => count - before[i]!); // what is held may get less: garbage is collected
  for (let step = 0; step < 12; step += 2) {
    f.reference(v, wanted);
    f.reference(wanted, v);
  }
  f.reference(v, wanted);
  results.managed = {
    cleared,
    regions,
    counted,
    elsewhere: [there, back],
    error: Math.max(largest(u, v), largest(out, wanted)),
  };
}
{
  const twice = (u: Grid) => {
    for (const p of u.points()) u[p] = 2 * u[p]!;
  };
  const f = specialize.stencil(heat, { targets: ["cuda", "js"], tune: "off" });
  const g = specialize.stencil(twice, { targets: ["cuda", "js"], tune: "off" });
  const [u, out, v, wanted] = [large(wave), large(3), large(1), large(3)];
  f(u, out);
  g(v);
  process.env.EMULATED_DEVICE = "fails";
  out.fill(3);
  f(u, out);
  f.reference(u, wanted);
  let message = "no error";
  try {
    g(v);
  } catch (error) {
    message = String(error);
  }
  v.fill(3);
  g(v);
  results.fails = { error: largest(out, wanted), message, after: v[7], notes: inspect(g.report()) };
  delete process.env.EMULATED_DEVICE;
}
{
  const f = specialize.stencil(heat, { targets: ["cuda"], tune: "off" });
  const report = await f.tune([large(wave), large(3)], { seconds: 3 });
  const timed = report.toJSON().variants.filter(({ seconds }) => seconds !== null);
  results.tuned = { variants: timed, text: inspect(report) };
}
{
  const shape = { covarianceType: "full", components: 2, features: 2 } as const;
  const values = Float64Array.from({ length: 2000 }, (_, at) => Math.sin(at * at) + (at % 4 < 2 ? 2 : 0));
  const state = createState(shape);
  state.weights.fill(0.5);
  state.means.set([0, 0, 2, 2]);
  state.precisionsCholesky.set([1, 0, 0, 1, 1, 0, 0, 1]);
  const options = { ...shape, regCovar: 1e-6, centre: Float64Array.of(1, 1), checkpoint() {} };
  const mixture = compileMixture(shape, { count: 1000, dtype: "f64", weighted: false }) as CompiledMixture;
  const tooShort = nextCandidate({ ...mixture, untried: mixture.untried.filter(({ target }) => target === "cuda") }, 1);
  const { call } = mixture;
  mixture.untried.splice(0, mixture.untried.length, ...mixture.untried.filter(({ strategy }) => strategy === "fused"));
  call.served = nextCandidate(mixture, 100)!;
  const native = openNative(options, mixture, 1);
  const reference = openReference(options);
  const covariances = (engine: typeof native): Float64Array => {
    const next = createState(shape);
    engine.begin(state);
    engine.add();
    engine.finish(next);
    return next.covariances;
  };
  for (const engine of [native, reference]) engine.hold({ count: 1000, values });
  const wanted = covariances(reference);
  const first = covariances(native);
  const { name } = native;
  // the same edition: what is in the host's memory by now is not looked at
  const kept = values.slice();
  values.fill(Number.NaN);
  const second = covariances(native);
  values.set(kept);
  native.hold({ count: 500, values: values.slice(0, 1000) });
  reference.hold({ count: 500, values: values.slice(0, 1000) });
  const half = largest(covariances(native), covariances(reference));
  native.close();
  native.hold({ count: 1000, values });
  process.env.EMULATED_DEVICE = "lost";
  const after = largest(covariances(native), wanted);
  delete process.env.EMULATED_DEVICE;
  results.mixture = {
    error: Math.max(largest(first, wanted), largest(second, wanted), half, after),
    ...{ name, notes: call.notes.join(" "), text: native.name, most: tooShort === undefined },
  };
}
console.log(JSON.stringify(results));
