// `node dist/test/bench/spaces/record.js [--compile] [CASE…]`: measures every variant of some cases' spaces and keeps the
// times beside the tuner's tests. `--compile` only fills the cache, for a machine that is not quiet yet.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { openCache } from "../../../specializers/cache/index.ts";
import { templateVersion } from "../../../specializers/codegen/templates.ts";
import { generate } from "../../../specializers/pipeline.ts";
import type { Plan } from "../../../specializers/plan.ts";
import { loadKernel, type NativeRun } from "../../../specializers/runtime/load.ts";
import type { Axis, Config } from "../../../specializers/specializer.ts";
import { compile } from "../../../specializers/toolchain/compile.ts";
import { machine } from "../../../specializers/toolchain/machine.ts";
import { configKey } from "../../../specializers/tuner/name.ts";
import { median, relativeDeviation } from "../../../specializers/tuner/statistics.ts";
import { createArena } from "../stencil/arena.ts";
import type { BenchCase } from "../stencil/case.ts";
import { heat3d } from "../stencil/cases/heat.ts";
import { laplacian, plate } from "../stencil/cases/sweeps.ts";
import { timed } from "../stencil/contender.ts";
import { factsHere, planOf } from "../stencil/plan.ts";
import { configsOf, encode, type Measured, spaceFile } from "./space.ts";

interface Wanted {
  readonly bench: BenchCase;
  /** Which axes vary, and over which of their values; undefined: all. The others stand where the default has them. */
  readonly vary: Readonly<Record<string, Axis["values"] | undefined>>;
}

const rows = { jamOuter: undefined, streaming: undefined, prefetch: ["none", "T0+2", "T1+4"] };
const wanted: Readonly<Record<string, Wanted>> = {
  laplacian: { bench: laplacian, vary: { ...rows, jamInner: [0, 2], tile: [0, 16, 32, 64] } },
  "5-point": {
    bench: { ...plate, shape: [3000, 3000] },
    vary: { ...rows, vector: undefined, prefetch: ["none", "T0+2", "T1+4", "T1+8"] },
  },
  // enough steps for the deepest wavefront
  heat: {
    bench: { ...heat3d, shape: [192, 192, 192], steps: 24 },
    vary: {
      schedule: undefined,
      depth: [0, 5, 7, 9, 11],
      height: [0, 32, 64, 128],
      planes: undefined,
      fetch: undefined,
    },
  },
};
const ROUNDS = 5;
/** What takes so many times as long as the best ... */
const HOPELESS = 1.5;
/** ... has no more than these samples. */
const LEAST = 3;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { compile: { type: "boolean", default: false } },
});
const { cores, cpu } = machine();
for (const name of positionals.length > 0 ? positionals : Object.keys(wanted)) {
  const found = wanted[name];
  if (found === undefined) throw new Error(`there is no space ${name}`);
  const { bench, vary } = found;
  const plan = planOf(bench, factsHere());
  const axes = axesOf(plan, vary);
  const seeds = plan.space.seeds.filter((seed) => axes.every((axis) => axis.values.includes(seed[axis.name]!)));
  const variants = await compileAll(
    plan,
    configsOf(axes).filter((config) => plan.space.illegal(config) === undefined),
  );
  console.log(`${name}: ${variants.length} variants`);
  if (options.compile) continue;
  const times = measure(bench, variants);
  writeFileSync(spaceFile(name), encode({ name, cpu, axes, seeds, default: plan.space.default, times }));
}

function axesOf({ space }: Plan, vary: Wanted["vary"]): readonly Axis[] {
  return space.axes.map((axis) => ({
    ...axis,
    values: axis.name in vary ? (vary[axis.name] ?? axis.values) : [space.default[axis.name]!],
  }));
}

interface Variant {
  readonly config: Config;
  readonly run: NativeRun;
}

async function compileAll(plan: Plan, configs: readonly Config[]): Promise<readonly Variant[]> {
  const cache = openCache();
  const variants: Variant[] = [];
  const queue = [...configs];
  const work = async (): Promise<void> => {
    for (let config = queue.shift(); config !== undefined; config = queue.shift()) {
      const kernel = generate(plan, config);
      const result = await compile({ kernel, compiler: "gcc", cache, templates: templateVersion() });
      if (!result.ok) throw new Error(`${JSON.stringify(config)}: ${result.log}`);
      variants.push({ config, run: loadKernel(result.library, kernel.parameters).run });
    }
  };
  await Promise.all(Array.from({ length: cores }, work));
  return variants;
}

/** Rounds over all variants, a run that does not count before each sample, so that all drift alike. */
function measure(bench: BenchCase, variants: readonly Variant[]): ReadonlyMap<string, Measured> {
  const arena = createArena(bench);
  arena.reset();
  const values = [...Object.values(arena.arrays), ...(bench.steps === undefined ? [] : [bench.steps])];
  const cancel = new Int32Array(1);
  const samples = new Map<Variant, number[]>(variants.map((variant) => [variant, []]));
  for (let round = 0; round < ROUNDS; round++) {
    const best = Math.min(...[...samples.values()].map(median));
    for (const [{ run }, taken] of samples) {
      if (round >= LEAST && median(taken) > HOPELESS * best) continue;
      if (bench.steps === undefined) run(...values, cancel);
      taken.push(timed(() => run(...values, cancel)));
    }
  }
  return new Map(
    [...samples].map(([{ config }, taken]) => [
      configKey(config),
      { seconds: median(taken), noise: relativeDeviation(taken) },
    ]),
  );
}
