// One tuning run: seeds and baselines, the search, the race; whatever is best so far is served and recorded at once.
import { type Cache, openCache, readWinner } from "../cache/index.ts";
import type { Config } from "../specializer.ts";
import { machine as thisMachine } from "../toolchain/machine.ts";
import { baselinesOf } from "./baselines.ts";
import { type CallData, createCallData } from "./call-data.ts";
import { ABANDON, type Candidate, type Generated, prepare, SAMPLE_SECONDS, screen, timed } from "./candidate.ts";
import { measureCeilings, probeNoise } from "./ceilings.ts";
import type { Clock } from "./clock.ts";
import { type Contest, duel, type Racer, race } from "./contest.ts";
import { readHistory } from "./history.ts";
import type { FromTuner, Trial, TuneJob } from "./job.ts";
import { openLedger } from "./ledger.ts";
import { configKey } from "./name.ts";
import { CONTENDERS, isNoisy, ROUNDS } from "./race.ts";
import { createRandom } from "./random.ts";
import { strategies } from "./strategy/index.ts";
import type { Past, SearchSpace } from "./strategy/strategy.ts";
import { createTrialRunner, type TrialRunner } from "./trial-runner.ts";

export interface Port {
  readonly send: (message: FromTuner) => void;
  readonly generate: (config: Config) => Promise<Generated>;
}

/** Samples of a screening, on a quiet machine. */
const SCREEN_SAMPLES = 3;
/** The race may take this share of the budget. */
const RACE_SHARE = 0.3;
/** So many illegal configurations in a row end the search: what is left is not worth asking for. */
const ILLEGAL_IN_A_ROW = 2000;
/** Trials between two looks at the machine's noise. */
const PROBE_EVERY = 8;

/** Tunes until the budget is spent, the space exhausted, or `signal` aborts. Sends "done" in every case. */
export const tune = async (job: TuneJob, port: Port, clock: Clock, signal: AbortSignal): Promise<void> => {
  const run = createRun(job, port, clock, signal);
  let finished = false;
  try {
    finished = await run.search();
    if (!signal.aborted) await run.race();
  } catch (error) {
    if (!signal.aborted)
      port.send({
        kind: "note",
        id: job.id,
        text: `Tuning stopped: ${error instanceof Error ? error.message : String(error)}.`,
      });
    finished = false;
  }
  const final = finished && !signal.aborted;
  run.finish(final);
  port.send({ kind: "done", id: job.id, final, noisy: run.noisy() });
};

interface Entry {
  readonly candidate: Candidate;
  trial: Trial;
}

