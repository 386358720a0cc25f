// The strategies on spaces that were measured once, by replay: no clock. Their times are medians of three samples or more.
import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Config } from "../../../specializers/specializer.ts";
import { configKey } from "../../../specializers/tuner/name.ts";
import { createRandom } from "../../../specializers/tuner/random.ts";
import { strategies } from "../../../specializers/tuner/strategy/index.ts";
import type { Past, SearchSpace, Strategy } from "../../../specializers/tuner/strategy/strategy.ts";
import { encode, type RecordedSpace, readSpace, spaceFile } from "../../bench/spaces/space.ts";

const names = readdirSync(dirname(spaceFile(""))).map((file) => file.replace(".json", ""));
const RUNS = 20;
/** Configurations that are made at once, one a core, as the tuner does. */
const TOGETHER = 2;

/** Trials until so many were legal: asking whether one is legal costs nothing. */
function replay(strategy: Strategy, space: SearchSpace, { times }: RecordedSpace, trials: number, seed: number) {
  const past: Past[] = [];
  const ran: number[] = [];
  while (ran.length < trials) {
    const next = strategy(space, past, createRandom(seed + past.length)).slice(0, TOGETHER);
    if (next.length === 0) break;
    for (const config of next) {
      const seconds = times.get(configKey(config))?.seconds;
      past.push({ config, seconds });
      if (seconds !== undefined && ran.length < trials) ran.push(seconds);
    }
  }
  return Math.min(...ran);
}

const fastest = ({ times }: RecordedSpace): number => Math.min(...[...times.values()].map(({ seconds }) => seconds));

/** The mean share of the best that a strategy finds, and the worst. */
function reached(strategy: Strategy, recorded: RecordedSpace, trials: number, seeds: readonly Config[]) {
  const space = { axes: recorded.axes, seeds };
  const shares = Array.from(
    { length: RUNS },
    (_, run) => fastest(recorded) / replay(strategy, space, recorded, trials, 1000 * run),
  );
  return { mean: shares.reduce((a, b) => a + b) / RUNS, worst: Math.min(...shares) };
}

assert.ok(names.length >= 3);
for (const name of names) {
  const recorded = readSpace(name);
  const { seeds, times } = recorded;

  test(`${name}: the record is whole, and reads as it was written`, () => {
    assert.ok(times.size > 50, String(times.size));
    assert.ok(seeds.length > 0);
    for (const seed of [...seeds, recorded.default]) assert.ok(times.has(configKey(seed)), configKey(seed));
    for (const { seconds, noise } of times.values()) assert.ok(seconds > 0 && noise >= 0);
    assert.equal(JSON.parse(encode(recorded)), JSON.parse(encode(readSpace(name))));
  });

  test(`${name}: climbing from the seeds is within 5 % of the exhaustive best after 25 trials`, () => {
    const { mean, worst } = reached(strategies.climb, recorded, 25, seeds);
    assert.ok(mean > 0.95, `mean ${mean}`);
    assert.ok(worst > 0.9, `worst ${worst}`);
  });

  test(`${name}: seeds are worth more than chance with as many trials`, () => {
    const trials = 10;
    const chance = reached(strategies.random, recorded, trials, []);
    const seeded = reached(strategies.climb, recorded, trials, seeds);
    assert.ok(seeded.mean >= chance.mean, `${seeded.mean}, by chance ${chance.mean}`);
  });

  test(`${name}: each strategy finds the best in the end`, () => {
    for (const [which, strategy] of Object.entries(strategies))
      assert.is(replay(strategy, { axes: recorded.axes, seeds }, recorded, times.size, 3), fastest(recorded), which);
  });
}

test.run();
