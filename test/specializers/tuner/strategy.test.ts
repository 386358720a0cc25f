// Strategies by replay: a simulated space, no clock, no compiler.
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Axis, Config } from "../../../specializers/specializer.ts";
import { configKey } from "../../../specializers/tuner/name.ts";
import { createRandom } from "../../../specializers/tuner/random.ts";
import { strategies } from "../../../specializers/tuner/strategy/index.ts";
import {
  neighborsOf,
  type Past,
  type SearchSpace,
  type Strategy,
  sizeOf,
} from "../../../specializers/tuner/strategy/strategy.ts";

const axis = (name: string, values: Axis["values"], ordered = true): Axis => ({ name, label: name, values, ordered });

const space: SearchSpace = {
  axes: [
    axis("threads", [1, 2, 4]),
    axis("tile", [0, 8, 16, 32, 64, 128]),
    axis("unroll", [1, 2, 4, 8]),
    axis("ahead", [0, 2, 4, 8, 16]),
    axis("streaming", [false, true], false),
    axis("compiler", ["gcc", "clang"], false),
  ],
  seeds: [{ threads: 4, tile: 0, unroll: 1, ahead: 0, streaming: false, compiler: "gcc" }],
};

/** A landscape with couplings and a second top; some configurations fail. */
const secondsOf = (config: Config): number | undefined => {
  const { threads, tile, unroll, ahead, streaming, compiler } = config as Record<string, number>;
  if (unroll === 8 && tile === 128) return undefined;
  const tiling = 1 + 0.12 * Math.abs(Math.log2((tile! + 4) / (streaming ? 68 : 20)));
  const unrolling = 1 + 0.08 * Math.abs(unroll! - (streaming ? 4 : 2));
  const fetching = 1 + (streaming ? 0.05 : 0.02) * Math.abs(ahead! - 4);
  return (
    ((compiler as unknown) === "clang" ? 1.04 : 1) *
    (streaming ? 1 : 1.35) *
    tiling *
    unrolling *
    fetching *
    (1 + 1 / threads!)
  );
};

const replay = (strategy: Strategy, evaluations: number, seed: number, over: SearchSpace = space): readonly Past[] => {
  const past: Past[] = [];
  while (past.length < evaluations) {
    const next = strategy(over, past, createRandom(seed + past.length)).slice(0, 2);
    if (next.length === 0) break;
    for (const config of next) past.push({ config, seconds: secondsOf(config) });
  }
  return past;
};

const best = (past: readonly Past[]): number =>
  Math.min(...past.map(({ seconds }) => seconds ?? Number.POSITIVE_INFINITY));
const optimum = best(replay(strategies.exhaustive, 10_000, 0));
const seeds = Array.from({ length: 20 }, (_, i) => 1000 * i);
const fraction = (strategy: Strategy, evaluations: number): number =>
  seeds.reduce((sum, seed) => sum + optimum / best(replay(strategy, evaluations, seed)), 0) / seeds.length;

for (const [name, strategy] of Object.entries(strategies)) {
  test(`${name} tries the seeds first, nothing twice, and everything in the end`, () => {
    const small = {
      ...space,
      axes: [space.axes[0]!, space.axes[1]!, axis("unroll", [1]), axis("ahead", [0, 4]), ...space.axes.slice(4)],
    };
    const past = replay(strategy, 10_000, 7, small);
    assert.equal(past[0]?.config, space.seeds[0]);
    assert.is(new Set(past.map(({ config }) => configKey(config))).size, past.length);
    assert.is(past.length, sizeOf(small));
    assert.equal(strategy(small, past, createRandom(1)), []);
  });

  test(`${name} is a pure function of space, past and random`, () => {
    assert.equal(replay(strategy, 60, 3), replay(strategy, 60, 3));
    const past = replay(strategy, 30, 3);
    const copy = structuredClone(past);
    strategy(space, past, createRandom(5));
    assert.equal(past, copy);
  });

  test(`${name} goes on when everything fails`, () => {
    let past: readonly Past[] = [];
    for (let i = 0; i < 40; i++)
      past = [
        ...past,
        ...strategy(space, past, createRandom(i))
          .slice(0, 1)
          .map((config) => ({ config, seconds: undefined })),
      ];
    assert.is(new Set(past.map(({ config }) => configKey(config))).size, 40);
  });

  test(`${name} stands a space of one configuration`, () => {
    const one: SearchSpace = { axes: [axis("threads", [1])], seeds: [{ threads: 1 }] };
    assert.is(replay(strategy, 10, 1, one).length, 1);
  });
}

test("climbing finds a good configuration in a tenth of the space, and beats chance", () => {
  const reached = fraction(strategies.climb, 72);
  assert.ok(reached > 0.95, String(reached));
  assert.ok(reached > fraction(strategies.random, 72));
});

test("the genetic search beats chance on a larger budget", () => {
  assert.ok(fraction(strategies.genetic, 150) > 0.95);
  assert.ok(fraction(strategies.genetic, 150) >= fraction(strategies.random, 150));
});

test("after a top is reached the climb jumps, and goes on from where it landed", () => {
  const past = replay(strategies.climb, 200, 11);
  const steps = past
    .slice(1)
    .filter(
      ({ config }, i) =>
        !past
          .slice(0, i + 1)
          .some((earlier) =>
            neighborsOf(space, earlier.config).some((neighbor) => configKey(neighbor) === configKey(config)),
          ),
    );
  assert.ok(steps.length > 0, "no jump in 200 trials");
});

test("neighbours: one step on an ordered axis, any other value on a categorical one", () => {
  const small: SearchSpace = { axes: [axis("n", [1, 2, 4, 8]), axis("c", ["a", "b", "c"], false)], seeds: [] };
  assert.equal(neighborsOf(small, { n: 2, c: "a" }), [
    { n: 1, c: "a" },
    { n: 4, c: "a" },
    { n: 2, c: "b" },
    { n: 2, c: "c" },
  ]);
});

test.run();
