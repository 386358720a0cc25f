// `npm run bench -- gmm grid`: on thirty problems, how far the tuned and the untuned choice are from the best of forms by tiles by
// compilers. In pieces: each run goes on where the last one stopped; `--prepare` only compiles.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { templateVersion } from "../../../specializers/codegen/templates.ts";
import { baselineOf } from "../../../specializers/gmm/baseline.ts";
import { momentsOfEvents } from "../../../specializers/gmm/program.ts";
import { isInOnePass } from "../../../specializers/gmm/sparse.ts";
import { createSums } from "../../../specializers/gmm/sums.ts";
import { type CompiledMixture, compileMixture } from "../../../specializers/mixture/compiled.ts";
import { run } from "../../../specializers/mixture/run.ts";
import { cache, generate, type Served, serveNative } from "../../../specializers/pipeline.ts";
import { lineViews } from "../../../specializers/report/lines.ts";
import type { Config } from "../../../specializers/specializer.ts";
import { compile } from "../../../specializers/toolchain/compile.ts";
import { machine } from "../../../specializers/toolchain/machine.ts";
import { configKey } from "../../../specializers/tuner/name.ts";
import { median } from "../../../specializers/tuner/statistics.ts";
import { packageRoot } from "../../support/root.ts";
import { type MixtureCase, titleOf } from "./cases.ts";
import { nameOf, tune } from "./index.ts";
import { problemOf } from "./problem.ts";

const FORMS = ["direct", "events", "components"] as const;
/** Where the ranking flips. */
const FLIPS = [5, 7, 8, 9, 12, 16, 17, 24, 33, 64, 100];

const full = (features: number, components: number, events = 2e4): MixtureCase => ({
  ...{ covarianceType: "full", features, components, events },
});
const other = (covarianceType: MixtureCase["covarianceType"], features: number, components: number): MixtureCase => ({
  ...full(features, components),
  covarianceType,
});

const grid: readonly MixtureCase[] = [
  ...FLIPS.map((components) => full(19, components)),
  ...[2, 8].flatMap((features) => [5, 16, 100].map((components) => full(features, components))),
  ...[32, 64].flatMap((features) => [5, 16].map((components) => full(features, components))),
  ...[full(2, 5, 1e5), full(8, 16, 1e5), full(19, 16, 1e5)],
  ...[5, 16, 100].map((components) => other("diag", 19, components)),
  ...[other("diag", 64, 16), other("tied", 19, 16), other("spherical", 19, 16)],
];

export interface GridPoint extends MixtureCase {
  /** Milliseconds of an iteration, the median of interleaved rounds: of each candidate, ... */
  readonly candidates: readonly { readonly name: string; readonly form: string; readonly milliseconds: number }[];
  /** ... of what the tuner chose, and of what serves without it. */
  readonly tuned: { readonly name: string; readonly milliseconds: number };
  readonly untuned: { readonly name: string; readonly milliseconds: number };
}

interface Options {
  /** Of tuning, for each problem. */
  readonly seconds: number;
  readonly rounds: number;
  /** No problem is begun after so many seconds. */
  readonly limit: number;
  /** Only what has to be compiled is. */
  readonly prepare: boolean;
  /** Problems whose title has this in it; undefined: all. */
  readonly only: string | undefined;
}

export async function benchGrid({ seconds, rounds, limit, prepare, only }: Options): Promise<readonly GridPoint[]> {
  const folder = join(packageRoot, "test/bench/results");
  const file = join(folder, "gmm-grid.points.json");
  const points: GridPoint[] = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
  const key = (bench: MixtureCase): string => `${titleOf(bench)} N=${bench.events}`;
  const done = new Set(points.map(key));
  const wanted = grid.filter((each) => only === undefined || key(each).includes(only));
  const begin = performance.now();
  for (const bench of wanted.filter((each) => prepare || !done.has(key(each)))) {
    if (performance.now() - begin > 1000 * limit) break;
    const { mixture, served } = await compiledCandidates(bench);
    if (prepare) continue;
    points.push(await measure(bench, mixture, served, seconds, rounds));
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, JSON.stringify(points));
  }
  if (points.length > 0) {
    console.log(gridTable(points));
    writeFileSync(join(folder, "gmm-grid.svg"), flipsChart(points));
  }
  return points;
}

