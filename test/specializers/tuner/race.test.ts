// The race's decisions on recorded samples: drift cancels, luck is not enough.
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Candidate } from "../../../specializers/tuner/candidate.ts";
import { type Contest, duel, holds, type Racer, race } from "../../../specializers/tuner/contest.ts";
import {
  isJump,
  isNoisy,
  pairedRatios,
  promotes,
  saysFaster,
  standing,
  survivors,
  turnOrder,
} from "../../../specializers/tuner/race.ts";
import { createRandom } from "../../../specializers/tuner/random.ts";
import { batchOf, secondsOfSample, settlingOf } from "../../../specializers/tuner/sampling.ts";
import { median, relativeDeviation } from "../../../specializers/tuner/statistics.ts";
import type { KernelRequest, Outcome, TrialRunner } from "../../../specializers/tuner/trial-runner.ts";

test("median and deviation", () => {
  assert.is(median([3, 1, 2]), 2);
  assert.is(median([4, 1, 2, 3]), 2.5);
  assert.ok(Number.isNaN(median([])));
  assert.is(relativeDeviation([1, 1, 1, 9]), 0);
  assert.is(relativeDeviation([8, 10, 12]), 0.2);
});

test("a drifting machine does not show in the ratios", () => {
  const drift = [1, 1.1, 1.3, 1.7, 2];
  const samples = { incumbent: drift.map((d) => 10 * d), contender: drift.map((d) => 9 * d) };
  assert.equal(
    pairedRatios(samples).map((ratio) => ratio.toFixed(6)),
    Array(5).fill("0.900000"),
  );
  assert.ok(saysFaster(standing(samples)));
});

test("faster means by more than 1 %, and by more than twice the deviation", () => {
  assert.not.ok(saysFaster({ ratio: 0.995, deviation: 0 }));
  assert.ok(saysFaster({ ratio: 0.98, deviation: 0.005 }));
  assert.not.ok(saysFaster({ ratio: 0.95, deviation: 0.03 }));
  assert.not.ok(saysFaster({ ratio: 1.2, deviation: 0 }));
});

test("what three samples leave open, fifteen decide", () => {
  const noisy = (turns: number) => ({
    incumbent: Array.from({ length: turns }, () => 10),
    contender: Array.from({ length: turns }, (_, i) => 9 + ((i % 3) - 1) * 0.6),
  });
  assert.not.ok(saysFaster(standing(noisy(3))));
  assert.ok(saysFaster(standing(noisy(15))));
});

/** A round in which the incumbent always takes 1 s. */
const round = (...contender: readonly number[]) => standing({ incumbent: contender.map(() => 1), contender });

test("one lucky round does not promote", () => {
  const fast = round(0.89, 0.9, 0.91);
  const slow = round(1, 1.01, 1.02);
  assert.not.ok(promotes([fast]));
  assert.not.ok(promotes([slow, fast, slow]));
  assert.ok(promotes([fast, fast]));
});

test("all turns together have to be more than luck: two lucky rounds are contradicted by a long one, or by one turn", () => {
  const fast = round(0.89, 0.9, 0.91);
  assert.ok(promotes([fast, fast, round(...Array.from({ length: 15 }, (_, i) => (i % 5 === 0 ? 1.02 : 0.95)))]));
  assert.not.ok(promotes([fast, fast, round(...Array.from({ length: 15 }, (_, i) => (i % 2 === 0 ? 1.02 : 0.95)))]));
  assert.not.ok(promotes([fast, round(0.9, 0.9, 1.05)]));
});

test("equals on a noisy machine are promoted in 2 of 100 duels at most", async () => {
  const random = createRandom(7);
  const ratios = (turns: number) => round(...Array.from({ length: turns }, () => 1 + 0.3 * (random() - 0.5)));
  const promoted = Array.from({ length: 2000 }, () => promotes([ratios(3), ratios(3)])).filter(Boolean).length;
  assert.ok(promoted <= 40, String(promoted));
  const raced = Array.from({ length: 2000 }, () => promotes([ratios(3), ratios(7), ratios(15)])).filter(Boolean).length;
  assert.ok(raced <= 20, String(raced));
});

test("the better half goes on, two at least, and only who may still be the best", () => {
  const at = (ratio: number, deviation = 0.01) => ({ contender: ratio, standing: { ratios: [], ratio, deviation } });
  assert.equal(survivors([at(1), at(1.005), at(0.99), at(1.01)]), [0.99, 1]);
  assert.equal(survivors([at(0.8), at(1), at(1.1), at(1.2)]), [0.8]);
  assert.equal(survivors([at(1), at(1.01)]), [1, 1.01]);
  assert.equal(survivors([]), []);
});

test("every other turn is reversed", () => {
  assert.equal(
    [0, 1, 2].map((turn) => turnOrder(["a", "b"], turn).join("")),
    ["ab", "ba", "ab"],
  );
});

