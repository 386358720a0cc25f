// `npm run bench -- gmm`: seconds of an EM iteration by form, tuned, and of scikit-learn, in interleaved rounds.

import { baselineOf } from "../../../specializers/gmm/baseline.ts";
import type { Events } from "../../../specializers/gmm/engine.ts";
import { eventsOf, momentsOfEvents, termsOf } from "../../../specializers/gmm/program.ts";
import type { MixtureState } from "../../../specializers/gmm/state.ts";
import { createSums } from "../../../specializers/gmm/sums.ts";
import { tunableOf } from "../../../specializers/instance.ts";
import { type CompiledMixture, compileMixture, trialScalars } from "../../../specializers/mixture/compiled.ts";
import { run } from "../../../specializers/mixture/run.ts";
import { cache, type Served, serveNative } from "../../../specializers/pipeline.ts";
import { loadKernel } from "../../../specializers/runtime/load.ts";
import type { Config } from "../../../specializers/specializer.ts";
import { ceilingProbes } from "../../../specializers/toolchain/ceilings.ts";
import { compileSync } from "../../../specializers/toolchain/compile.ts";
import { machine } from "../../../specializers/toolchain/machine.ts";
import { median } from "../../../specializers/tuner/statistics.ts";
import { tuneNow } from "../../../specializers/tuning.ts";
import { venvPython } from "../../support/python.ts";
import { type MixtureCase, mixtureCases, titleOf } from "./cases.ts";
import { problemOf } from "./problem.ts";
import { startScikitLearn } from "./scikit-learn.ts";

export interface MixtureFigures extends MixtureCase {
  /** Milliseconds of one iteration, by form; "tuned" and "untuned" among them; null where there is no figure. */
  readonly milliseconds: Readonly<Record<string, number | null>>;
  readonly tuned: string;
  readonly gigaflops: number;
  /** Of what multiply-adds alone reach, of all components and events: what is left out makes it larger. */
  readonly ofPeak: number;
  /** The same with an exponential, counted as so many operations, for each. */
  readonly ofIssueBound: number;
}

/** Beside the multiply-adds of a term in each step. */
const EXPONENTIAL = 22;

interface Options {
  readonly rounds: number;
  readonly seconds: number;
  /** Cases whose title has this in it; undefined: all. */
  readonly only: string | undefined;
}

export async function benchMixtures({ rounds, seconds, only }: Options): Promise<readonly MixtureFigures[]> {
  const peak = openFmaPeak();
  const python = process.env.TAIPAN_BENCH_PYTHON ?? venvPython;
  console.log(
    `FMA peak ${(median(Array.from({ length: 9 }, peak)) / 1e9).toFixed(1)} GFLOP/s on ${machine().cores} cores`,
  );
  console.log(header);
  const results: MixtureFigures[] = [];
  for (const bench of mixtureCases.filter((each) => only === undefined || titleOf(each).includes(only))) {
    const result = await measure(bench, peak, python, rounds, seconds);
    results.push(result);
    console.log(lineOf(result));
  }
  return results;
}

async function measure(
  bench: MixtureCase,
  peak: () => number,
  python: string | undefined,
  rounds: number,
  seconds: number,
): Promise<MixtureFigures> {
  const { events: count, ...shape } = bench;
  const mixture = compileMixture(shape, { dtype: "f64", weighted: false, count });
  if (typeof mixture === "string") throw new Error(mixture);
  const { call } = mixture;
  const served = new Map<string, Served>();
  for (const config of call.plan.space.seeds) {
    if (served.has(String(config.form))) continue;
    const made = serveNative(call.plan, config, call.checks, "default");
    if (!("why" in made)) served.set(String(config.form), made);
  }
  served.set("untuned", served.get(String(call.plan.space.default.form))!);
  if (seconds > 0) await tune(mixture, seconds);
  served.set("tuned", call.served);

  const { events, centre, state } = problemOf(bench);
  const peer = python ? await startScikitLearn(python, bench) : undefined;
  const found = new Map<string, number[]>([...served.keys(), "scikit-learn"].map((name) => [name, []]));
  const peaks: number[] = [];
  for (let round = 0; round < rounds; round++) {
    if (peer) found.get("scikit-learn")!.push(await peer.round());
    for (const [name, each] of served) found.get(name)!.push(secondsOf(mixture, each, events, centre, state));
    peaks.push(peak());
  }
  peer?.close();
  const milliseconds = Object.fromEntries(
    [...found].map(([name, all]) => [name, all.length > 0 ? 1000 * median(all) : null]),
  );
  const gigaflops =
    call.plan.specializer.cost(call.plan.program, call.plan.call).flops * (count / eventsOf(call.plan.call)) * 1e-6;
  const rate = gigaflops / milliseconds.tuned!;
  const ofPeak = (1e9 * rate) / median(peaks);
  return {
    ...bench,
    milliseconds,
    tuned: nameOf(call.served.config),
    gigaflops: rate,
    ofPeak,
    ofIssueBound: ofPeak * (1 + EXPONENTIAL / (2 * termsOf(shape))),
  };
}