/** Tiles of each form, all with the first compiler and a rule's guess with the others; and what a tuner tries first. */
async function compiledCandidates({ events: count, ...shape }: MixtureCase) {
  const mixture = compileMixture(shape, { dtype: "f64", weighted: false, count });
  if (typeof mixture === "string") throw new Error(mixture);
  const { call } = mixture;
  const { space } = call.plan;
  const compilers = space.axes.find(({ name }) => name === "compiler")!.values.filter((name) => name !== "nvcc");
  const seeds = space.seeds.filter(({ target, strategy }) => target !== "cuda" && isInOnePass(strategy));
  const guesses = FORMS.flatMap((form) => seeds.filter((seed) => seed.form === form).slice(0, 1));
  const tiles = guesses.flatMap((seed) => [
    ...[seed, { ...seed, baseline: seed.baseline !== true }]
      .flatMap((each) => tilesOf(each, shape.components))
      .filter((config) => space.illegal(config) === undefined),
    ...compilers.map((compiler): Config => ({ ...seed, compiler })),
  ]);
  const configs = [...new Map([...seeds, ...tiles].map((config) => [nameOf(config), config])).values()];
  // side by side; what follows finds them in the cache
  const request = (config: Config) => ({
    ...{ kernel: generate(call.plan, config), compiler: String(config.compiler) },
    ...{ cache: cache(), templates: templateVersion() },
  });
  const { cores } = machine();
  for (let i = 0; i < configs.length; i += cores)
    await Promise.all(configs.slice(i, i + cores).map((config) => compile(request(config))));
  const served = new Map<string, Served>();
  for (const config of configs) {
    const made = serveNative(call.plan, config, call.checks, "default");
    if (!("why" in made)) served.set(nameOf(config), made);
  }
  return { mixture, served };
}

/** Those that waste the least of the registers and of the components. */
function tilesOf(seed: Config, components: number): readonly Config[] {
  const make = (tiles: readonly (readonly [tile: number, vectors: number, sums: number])[]): readonly Config[] =>
    tiles.map(([tile, vectors, sums]) => ({ ...seed, tile, vectors, sums }));
  const free = components - (seed.baseline === true ? 1 : 0);
  const wasted = (tile: number): number => Math.ceil(free / tile) * tile;
  switch (seed.form) {
    case "events":
      return make([...EVENT_TILES].sort(([a], [b]) => wasted(a) - wasted(b)).slice(0, 4)).flatMap((config) => [
        config,
        { ...config, nested: config.nested !== true },
      ]);
    case "components":
      return [
        seed,
        { ...seed, nested: seed.nested !== true },
        ...make([
          [6, 2, 0],
          [4, 3, 0],
          [12, 1, 0],
        ]),
      ];
    default:
      return make([
        [4, 3, 3],
        [3, 4, 3],
      ]);
  }
}
/** Milliseconds of a sample, at least. */
const SAMPLE = 5;
/** So many are measured anew. */
const LEADING = 4;
const EVENT_TILES = [
  [4, 3, 3],
  [5, 2, 2],
  [6, 2, 2],
  [7, 2, 2],
  [3, 4, 4],
  [12, 1, 1],
  [8, 1, 1],
] as const;

