// What earlier tunings left behind: past trials of the same call, and winners of its neighbours as seeds, the nearest first.
import { type Cache, listWinners, readTrials, type TrialRecord } from "../cache/index.ts";
import type { Axis, Config } from "../specializer.ts";
import type { Trial, TuneJob } from "./job.ts";
import { configKey } from "./name.ts";
import { distance } from "./strategy/strategy.ts";

export interface History {
  /** Trials of this very call on this machine, the last word on each configuration; "illegal" is asked again. */
  readonly past: readonly Trial[];
  /** At most five good configurations that differ from each other in two axes or more. */
  readonly seeds: readonly Config[];
}

const SEEDS = 5;

export const readHistory = (cache: Cache, job: TuneJob, machineKey: string): History => {
  const records = readTrials(cache, job.recordKey);
  const last = new Map<string, Trial>();
  for (const record of records) {
    if (
      record.machine !== machineKey ||
      record.trial.status === "illegal" ||
      !fits(job.space.axes, record.trial.config)
    )
      continue;
    const trial = trialOf(record);
    last.set(configKey(trial.config), trial);
  }
  const own = [...last.values()].filter(({ status }) => status === "ok").sort((a, b) => a.seconds! - b.seconds!);
  const foreign = records.filter(
    ({ machine, trial }) => machine !== machineKey && trial.status === "ok" && fits(job.space.axes, trial.config),
  );
  const neighbors = neighborsOf(cache, job, job.space.axes);
  const configs = [...own, ...neighbors, ...foreign.map(({ trial }) => trial)].map(({ config }) => config);
  return { past: [...last.values()], seeds: diverse(job.space.axes, configs) };
};

export interface Neighbor {
  readonly config: Config;
  /** How far off its call is: the sum over extents of |log2 of their ratio|; infinite between calls of other arrays. */
  readonly distance: number;
}

/** Winners of calls of the same kernel that are points of this space, those of the most similar calls first. */
export const neighborsOf = (
  cache: Cache,
  { kernel, signature }: Pick<TuneJob, "kernel" | "signature">,
  axes: readonly Axis[],
): readonly Neighbor[] =>
  listWinners(cache)
    .filter((winner) => winner.kernel === kernel && fits(axes, winner.config))
    .map((winner) => ({ config: winner.config, distance: farApart(signature, winner.signature) }))
    .sort((a, b) => (a.distance === b.distance ? 0 : a.distance - b.distance));

/** Extents in a signature: "u f64 256×256, s = 2". */
const EXTENT = /(?<= (?:f64|f32|i32|u8) |×)\d+/g;

const farApart = (one: string, other: string): number => {
  if (one.replace(EXTENT, "n") !== other.replace(EXTENT, "n")) return Number.POSITIVE_INFINITY;
  const [a, b] = [one, other].map((signature) => (signature.match(EXTENT) ?? []).map(Number)) as [number[], number[]];
  return a.reduce((sum, extent, i) => sum + Math.abs(Math.log2(Math.max(1, extent) / Math.max(1, b[i]!))), 0);
};

/** Whether a recorded configuration is a point of today's space. */
const fits = (axes: readonly Axis[], config: Config): boolean =>
  axes.every((axis) => axis.values.includes(config[axis.name]!));

const diverse = (axes: readonly Axis[], configs: readonly Config[]): readonly Config[] => {
  const chosen: Config[] = [];
  for (const config of configs) {
    if (chosen.length === SEEDS) break;
    if (chosen.every((other) => distance({ axes, seeds: [] }, other, config) >= 2)) chosen.push(config);
  }
  return chosen;
};

const trialOf = ({ trial }: TrialRecord): Trial => ({
  ...trial,
  seconds: trial.seconds,
  noise: trial.noise,
  error: trial.error,
  bound: trial.bound,
  compileSeconds: trial.compileSeconds,
  artifact: trial.artifact,
});