test("a jump, and a noisy machine", () => {
  assert.ok(isJump(1, 1.4) && isJump(1, 0.6));
  assert.not.ok(isJump(1, 1.2));
  assert.not.ok(isNoisy([1, 1.05], [0.01, 0.02]));
  assert.ok(isNoisy([1, 1.2], []));
  assert.ok(isNoisy([1], [0.06, 0.07, 0.01]));
});

/** Contestants with known times, on a machine whose speed drifts; nothing is run. */
const simulate = (
  seconds: readonly number[],
  options: {
    readonly noise?: number;
    readonly failing?: number;
    /** What a call takes if nothing but calls of others came before it. */
    readonly after?: readonly number[];
  } = {},
) => {
  const random = createRandom(5);
  const racers = seconds.map((value, number): Racer => ({ candidate: { number } as Candidate, seconds: value }));
  const failures: number[] = [];
  let turns = 0;
  const runner: Pick<TrialRunner, "ask"> = {
    ask: async ({ number }, request): Promise<Outcome> => {
      if (number === options.failing) return { kind: "crash", why: "crashed: SIGSEGV" };
      turns++;
      const drift = 1 + turns / 200;
      return {
        kind: "samples",
        seconds: [
          (settled(request) ? seconds : (options.after ?? seconds))[number]! *
            drift *
            (1 + (options.noise ?? 0) * (random() - 0.5)),
        ],
        transfers: [],
        cancelled: false,
      };
    },
  };
  const contest: Contest = {
    runner: runner as TrialRunner,
    clock: { now: () => 0, skip: () => {}, timer: () => () => {} },
    deadline: 1,
    factor: 1,
    onSample: () => {},
    onFailure: ({ number }) => failures.push(number),
    probe: async () => {},
  };
  return { racers, contest, failures };
};

const settled = (request: KernelRequest): boolean => request.kind === "sample" && request.settle > 0;

test("each is timed after calls of its own: who leaves the caches empty gains nothing by that", async () => {
  // plain stores are slow only where streaming ones came before
  const { racers, contest } = simulate([0.27e-3, 0.43e-3], { noise: 0.01, after: [0.63e-3, 0.43e-3] });
  assert.not.ok(await duel(racers[0]!, racers[1]!, contest));
  assert.ok(await duel(racers[1]!, racers[0]!, contest));
});

test("the winner meets the default once more: only who is faster then keeps its place", async () => {
  const { racers, contest, failures } = simulate([1, 0.9, 1.1, 1, 0.5], { noise: 0.05, failing: 4 });
  const [untuned, faster, slower, equal, crashing] = racers;
  assert.ok(await holds(faster!, untuned!, contest));
  assert.not.ok(await holds(slower!, untuned!, contest));
  assert.not.ok(await holds(equal!, untuned!, contest));
  assert.not.ok(await holds(crashing!, untuned!, contest));
  assert.equal(failures, [4]);
  // no time is left: what chose it has to do
  assert.ok(await holds(faster!, untuned!, { ...contest, deadline: 0 }));
});

test("long calls need none before them, short ones make a sample of 2 ms", () => {
  assert.equal([batchOf(0.25e-3), settlingOf(0.25e-3, 8)], [8, 8]);
  assert.equal([batchOf(0.05), settlingOf(0.05, 1)], [1, 0]);
  assert.ok(Math.abs(secondsOfSample(0.25e-3) - 4e-3) < 1e-9);
});

test("the race finds the fastest, though the machine slows down meanwhile", async () => {
  const { racers, contest } = simulate([1, 0.97, 0.9, 1.2, 0.93, 1.1, 1.05, 2], { noise: 0.01 });
  const winner = await race(racers[0]!, racers.slice(1), contest);
  assert.is(winner, racers[2]);
});

test("equals do not take the incumbent's place", async () => {
  const { racers, contest } = simulate([1, 1, 0.998, 1.001], { noise: 0.02 });
  assert.is(await race(racers[0]!, racers.slice(1), contest), undefined);
});

test("who crashes leaves the race", async () => {
  const { racers, contest, failures } = simulate([1, 0.5, 0.9], { failing: 1 });
  assert.is(await race(racers[0]!, racers.slice(1), contest), racers[2]);
  assert.equal(failures, [1]);
});

test("no turn starts after the deadline", async () => {
  const { racers, contest } = simulate([1, 0.5]);
  assert.is(await race(racers[0]!, racers.slice(1), { ...contest, deadline: 0 }), undefined);
});

test("a duel takes two rounds", async () => {
  const { racers, contest } = simulate([1, 0.9], { noise: 0.01 });
  assert.ok(await duel(racers[0]!, racers[1]!, contest));
  assert.not.ok(await duel(racers[1]!, racers[0]!, contest));
});

test.run();
