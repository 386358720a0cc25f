// One tuning run: the default, the baselines, the search, the race; whatever is best so far serves and is recorded at once.
import { type Cache, openCache, readWinner } from "../cache/index.ts";
import type { Config } from "../specializer.ts";
import type { Ceilings } from "../toolchain/ceilings.ts";
import { machine as thisMachine } from "../toolchain/machine.ts";
import { baselinesOf } from "./baselines.ts";
import { type CallData, createCallData } from "./call-data.ts";
import { type Candidate, type Generated, isSingle, prepare, screen } from "./candidate.ts";
import { type Bench, measureCeilings, probeNoise } from "./ceilings.ts";
import type { Clock } from "./clock.ts";
import { type Contest, duel, holds, type Racer, race } from "./contest.ts";
import { readHistory } from "./history.ts";
import type { FromTuner, Trial, TuneJob } from "./job.ts";
import { configKey } from "./name.ts";
import { CONTENDERS, isNoisy, LAST_TURNS, ROUNDS } from "./race.ts";
import { createRandom } from "./random.ts";
import { secondsOfSample } from "./sampling.ts";
import { createScoreboard, type Entry } from "./scoreboard.ts";
import { strategies } from "./strategy/index.ts";
import type { SearchSpace } from "./strategy/strategy.ts";
import { createTrialRunner, type TrialRunner } from "./trial-runner.ts";

export interface Port {
  readonly send: (message: FromTuner) => void;
  readonly generate: (config: Config) => Promise<Generated>;
}

/** One run may take so long, in seconds, while nothing is known to compare with. */
const PATIENCE = 30;
/** Samples of a screening, on a quiet machine. */
const SCREEN_SAMPLES = 3;
/** The race may take this share of the budget. */
const RACE_SHARE = 0.3;
/** All samples of one screening may take this share. */
const SCREEN_SHARE = 0.1;
/** The TypeScript function's one run may take this share. */
const REFERENCE_SHARE = 1 / 3;
/** So many illegal configurations in a row end the search: what is left is not worth asking for. */
const ILLEGAL_IN_A_ROW = 2000;
/** Trials between two looks at the machine's noise. */
const PROBE_EVERY = 8;

/** Tunes until the budget is spent, the space exhausted, or `signal` aborts. Sends "done" in every case. */
export const tune = async (job: TuneJob, port: Port, clock: Clock, signal: AbortSignal): Promise<void> => {
  const run = createRun(job, port, clock, signal);
  let final = false;
  try {
    await run.search();
    if (!signal.aborted) await run.race();
    final = !signal.aborted;
  } catch (error) {
    if (!signal.aborted) run.note(`Tuning stopped: ${error instanceof Error ? error.message : String(error)}.`);
  }
  run.finish(final);
};

interface Run {
  /** Default, baselines, then what the strategy asks for, until the race's share of the budget is all that is left. */
  search(): Promise<void>;
  race(): Promise<void>;
  note(text: string): void;
  finish(final: boolean): void;
}