export const tune = ({ call }: CompiledMixture, seconds: number): Promise<void> =>
  new Promise((resolve) =>
    tuneNow(tunableOf(call, { seconds, scalars: trialScalars(call.plan), captures: {} }, () => {}, resolve)),
  );

/** The median of a few iterations, the first of which is left out. */
function secondsOf(
  { program }: CompiledMixture,
  served: Served,
  held: Events,
  centre: Float64Array,
  state: MixtureState,
): number {
  const arrays = { ...createSums(program), moments: new Float64Array(momentsOfEvents(program)) };
  const baseline = baselineOf(state);
  const times: number[] = [];
  for (let i = 0; i < 6; i++) {
    const begin = performance.now();
    run(served, program, { state, centre, held, arrays, scalars: { gather: i === 0 ? 1 : 0, edition: 1, baseline } });
    times.push((performance.now() - begin) / 1000);
  }
  return median(times.slice(1));
}

/** What multiply-adds alone reach, measured in each round: a machine's clock drifts. */
function openFmaPeak(): () => number {
  const { kernel, lengths, work } = ceilingProbes(machine(), 2 ** 30).fma;
  const compiler = undefined;
  const built = compileSync({ kernel, compiler, cache: cache(), templates: "bench", limitSeconds: 60 });
  if (!built.ok) throw new Error(built.log);
  const { run } = loadKernel(built.library, kernel.parameters);
  const arrays = lengths.map((length) => new Float64Array(length));
  const once = (): number => {
    const begin = performance.now();
    run(...arrays, new Int32Array(1));
    return (1000 * work) / (performance.now() - begin);
  };
  return () => median(Array.from({ length: 6 }, once).slice(1));
}

export const nameOf = ({
  compiler,
  strategy,
  form,
  tile,
  vectors,
  sums,
  block,
  chunk,
  nested,
  baseline,
}: Config): string =>
  `${compiler} ${form}${strategy === "sparse" ? " sparse" : ""}${nested === true ? " nested" : ""}${baseline === true ? " baseline" : ""} ${tile}x${vectors}${Number(sums) > 0 ? ` ${sums}` : ""} B${block}${Number(chunk) > 0 ? ` in ${chunk}` : ""}`;

const columns = ["scikit-learn", "direct", "events", "components", "untuned", "tuned"] as const;
const header = `| ms per iteration, N = 1e5 unless said | ${columns.join(" | ")} | scikit-learn / tuned | of FMA peak | of issue bound | tuned |\n|${"-|".repeat(columns.length + 5)}`;

function lineOf(figures: MixtureFigures): string {
  const { milliseconds, ofPeak, ofIssueBound, tuned } = figures;
  const cells = columns.map((name) => {
    const value = milliseconds[name];
    return value === null || value === undefined ? "–" : value < 10 ? value.toFixed(2) : value.toFixed(1);
  });
  const theirs = milliseconds["scikit-learn"];
  const ratio = theirs ? (theirs / milliseconds.tuned!).toFixed(0) : "–";
  const unusual = figures.events === 1e5 ? "" : ` N=${figures.events.toExponential().replace("+", "")}`;
  return `| ${titleOf(figures)}${unusual} | ${cells.join(" | ")} | ${ratio} | ${ofPeak.toFixed(2)} | ${ofIssueBound.toFixed(2)} | ${tuned} |`;
}
