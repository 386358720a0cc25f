// What earlier tunings left behind: past trials of the same call, and winners of its neighbours as seeds.
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
  const neighbors = listWinners(cache).filter(
    ({ kernel, config }) => kernel === job.kernel && fits(job.space.axes, config),
  );
  const foreign = records.filter(
    ({ machine, trial }) => machine !== machineKey && trial.status === "ok" && fits(job.space.axes, trial.config),
  );
  const configs = [...own, ...neighbors, ...foreign.map(({ trial }) => trial)].map(({ config }) => config);
  return { past: [...last.values()], seeds: diverse(job.space.axes, configs) };
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
