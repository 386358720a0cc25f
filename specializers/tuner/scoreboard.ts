// Who was tried and how it went: told to the session, kept for the strategy, written to the cache as it comes.
import type { Cache } from "../cache/index.ts";
import type { Config } from "../specializer.ts";
import { ABANDON, type Candidate, timed } from "./candidate.ts";
import type { FromTuner, Trial, TuneJob } from "./job.ts";
import { openLedger } from "./ledger.ts";
import { configKey } from "./name.ts";
import { CONTENDERS } from "./race.ts";
import type { Past } from "./strategy/strategy.ts";
import type { Outcome } from "./trial-runner.ts";

/** A variant that can be run, and its row. */
export interface Entry {
  readonly candidate: Candidate;
  trial: Trial;
}

export interface Scoreboard {
  /** For the strategy: all that was tried, in order. */
  readonly past: readonly Past[];
  readonly entries: readonly Entry[];
  /** The best so far, which serves. */
  incumbent(): Entry | undefined;
  /** A row; illegal ones are not kept in the cache. */
  remember(trial: Trial): void;
  /** A row of an earlier session. */
  recall(trial: Trial): void;
  enter(candidate: Candidate, trial: Trial): Entry;
  /** Whether another configuration made the same code; then this one counts as tried. */
  isTwin(candidate: Candidate): boolean;
  untried(configs: readonly Config[]): readonly Config[];
  sampled(candidate: Candidate, seconds: number): void;
  failedLater(candidate: Candidate, outcome: Outcome): void;
  promote(entry: Entry): void;
  /** The session hears of samples that were added. */
  refresh(entries: readonly Entry[], keep: boolean): void;
  /** Who may still beat the incumbent, the fastest first. */
  challengers(): readonly Entry[];
  /** Whose library need not stay open. */
  hopeless(): readonly Entry[];
  /** Writes the winner, with what is known of the run by now. */
  writeWinner(final: boolean): void;
}

export interface RunFacts {
  readonly noisy: boolean;
  readonly referenceSeconds: number | undefined;
}

export const createScoreboard = (
  job: TuneJob,
  cache: Cache,
  machineKey: string,
  send: (message: FromTuner) => void,
  elapsed: () => number,
  facts: () => RunFacts,
): Scoreboard => {
  const { id } = job;
  const ledger = openLedger(cache, job, machineKey);
  const entries: Entry[] = [];
  const past: Past[] = [];
  const codes = new Map<string, string>();
  let incumbent: Entry | undefined;

  const entryOf = (candidate: Candidate): Entry | undefined => entries.find((entry) => entry.candidate === candidate);
  const byTime = (): readonly Entry[] =>
    entries
      .filter((entry) => entry !== incumbent && entry.trial.seconds !== undefined)
      .sort((a, b) => a.trial.seconds! - b.trial.seconds!);

  const board: Scoreboard = {
    past,
    entries,
    incumbent: () => incumbent,

    remember: (trial) => {
      past.push({ config: trial.config, seconds: trial.status === "ok" ? trial.seconds : undefined });
      send({ kind: "trial", id, trial });
      if (trial.status !== "illegal") ledger.trial(trial);
    },

    recall: (trial) => {
      past.push({ config: trial.config, seconds: trial.seconds });
      const why = trial.why === "" ? "timed in an earlier session" : trial.why;
      send({ kind: "trial", id, trial: { ...trial, why, at: 0 } });
    },

    enter: (candidate, trial) => {
      const entry: Entry = { candidate, trial };
      entries.push(entry);
      board.remember(trial);
      return entry;
    },

    isTwin: (candidate) => {
      const twin = codes.get(candidate.codeKey);
      if (twin === undefined) {
        codes.set(candidate.codeKey, candidate.name);
        return false;
      }
      const seconds = entries.find((entry) => entry.candidate.codeKey === candidate.codeKey)?.trial.seconds;
      past.push({ config: candidate.config, seconds });
      return true;
    },

    untried: (configs) => {
      const tried = new Set(past.map(({ config }) => configKey(config)));
      return configs.filter((config) => !tried.has(configKey(config)));
    },

    sampled: (candidate, seconds) => {
      const entry = entryOf(candidate);
      if (entry !== undefined) entry.trial = timed(entry.trial, [...entry.trial.samples, seconds], elapsed());
    },

    failedLater: (candidate, outcome) => {
      const entry = entryOf(candidate);
      if (entry === undefined) return;
      const status = outcome.kind === "timeout" ? "timeout" : "crash";
      const why = "why" in outcome ? `${outcome.why}, in a later run` : "failed in a later run";
      entry.trial = { ...entry.trial, status, seconds: undefined, noise: undefined, why };
      if (incumbent === entry) incumbent = undefined;
      board.remember(entry.trial);
    },

    promote: (entry) => {
      incumbent = entry;
      send({ kind: "best", id, trial: entry.trial });
      board.writeWinner(false);
    },

    refresh: (changed, keep) => {
      for (const { trial } of changed) {
        if (trial.status !== "ok") continue;
        send({ kind: "trial", id, trial });
        if (keep) ledger.trial(trial);
      }
    },

    challengers: () => {
      const best = incumbent?.trial.seconds ?? Number.POSITIVE_INFINITY;
      return byTime()
        .filter(({ trial }) => trial.seconds! < ABANDON * best)
        .slice(0, CONTENDERS - 1);
    },

    hopeless: () => byTime().slice(2 * CONTENDERS),

    writeWinner: (final) => {
      if (incumbent !== undefined) ledger.winner(incumbent.trial, { final, ...facts() });
    },
  };
  return board;
};