const createRun = (job: TuneJob, port: Port, clock: Clock, signal: AbortSignal): Run => {
  const { id } = job;
  const machine = thisMachine();
  const cache: Cache = openCache(job.cacheFolder);
  const started = clock.now();
  const elapsed = (): number => clock.now() - started;
  let deadline = started + job.seconds;
  let noisy = false;
  let referenceSeconds: number | undefined;
  let ceilings: Ceilings | undefined;
  const board = createScoreboard(job, cache, machine.key, port.send, elapsed, () => ({ noisy, referenceSeconds }));
  const history = readHistory(cache, job, machine.key);
  const space: SearchSpace = { axes: job.space.axes, seeds: [...job.space.seeds, ...history.seeds] };

  const probes: number[] = [];
  let call: { readonly data: CallData; readonly runner: TrialRunner; readonly bench: Bench } | undefined;
  /** How the first verified result of the user's shape was computed. */
  let established: { readonly single: boolean } | undefined;
  let native = false;

  const note = (text: string): void => port.send({ kind: "note", id, text });
  const factor = (): number => (noisy ? 2 : 1);
  const racer = ({ candidate, trial }: Entry): Racer => ({ candidate, seconds: trial.seconds! });

  const probe = async (): Promise<void> => {
    if (call === undefined || signal.aborted) return;
    const seconds = await probeNoise(call.bench, native);
    if (seconds !== undefined) probes.push(seconds);
    const deviations = board.entries.flatMap(({ trial }) => trial.noise ?? []);
    if (noisy || !isNoisy(probes, deviations)) return;
    noisy = true;
    note("The machine is noisy: twice the samples are taken, and small differences may be luck.");
  };

  const contest = (runner: TrialRunner, until = deadline): Contest => ({
    runner,
    clock,
    deadline: until,
    factor: factor(),
    onSample: board.sampled,
    onFailure: (candidate, outcome) => {
      if (!signal.aborted) board.failedLater(candidate, outcome);
    },
    probe,
  });

  /** The first candidate tells the parameters; then the trial process and its data can be made. */
  const callFor = (candidate: Candidate): NonNullable<typeof call> => {
    if (call !== undefined) return call;
    const data = createCallData(job, candidate.parameters);
    if (typeof data === "string") throw new Error(data);
    const runner = createTrialRunner(clock.timer, data);
    signal.addEventListener("abort", runner.close);
    call = { data, runner, bench: { runner, cache, clock, signal, machine } };
    return call;
  };

  const evaluate = async (candidate: Candidate, baseline: boolean): Promise<void> => {
    const { data, runner } = callFor(candidate);
    native ||= candidate.code.language !== "js";
    const incumbent = board.incumbent();
    const screened = await screen(candidate, {
      runner,
      data,
      clock,
      established,
      best: incumbent?.trial.seconds,
      samples: SCREEN_SAMPLES * factor(),
      baseline,
      // The first one, which serves already, also waits for the arrays' pages: a short budget must not rule it out.
      patience: board.entries.length === 0 ? PATIENCE : Math.max(2, Math.min(PATIENCE, job.seconds)),
      allowance: SCREEN_SHARE * job.seconds,
    });
    if (signal.aborted) return;
    const entry = board.enter(candidate, sinceStart(screened));
    if (screened.status === "ok") established ??= { single: isSingle(candidate) };
    if (screened.status !== "ok" || screened.seconds === undefined) return;
    if (incumbent?.trial.seconds === undefined) board.promote(entry);
    else if (screened.seconds < 0.99 * incumbent.trial.seconds && screened.why === "") {
      const faster = await duel(racer(incumbent), racer(entry), contest(runner));
      if (signal.aborted) return;
      if (entry.trial.status === "ok" && (faster || board.incumbent() === undefined)) board.promote(entry);
      board.refresh([incumbent, entry], false);
    }
    for (const { candidate: slow } of board.hopeless()) runner.forget(slow);
  };

  const sinceStart = (trial: Trial): Trial => ({ ...trial, at: Math.max(0, trial.at - started) });

  /** Generates and compiles several at once (nothing is timed meanwhile), then measures one after the other. */
  const batch = async (configs: readonly Config[], baseline: boolean, until: number): Promise<boolean> => {
    const preparation = { generate: port.generate, cache, templates: job.templates, clock, signal };
    const prepared = await Promise.all(configs.map((config) => prepare(config, preparation)));
    let legal = false;
    for (const made of prepared) {
      if ("status" in made) {
        legal ||= made.status !== "illegal";
        board.remember(sinceStart(made));
        continue;
      }
      legal = true;
      // What the budget does not reach stays untried.
      if (signal.aborted || (clock.now() >= until && board.incumbent() !== undefined)) break;
      if (board.isTwin(made)) continue;
      await evaluate(made, baseline);
      if (board.entries.length % PROBE_EVERY === 1) await probe();
    }
    return legal;
  };

  const timeReference = async (): Promise<void> => {
    referenceSeconds = readWinner(cache, job.recordKey)?.referenceSeconds;
    if (referenceSeconds === undefined && job.reference !== undefined && call !== undefined) {
      const limit = Math.max(2, REFERENCE_SHARE * job.seconds);
      const outcome = await call.runner.askOther({ kind: "reference", source: job.reference }, limit);
      if (outcome.kind === "samples") referenceSeconds = outcome.seconds[0];
      else if (!signal.aborted)
        note(`The TypeScript function has no time: ${"why" in outcome ? outcome.why : outcome.kind}.`);
    }
    if (referenceSeconds !== undefined) port.send({ kind: "reference", id, seconds: referenceSeconds });
  };

  const sendCeilings = async (again = false): Promise<void> => {
    const before = clock.now();
    ceilings = call === undefined ? undefined : await measureCeilings(call.bench, again);
    // Measured once on a machine, for all tunings to come: this one's budget does not pay for it.
    deadline += clock.now() - before;
    if (ceilings === undefined) return;
    const { bytesPerSecond, flopsPerSecond } = ceilings;
    port.send({ kind: "ceiling", id, bytesPerSecond, flopsPerSecond });
  };

  /** A variant on arrays that no cache holds can't outrun the memory: then the ceiling was measured on a busy machine. */
  const ceilingIsLow = (): boolean => {
    const seconds = board.incumbent()?.trial.seconds;
    const { bytes, flops } = job.cost;
    if (ceilings === undefined || seconds === undefined || bytes < 2 * machine.lastLevelCacheBytes) return false;
    return bytes / seconds > ceilings.bytesPerSecond || flops / seconds > ceilings.flopsPerSecond;
  };

  /** The best of earlier sessions are timed again, as seeds; others keep their word, failures above all. */
  const recall = (): void => {
    const seeds = new Set(space.seeds.map(configKey));
    for (const trial of history.past) {
      if (trial.status === "ok" && seeds.has(configKey(trial.config))) continue;
      if (board.untried([trial.config]).length > 0) board.recall(trial);
    }
  };

  const sampleSeconds = (): number => secondsOfSample(board.incumbent()?.trial.seconds ?? 0);

  /** What meeting the default once more is going to take. */
  const lastSeconds = (): number =>
    Math.min((RACE_SHARE / 2) * job.seconds, factor() * 2 * LAST_TURNS * sampleSeconds());

  /** What the race is going to take: halving fields, the incumbent beside them in every turn; and the last turns. */
  const raceSeconds = (): number => {
    const field = Math.min(CONTENDERS, board.entries.length);
    const samples = ROUNDS.reduce((sum, size, round) => sum + size * (1 + Math.ceil(field / 2 ** round)), 0);
    return Math.min(RACE_SHARE * job.seconds, factor() * samples * sampleSeconds() + lastSeconds());
  };

  /** The default again, unless the winner is faster than it in fresh turns. */
  const meetDefault = async (runner: TrialRunner): Promise<void> => {
    const winner = board.incumbent();
    const key = configKey(job.space.default);
    const untuned = board.entries.find(({ candidate }) => configKey(candidate.config) === key);
    if (winner === undefined || untuned === undefined || winner === untuned || untuned.trial.status !== "ok") return;
    const keeps = await holds(racer(winner), racer(untuned), contest(runner));
    if (signal.aborted) return;
    if (!keeps && untuned.trial.status === "ok") board.promote(untuned);
    board.refresh([winner, untuned], true);
  };

  return {
    note,

    search: async () => {
      for (const text of cache.notes) note(text);
      // The default serves already: its time first, so that everything else has something to compare with.
      await batch([job.space.default], false, deadline);
      await batch(board.untried(baselinesOf(job.space)), true, deadline);
      if (!signal.aborted) await timeReference();
      if (!signal.aborted) await sendCeilings();
      recall();
      let illegal = 0;
      while (!signal.aborted && clock.now() < deadline - raceSeconds() && illegal < ILLEGAL_IN_A_ROW) {
        const random = createRandom(job.seed + board.past.length);
        const next = strategies[job.strategy](space, board.past, random).slice(0, machine.cores);
        if (next.length === 0) break;
        illegal = (await batch(next, false, deadline - raceSeconds())) ? 0 : illegal + next.length;
      }
    },

    race: async () => {
      const incumbent = board.incumbent();
      if (call === undefined || incumbent?.trial.seconds === undefined) return;
      await probe();
      const challengers = board.challengers();
      const winner = await race(
        racer(incumbent),
        challengers.map(racer),
        contest(call.runner, deadline - lastSeconds()),
      );
      if (signal.aborted) return;
      const entry = challengers.find(({ candidate }) => candidate === winner?.candidate);
      if (entry !== undefined) board.promote(entry);
      board.refresh([incumbent, ...challengers], true);
      await meetDefault(call.runner);
      if (signal.aborted) return;
      if (ceilingIsLow()) await sendCeilings(true);
    },

    finish: (final) => {
      call?.runner.close();
      call?.data.memory.close();
      board.writeWinner(final);
      port.send({ kind: "done", id, final, noisy });
    },
  };
};
