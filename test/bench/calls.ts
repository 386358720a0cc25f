// What a call costs besides its work: the first one, cold and with a warm cache, and each one on a tiny grid.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface CallFigures {
  /** Milliseconds from the call to the right answer, nothing compiled before: gcc, verification and the call itself. */
  readonly cold: number;
  /** The same in a new process, with a cache that knows the function, less the second call's time. */
  readonly warm: number;
  /** Microseconds a call on an 8×8 grid. */
  readonly tiny: number;
}

const script = (body: string) => `
const { grid, specialize } = await import(${JSON.stringify(new URL("../../specializers/index.js", import.meta.url).href)});
const timed = (run) => { const start = performance.now(); run(); return performance.now() - start; };
${body}`;

const laplacian = script(`
const f = specialize.stencil(function laplacian(u, out) {
  for (const p of out.interior())
    out[p] = u.at(p, 1, 0, 0) + u.at(p, -1, 0, 0) + u.at(p, 0, 1, 0) + u.at(p, 0, -1, 0) + u.at(p, 0, 0, 1) + u.at(p, 0, 0, -1) - 6 * u[p];
});
const u = grid([256, 256, 256], { fill: (i, j, k) => i * j + k }), out = grid([256, 256, 256]);
out.fill(0); // the system gives memory at its first touch, now and then after 100 ms of tidying up: no part of a call
const first = timed(() => f(u, out));
const next = [0, 1, 2].map(() => timed(() => f(u, out))).sort((a, b) => a - b)[1];
if (out[256 * 256 + 256 + 1] !== 0) throw new Error("wrong");
console.log(JSON.stringify([first, next]));`);

const tiny = script(`
const f = specialize.stencil(function blur(u, out) {
  for (const p of out.interior()) out[p] = (u.at(p, 1, 0) + u.at(p, -1, 0) + u.at(p, 0, 1) + u.at(p, 0, -1)) / 4;
});
const u = grid([8, 8], { fill: (i, j) => i * j }), out = grid([8, 8]);
f(u, out);
await f.tune([u, out], { seconds: 3 });
const calls = 1e6;
for (let i = 0; i < calls / 10; i++) f(u, out);
console.log(JSON.stringify([(1000 * timed(() => { for (let i = 0; i < calls; i++) f(u, out); })) / calls]));`);

export function measureCalls(repetitions = 3): CallFigures {
  const cold: number[] = [];
  const warm: number[] = [];
  let perCall = Number.NaN;
  for (let i = 0; i < repetitions; i++) {
    const folder = mkdtempSync(join(tmpdir(), "taipan-bench-"));
    try {
      cold.push(run(laplacian, folder)[0]!);
      const [first, next] = run(laplacian, folder);
      warm.push(first! - next!);
      if (i === 0) perCall = run(tiny, folder)[0]!;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;
  return { cold: median(cold), warm: median(warm), tiny: perCall };
}

function run(text: string, cacheFolder: string): readonly number[] {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", text], {
    env: { ...process.env, XDG_CACHE_HOME: cacheFolder },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as readonly number[];
}

export const callsTable = ({ cold, warm, tiny: perCall }: CallFigures): string =>
  [
    `first call, 256³ f64 Laplacian, cold cache        ${cold.toFixed(0)} ms`,
    `first call, warm cache, beyond the call itself    ${warm.toFixed(1)} ms`,
    `a call of a tuned function on an 8×8 grid         ${perCall.toFixed(2)} µs`,
  ].join("\n");
