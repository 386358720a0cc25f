// The 7-point Laplacian: generated variants beside a streaming copy, the plain loop of gcc and a sweep tuned by hand,
// interleaved in one run, as the speed of memory drifts between runs; and what tuning made of the marked function.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openCache } from "../../specializers/cache/index.ts";
import { generate } from "../../specializers/codegen/generate.ts";
import type { GeneratedKernel } from "../../specializers/codegen/generated.ts";
import { specialize } from "../../specializers/index.ts";
import { type Grid, gridOver } from "../../specializers/runtime/arrays/grid.ts";
import { loadKernel } from "../../specializers/runtime/load.ts";
import { allocate } from "../../specializers/runtime/memory.ts";
import { koffi } from "../../specializers/runtime/native.ts";
import type { Config, NumericArray } from "../../specializers/specializer.ts";
import { lower } from "../../specializers/stencil/lower.ts";
import { variants } from "../../specializers/stencil/variants.ts";
import { compileSync } from "../../specializers/toolchain/compile.ts";
import { findToolchain } from "../../specializers/toolchain/compilers.ts";
import { machine } from "../../specializers/toolchain/machine.ts";
import { variantName } from "../../specializers/tuner/name.ts";
import { makeCase } from "../specializers/targets/build.ts";
import { laplacian } from "../specializers/targets/samples.ts";
import { packageRoot } from "../support/root.ts";

interface Contender {
  readonly name: string;
  readonly run: () => void;
  readonly compileSeconds: number;
  readonly times: number[];
}

export interface Row {
  readonly name: string;
  readonly milliseconds: number;
  readonly best: number;
  readonly gigabytesPerSecond: number;
  readonly compileSeconds: number;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/**
 * Medians over `rounds` rounds on n³ doubles, after the marked function was tuned for `tuneSeconds`; every native
 * result is compared with the plain loop's first.
 */
export async function benchLaplacian(n: number, rounds: number, tuneSeconds: number): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "taipan-bench-"));
  process.env.XDG_CACHE_HOME = folder;
  try {
    return await run(n, rounds, tuneSeconds);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(n: number, rounds: number, tuneSeconds: number): Promise<readonly Row[]> {
  const cache = openCache();
  const compilers = findToolchain(cache).compilers.map(({ name }) => name);
  const u = allocate("f64", n ** 3);
  for (let i = 0; i < u.length; i++) u[i] = (Math.imul(i, 2654435761) >>> 0) % 10007;
  const out = allocate("f64", n ** 3);
  const build = (kernel: GeneratedKernel, compiler: string) => {
    const compiled = compileSync({ kernel, compiler, cache });
    if (!compiled.ok) throw new Error(compiled.log);
    return compiled;
  };

  const source = readFileSync(join(packageRoot, "test/bench/native/laplacian.c"), "utf8");
  const hand = build(
    { language: "c", source, parameters: [], lines: new Map(), flags: [], exact: false, single: false },
    "gcc",
  );
  const library = koffi().load(hand.library);
  const native = ["copy", "plain", "sweep"].map((name): Contender => {
    const call = library.func(name, "void", ["double *", "double *", "int64_t"]);
    return { name: `${name} (C by hand)`, run: () => call(u, out, n), compileSeconds: hand.seconds, times: [] };
  });

  // What a C programmer's malloc gives: small pages, where the product's arrays ask for huge ones.
  const [from4k, to4k] = [new Float64Array(u), new Float64Array(u.length)];
  const plainLoop = library.func("plain", "void", ["double *", "double *", "int64_t"]);
  const plain4k: Contender = {
    name: "plain (C by hand, small pages)",
    run: () => plainLoop(from4k, to4k, n),
    compileSeconds: hand.seconds,
    times: [],
  };

  const { program, call } = makeCase(laplacian([n, n, n]), "laplacian");
  const space = variants(program, call, { ...machine(), compilers }, false);
  const generated = [...new Set<Config>([space.default, ...space.seeds])].map((config): Contender => {
    const kernel = generate(lower(program, call, config), config.target === "js" ? "js" : "openmp");
    const name = config === space.default ? `${variantName(config)} (default)` : variantName(config);
    if (kernel.language === "js") {
      const make = new Function("extents", kernel.source) as (n: readonly number[]) => (...a: NumericArray[]) => void;
      const js = make([n, n, n]);
      return { name, run: () => js(u, out), compileSeconds: 0, times: [] };
    }
    const compiled = build(kernel, String(config.compiler));
    const loaded = loadKernel(compiled.library, kernel.parameters);
    const cancel = new Int32Array(1);
    return { name, run: () => loaded.run(u, out, cancel), compileSeconds: compiled.seconds, times: [] };
  });

  const marked = specialize.stencil(laplacianOf);
  const [from, to] = [gridOver(u, [n, n, n], "none"), gridOver(out, [n, n, n], "none")];
  marked(from, to);
  const { best, reference } = await marked.tune([from, to], { seconds: tuneSeconds });
  const tuned: Contender = {
    name: `tuned ${tuneSeconds} s: ${best?.name}`,
    run: () => marked(from, to),
    compileSeconds: 0,
    times: [],
  };

  const all = [...native, tuned, ...generated, plain4k];
  native[1]?.run();
  const wanted = out.slice();
  for (const { name, run: once } of all.slice(2, -1)) {
    out.fill(0);
    once();
    // the hand-written sweep adds in another order
    for (let i = 0; i < out.length; i++)
      if (Math.abs((out[i] ?? 0) - (wanted[i] ?? 0)) > 1e-9) throw new Error(`${name}: wrong at ${i}`);
  }
  for (let round = -1; round < rounds; round++)
    for (const contender of all) {
      const start = performance.now();
      contender.run();
      if (round >= 0) contender.times.push(performance.now() - start);
    }
  const typescript = (reference.seconds ?? Number.NaN) * 1000;
  return [
    ...all.map(({ name, times, compileSeconds }) => rowOf(name, median(times), Math.min(...times), n, compileSeconds)),
    rowOf("TypeScript as written (one run, in the tuner)", typescript, typescript, n, 0),
  ];
}

const rowOf = (name: string, milliseconds: number, best: number, n: number, compileSeconds: number): Row => ({
  name,
  milliseconds,
  best,
  gigabytesPerSecond: (16 * n ** 3) / milliseconds / 1e6,
  compileSeconds,
});

function laplacianOf(u: Grid, out: Grid): void {
  for (const p of out.interior())
    out[p] =
      u.at(p, 1, 0, 0) +
      u.at(p, -1, 0, 0) +
      u.at(p, 0, 1, 0) +
      u.at(p, 0, -1, 0) +
      u.at(p, 0, 0, 1) +
      u.at(p, 0, 0, -1) -
      6 * u[p]!;
}

/** A line for each contender; ratios to the sweep by hand. */
export function stencilTable(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const hand = rows.find(({ name }) => name.startsWith("sweep"))?.milliseconds ?? Number.NaN;
  return rows
    .map(
      ({ name, milliseconds, best, gigabytesPerSecond, compileSeconds }) =>
        `${name.padEnd(width)}  median ${milliseconds.toFixed(2).padStart(8)} ms  best ${best.toFixed(2).padStart(8)} ms  ` +
        `${gigabytesPerSecond.toFixed(1).padStart(5)} GB/s  ${(milliseconds / hand).toFixed(2).padStart(6)} x by hand  ` +
        `compiled in ${compileSeconds.toFixed(2)} s`,
    )
    .join("\n");
}