async function measure(
  bench: MixtureCase,
  mixture: CompiledMixture,
  served: ReadonlyMap<string, Served>,
  seconds: number,
  rounds: number,
): Promise<GridPoint> {
  const { call, program } = mixture;
  await tune(mixture, seconds);
  const untuned = nameOf(call.plan.space.default);
  // the same code is not measured twice
  const twin = [...served].find(([, { config }]) => configKey(config) === configKey(call.served.config));
  const tuned = twin?.[0] ?? "tuned";
  const all = new Map([...served, [tuned, call.served]]);
  const { events: held, centre, state } = problemOf(bench);
  const arrays = { ...createSums(program), moments: new Float64Array(momentsOfEvents(program)) };
  const baseline = baselineOf(state);
  const secondsOf = (each: Served, repeats: number, gather = 0): number => {
    const begin = performance.now();
    for (let i = 0; i < repeats; i++)
      run(each, program, { state, centre, held, arrays, scalars: { gather, edition: 1, baseline } });
    return (performance.now() - begin) / repeats;
  };
  const samples = new Map([...all.keys()].map((name) => [name, [] as number[]]));
  const repeats = new Map([...all].map(([name, each]) => [name, Math.ceil(SAMPLE / secondsOf(each, 1, 1))]));
  const play = (contenders: ReadonlyMap<string, Served>, times: number): void => {
    for (let round = 0; round < times; round++)
      for (const [name, each] of round % 2 === 0 ? contenders : [...contenders].reverse())
        samples.get(name)!.push(secondsOf(each, repeats.get(name)!));
  };
  play(all, rounds);
  // the least of many times is a lucky one: those that lead are measured anew
  const order = [...all.keys()].sort((a, b) => median(samples.get(a)!) - median(samples.get(b)!));
  const leading = [...all].filter(([name]) => order.indexOf(name) < LEADING || name === tuned || name === untuned);
  for (const [name] of leading) samples.set(name, []);
  play(new Map(leading), 2 * rounds);
  const milliseconds = (name: string): number => median(samples.get(name)!);
  return {
    ...bench,
    candidates: [...served].map(([name, { config }]) => ({
      ...{ name, form: String(config.form), milliseconds: milliseconds(name) },
    })),
    tuned: { name: nameOf(call.served.config), milliseconds: milliseconds(tuned) },
    untuned: { name: untuned, milliseconds: milliseconds(untuned) },
  };
}

const bestOf = ({ candidates, tuned }: GridPoint, form?: string): number =>
  Math.min(
    ...candidates.filter((each) => form === undefined || each.form === form).map((each) => each.milliseconds),
    form === undefined ? tuned.milliseconds : Number.POSITIVE_INFINITY,
  );

export function gridTable(points: readonly GridPoint[]): string {
  const over = (milliseconds: number, point: GridPoint): string => (milliseconds / bestOf(point)).toFixed(2);
  const lines = points.map((point) => {
    const { candidates, tuned, untuned, events } = point;
    const best = [...candidates, tuned].reduce((a, b) => (b.milliseconds < a.milliseconds ? b : a));
    const forms = FORMS.map((form) => over(bestOf(point, form), point));
    const cells = [best.milliseconds.toPrecision(3), ...forms, over(untuned.milliseconds, point)];
    return `| ${titleOf(point)} N=${events} | ${[...cells, over(tuned.milliseconds, point)].join(" | ")} | ${best.name} |`;
  });
  const within = (most: number, of: "tuned" | "untuned"): number =>
    points.filter((point) => point[of].milliseconds <= most * bestOf(point)).length;
  return [
    `| problem | best, ms | ${FORMS.join(" | ")} | untuned | tuned | best variant |`,
    `|---|${"--:|".repeat(FORMS.length + 3)}---|`,
    ...lines,
    "",
    `tuned within 5 % of the best on ${within(1.05, "tuned")} of ${points.length} problems, untuned within 15 % on ${within(1.15, "untuned")}`,
  ].join("\n");
}

/** Full covariances of 19 features: how many times as long as the best each form's best takes, and what was tuned. */
export function flipsChart(points: readonly GridPoint[]): string {
  const flips = FLIPS.flatMap((components) =>
    points.filter((point) => titleOf(point) === titleOf(full(19, components)) && point.events === 2e4),
  );
  const line = (name: string, of: (point: GridPoint) => number) => ({
    name,
    points: flips.map((point) => [point.components, of(point) / bestOf(point)] as const),
  });
  const [view] = lineViews([
    {
      title: "The fastest form of an EM iteration",
      x: { label: "components, at 19 features", logarithmic: true },
      y: { label: "times as long as the best" },
      series: [
        ...FORMS.map((form) => line(form, (point) => bestOf(point, form))),
        line("tuned", ({ tuned }) => tuned.milliseconds),
      ],
    },
  ]);
  return Buffer.from(view!.source.split(",")[1]!, "base64").toString();
}
