// The race's decisions on recorded samples: drift cancels, luck is not enough.
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Candidate } from "../../../specializers/tuner/candidate.ts";
import { type Contest, duel, type Racer, race } from "../../../specializers/tuner/contest.ts";
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
import { median, relativeDeviation } from "../../../specializers/tuner/statistics.ts";
import type { Outcome, TrialRunner } from "../../../specializers/tuner/trial-runner.ts";

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

test("one lucky round does not promote", () => {
  const fast = { ratio: 0.9, deviation: 0.01 };
  const slow = { ratio: 1.01, deviation: 0.01 };
  assert.not.ok(promotes([fast]));
  assert.not.ok(promotes([slow, fast, slow]));
  assert.ok(promotes([fast, slow, fast]));
});

test("the better half goes on, two at least, and only who may still be the best", () => {
  const at = (ratio: number, deviation = 0.01) => ({ contender: ratio, standing: { ratio, deviation } });
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
const simulate = (seconds: readonly number[], options: { readonly noise?: number; readonly failing?: number } = {}) => {
  const random = createRandom(5);
  const racers = seconds.map((value, number): Racer => ({ candidate: { number } as Candidate, seconds: value }));
  const failures: number[] = [];
  let turns = 0;
  const runner: Pick<TrialRunner, "ask"> = {
    ask: async ({ number }): Promise<Outcome> => {
      if (number === options.failing) return { kind: "crash", why: "crashed: SIGSEGV" };
      turns++;
      const drift = 1 + turns / 200;
      return {
        kind: "samples",
        seconds: [seconds[number]! * drift * (1 + (options.noise ?? 0) * (random() - 0.5))],
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
