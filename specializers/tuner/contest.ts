// Racing variants against the incumbent in the trial process; the decisions are race.ts's.
import type { Candidate } from "./candidate.ts";
import type { Clock } from "./clock.ts";
import {
  isJump,
  keepsPlace,
  LAST_TURNS,
  promotes,
  ROUNDS,
  type RoundSamples,
  type Standing,
  standing,
  survivors,
  turnOrder,
} from "./race.ts";
import { batchOf, settlingOf } from "./sampling.ts";
import { median } from "./statistics.ts";
import type { Outcome, TrialRunner } from "./trial-runner.ts";

export interface Racer {
  readonly candidate: Candidate;
  /** Its time so far. */
  readonly seconds: number;
}

export interface Contest {
  readonly runner: TrialRunner;
  readonly clock: Clock;
  /** On the tuner's clock; no turn starts after it. */
  readonly deadline: number;
  /** 2 on a noisy machine. */
  readonly factor: number;
  /** Hears of every sample. */
  readonly onSample: (candidate: Candidate, seconds: number) => void;
  /** A variant that failed while it was timed: it leaves the race. */
  readonly onFailure: (candidate: Candidate, outcome: Outcome) => void;
  /** Between rounds. */
  readonly probe: () => Promise<void>;
}

/** Whether a challenger beats the incumbent in two separate rounds. */
export const duel = async (incumbent: Racer, challenger: Racer, contest: Contest): Promise<boolean> => {
  const rounds: Standing[] = [];
  for (let round = 0; round < 2; round++) {
    const samples = (await playRound([challenger], incumbent, ROUNDS[0] * contest.factor, contest)).get(challenger);
    if (samples === undefined || samples.contender.length === 0) return false;
    rounds.push(standing(samples));
  }
  return promotes(rounds);
};

/** Successive halving; the challenger that takes the incumbent's place, if one does. */
export const race = async (
  incumbent: Racer,
  challengers: readonly Racer[],
  contest: Contest,
): Promise<Racer | undefined> => {
  const history = new Map<Racer, Standing[]>();
  let field = challengers;
  for (const [number, size] of ROUNDS.entries()) {
    if (field.length === 0 || contest.clock.now() >= contest.deadline) break;
    if (number > 0) await contest.probe();
    const samples = await playRound(field, incumbent, size * contest.factor, contest);
    const standings: { readonly contender: Racer; readonly standing: Standing }[] = [];
    for (const [contender, taken] of samples) {
      if (taken.contender.length === 0) continue;
      let result = standing(taken);
      if (isJump(contender.seconds, median(taken.contender))) {
        // So far from its own earlier time that luck is likelier: only a second look counts.
        const again = (await playRound([contender], incumbent, size * contest.factor, contest)).get(contender);
        if (again !== undefined && again.contender.length > 0) result = standing(again);
      }
      standings.push({ contender, standing: result });
      history.set(contender, [...(history.get(contender) ?? []), result]);
    }
    field = survivors(standings);
  }
  return [...history]
    .filter(([, rounds]) => promotes(rounds))
    .sort(([, a], [, b]) => a.at(-1)!.ratio - b.at(-1)!.ratio)
    .map(([contender]) => contender)[0];
};

/** Whether the winner is faster than the default in turns that had no part in choosing it, if there is time for any. */
export const holds = async (winner: Racer, untuned: Racer, contest: Contest): Promise<boolean> => {
  const samples = (await playRound([winner], untuned, LAST_TURNS * contest.factor, contest)).get(winner);
  if (samples === undefined) return false;
  return samples.contender.length < ROUNDS[0] || keepsPlace(standing(samples));
};

/** Turns of one sample each, the incumbent in every one, the order reversed each time. */
const playRound = async (
  field: readonly Racer[],
  incumbent: Racer,
  turns: number,
  contest: Contest,
): Promise<Map<Racer, RoundSamples>> => {
  const taken = new Map(field.map((racer) => [racer, { incumbent: [] as number[], contender: [] as number[] }]));
  const out = new Set<Racer>();
  for (let turn = 0; turn < turns && contest.clock.now() < contest.deadline; turn++) {
    const times = new Map<Racer, number>();
    for (const racer of turnOrder([incumbent, ...field], turn)) {
      if (out.has(racer)) continue;
      const seconds = await sampleOf(racer, contest);
      if (typeof seconds === "number") {
        times.set(racer, seconds);
        contest.onSample(racer.candidate, seconds);
      } else {
        out.add(racer);
        contest.onFailure(racer.candidate, seconds);
      }
    }
    const reference = times.get(incumbent);
    if (reference === undefined) break;
    for (const [racer, samples] of taken) {
      const seconds = times.get(racer);
      if (seconds === undefined) continue;
      samples.incumbent.push(reference);
      samples.contender.push(seconds);
    }
  }
  for (const racer of out) taken.delete(racer);
  return taken;
};

const sampleOf = async ({ candidate, seconds }: Racer, { runner }: Contest): Promise<number | Outcome> => {
  const batch = batchOf(seconds);
  const settle = settlingOf(seconds, batch);
  const limit = Math.max(1, 20 * seconds * (batch + settle));
  const outcome = await runner.ask(candidate, { kind: "sample", samples: 1, batch, settle }, limit);
  return outcome.kind === "samples" && outcome.seconds[0] !== undefined ? outcome.seconds[0] : outcome;
};