const createRun = (job: TuneJob, port: Port, clock: Clock, signal: AbortSignal) => {
  const { id } = job;
  const machine = thisMachine();
  const cache: Cache = openCache(job.cacheFolder);
  const started = clock.now();
  const elapsed = (): number => clock.now() - started;
  let deadline = started + job.seconds;
  const preparation = { generate: port.generate, cache, clock, signal };
  const history = readHistory(cache, job, machine.key);
  const space: SearchSpace = { axes: job.space.axes, seeds: [...job.space.seeds, ...history.seeds] };
  const strategy = strategies[job.strategy];

  const ledger = openLedger(cache, job, machine.key);
  const entries: Entry[] = [];
  const past: Past[] = [];
  const codes = new Map<string, string>();
  const probes: number[] = [];
  let data: CallData | undefined;
  let runner: TrialRunner | undefined;
  let established = false;
  let incumbent: Entry | undefined;
  let referenceSeconds: number | undefined;
  let noisy = false;
  let native = false;

  const note = (text: string): void => port.send({ kind: "note", id, text });
  const send = (trial: Trial): void => port.send({ kind: "trial", id, trial });
  const stopped = (): boolean => signal.aborted || clock.now() >= deadline;
  const factor = (): number => (noisy ? 2 : 1);
  const withTime = (trial: Trial): Trial => ({ ...trial, at: Math.max(0, trial.at - started) });

  const recordWinner = (final: boolean): void => {
    if (incumbent !== undefined) ledger.winner(incumbent.trial, { final, noisy, referenceSeconds });
  };

  const promote = (entry: Entry): void => {
    incumbent = entry;
    port.send({ kind: "best", id, trial: entry.trial });
    recordWinner(false);
  };

  const remember = (trial: Trial, evaluated = true): void => {
    past.push({ config: trial.config, seconds: trial.status === "ok" ? trial.seconds : undefined });
    send(trial);
    if (evaluated) ledger.trial(trial);
  };

  const bench = () => ({ runner: runner!, cache, clock, signal, machine });

  const probe = async (): Promise<void> => {
    if (runner === undefined || signal.aborted) return;
    const seconds = await probeNoise(bench(), native);
    if (seconds !== undefined) probes.push(seconds);
    const deviations = entries.flatMap(({ trial }) => (trial.noise === undefined ? [] : [trial.noise]));
    if (noisy || !isNoisy(probes, deviations)) return;
    noisy = true;
    note("The machine is noisy: twice the samples are taken, and small differences may be luck.");
  };

  const contest = (until: number): Contest => ({
    runner: runner!,
    clock,
    deadline: until,
    factor: factor(),
    onSample: (candidate, seconds) => {
      const entry = entries.find((one) => one.candidate === candidate);
      if (entry !== undefined) entry.trial = timed(entry.trial, [...entry.trial.samples, seconds], elapsed());
    },
    onFailure: (candidate, outcome) => {
      const entry = entries.find((one) => one.candidate === candidate);
      if (entry === undefined || signal.aborted) return;
      const status = outcome.kind === "timeout" ? "timeout" : "crash";
      entry.trial = {
        ...entry.trial,
        status,
        seconds: undefined,
        noise: undefined,
        why: "why" in outcome ? `${outcome.why}, in a later run` : "failed in a later run",
      };
      if (incumbent === entry) incumbent = undefined;
      remember(entry.trial);
    },
    probe,
  });

  const racer = (entry: Entry): Racer => ({ candidate: entry.candidate, seconds: entry.trial.seconds! });

  /** The first candidate tells the parameters; then the trial process and its data can be made. */
  const begin = (candidate: Candidate): void => {
    const made = createCallData(job, candidate.parameters);
    if (typeof made === "string") throw new Error(made);
    data = made;
    runner = createTrialRunner(clock.timer, made);
    signal.addEventListener("abort", runner.close);
  };

  const evaluate = async (candidate: Candidate, baseline: boolean): Promise<void> => {
    if (runner === undefined) begin(candidate);
    native ||= candidate.code.language === "c";
    const patience = Math.max(2, Math.min(30, job.seconds));
    const best = incumbent?.trial.seconds;
    const trial = withTime(
      await screen(candidate, {
        runner: runner!,
        data: data!,
        clock,
        first: !established,
        best,
        samples: SCREEN_SAMPLES * factor(),
        baseline,
        patience,
        allowance: job.seconds / 10,
      }),
    );
    if (signal.aborted) return;
    const entry: Entry = { candidate, trial };
    entries.push(entry);
    if (trial.status === "ok") established = true;
    remember(trial);
    if (trial.status !== "ok" || trial.seconds === undefined) return;
    if (incumbent?.trial.seconds === undefined) promote(entry);
    else if (trial.seconds < 0.99 * incumbent.trial.seconds && trial.why === "") {
      const before = incumbent;
      const faster = await duel(racer(incumbent), racer(entry), contest(deadline));
      if (faster && entry.trial.status === "ok") promote(entry);
      for (const changed of [before, entry]) send(changed.trial);
    }
    if (entry !== incumbent && entries.length > 4 * CONTENDERS) forgetSlowest();
  };

  /** Libraries of variants that can't win any more need not stay open. */
  const forgetSlowest = (): void => {
    const sorted = entries
      .filter(({ trial }) => trial.seconds !== undefined)
      .sort((a, b) => a.trial.seconds! - b.trial.seconds!);
    for (const entry of sorted.slice(2 * CONTENDERS)) if (entry !== incumbent) runner?.forget(entry.candidate);
  };

  /** Generates and compiles several at once (nothing is timed meanwhile), then measures one after the other. */
  const batch = async (configs: readonly Config[], baseline: boolean, until: number): Promise<boolean> => {
    const prepared = await Promise.all(configs.map((config) => prepare(config, preparation)));
    let legal = false;
    for (const made of prepared) {
      if ("status" in made) {
        legal ||= made.status !== "illegal";
        remember(withTime(made), made.status !== "illegal");
        continue;
      }
      legal = true;
      const twin = codes.get(made.codeKey);
      if (twin !== undefined) {
        past.push({ config: made.config, seconds: entries.find(({ trial }) => trial.name === twin)?.trial.seconds });
        continue;
      }
      // What the budget does not reach stays untried.
      if (signal.aborted || (clock.now() >= until && incumbent !== undefined)) return legal;
      codes.set(made.codeKey, made.name);
      await evaluate(made, baseline);
      if (entries.length % PROBE_EVERY === 1) await probe();
    }
    return legal;
  };

  const timeReference = async (): Promise<void> => {
    referenceSeconds = readWinner(cache, job.recordKey)?.referenceSeconds;
    if (referenceSeconds === undefined && job.reference !== undefined && runner !== undefined) {
      const limit = Math.max(2, job.seconds / 3);
      const outcome = await runner.askOther({ kind: "reference", source: job.reference }, limit);
      if (outcome.kind === "samples") referenceSeconds = outcome.seconds[0];
      else if (!signal.aborted)
        note(`The TypeScript function has no time: ${"why" in outcome ? outcome.why : outcome.kind}.`);
    }
    if (referenceSeconds !== undefined) port.send({ kind: "reference", id, seconds: referenceSeconds });
  };

  const sendCeilings = async (): Promise<void> => {
    const before = clock.now();
    const ceilings = runner === undefined ? undefined : await measureCeilings(bench());
    // Measured once on a machine, for all tunings to come: this one's budget does not pay for it.
    deadline += clock.now() - before;
    if (ceilings === undefined) return;
    const { bytesPerSecond, flopsPerSecond } = ceilings;
    port.send({ kind: "ceiling", id, bytesPerSecond, flopsPerSecond });
  };

  const untried = (configs: readonly Config[]): readonly Config[] => {
    const tried = new Set(past.map(({ config }) => configKey(config)));
    return configs.filter((config) => !tried.has(configKey(config)));
  };

  /** What the race is going to take: halving fields, the incumbent beside them in every turn. */
  const raceSeconds = (): number => {
    const turn = (incumbent?.trial.seconds ?? 0) + SAMPLE_SECONDS;
    const field = Math.min(CONTENDERS, entries.length);
    const samples = ROUNDS.reduce((sum, size, round) => sum + size * (1 + Math.ceil(field / 2 ** round)), 0);
    return Math.min(RACE_SHARE * job.seconds, factor() * turn * samples);
  };

  return {
    noisy: () => noisy,

    /** True when the search came to its end: budget spent or nothing left to try. */
    search: async (): Promise<boolean> => {
      for (const text of cache.notes) note(text);
      // The default serves already: its time first, so that everything else has something to compare with.
      await batch([job.space.default], false, deadline);
      await batch(untried(baselinesOf(job.space)), true, deadline);
      if (!signal.aborted) await timeReference();
      if (!signal.aborted) await sendCeilings();
      const seeds = new Set(space.seeds.map(configKey));
      for (const trial of history.past) {
        const key = configKey(trial.config);
        // The best of earlier sessions are timed again; others keep their word, failures above all.
        if (trial.status === "ok" && seeds.has(key)) continue;
        if (untried([trial.config]).length > 0) {
          past.push({ config: trial.config, seconds: trial.seconds });
          send({ ...trial, why: trial.why === "" ? "timed in an earlier session" : trial.why, at: 0 });
        }
      }
      let illegal = 0;
      while (!stopped() && clock.now() < deadline - raceSeconds() && illegal < ILLEGAL_IN_A_ROW) {
        const next = strategy(space, past, createRandom(job.seed + past.length)).slice(0, machine.cores);
        if (next.length === 0) break;
        illegal = (await batch(next, false, deadline - raceSeconds())) ? 0 : illegal + next.length;
      }
      return !signal.aborted;
    },

    race: async (): Promise<void> => {
      const best = incumbent?.trial.seconds;
      if (incumbent === undefined || best === undefined) return;
      await probe();
      const field = entries
        // What was abandoned has no chance.
        .filter(
          (entry) => entry !== incumbent && entry.trial.seconds !== undefined && entry.trial.seconds < ABANDON * best,
        )
        .sort((a, b) => a.trial.seconds! - b.trial.seconds!)
        .slice(0, CONTENDERS - 1);
      const winner = await race(racer(incumbent), field.map(racer), contest(deadline));
      const entry = entries.find(({ candidate }) => candidate === winner?.candidate);
      if (entry !== undefined) promote(entry);
      for (const changed of [incumbent, ...field]) {
        if (changed.trial.status !== "ok") continue;
        send(changed.trial);
        ledger.trial(changed.trial);
      }
    },

    finish: (final: boolean): void => {
      runner?.close();
      data?.memory.close();
      recordWinner(final);
    },
  };
};
