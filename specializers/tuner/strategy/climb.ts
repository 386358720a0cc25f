// Hill climbing, the default: seeds, then the first better neighbour of the best, again and again; at a top, a jump of
// a few axes from the best top so far, and the climb begins anew.
import type { Config } from "../../specializer.ts";
import { configKey } from "../name.ts";
import { pick, type Random, shuffle } from "../random.ts";
import {
  neighborsOf,
  type Past,
  randomUntried,
  type SearchSpace,
  type Strategy,
  type Tried,
  triedOf,
  untriedSeeds,
} from "./strategy.ts";

/** How many axes a jump changes. */
const JUMP = 3;

export const climb: Strategy = (space, past, random) => {
  const tried = triedOf(past);
  const seeds = untriedSeeds(space, tried);
  if (seeds.length > 0) return seeds;
  const at = position(space, past);
  if (at !== undefined) {
    const neighbors = neighborsOf(space, at.config).filter((config) => !tried.has(configKey(config)));
    if (neighbors.length > 0) return shuffle(random, neighbors);
  }
  const best = bestOf(past);
  const jumped = (best && jump(space, best.config, tried, random)) ?? randomUntried(space, tried, random);
  return jumped === undefined ? [] : [jumped];
};

/** Where the climb stands, found again from the past: a jump is what lies next to no earlier position. */
const position = (space: SearchSpace, past: readonly Past[]): Past | undefined => {
  const seeds = new Set(space.seeds.map(configKey));
  let at = bestOf(past.filter(({ config }) => seeds.has(configKey(config))));
  const around = new Set(at && neighborsOf(space, at.config).map(configKey));
  for (const trial of past) {
    const key = configKey(trial.config);
    if (seeds.has(key) || trial.seconds === undefined) continue;
    if (around.has(key) && at?.seconds !== undefined && trial.seconds >= at.seconds) continue;
    at = trial;
    for (const neighbor of neighborsOf(space, trial.config)) around.add(configKey(neighbor));
  }
  return at;
};

const bestOf = (past: readonly Past[]): Past | undefined =>
  past.reduce<Past | undefined>(
    (best, trial) =>
      trial.seconds !== undefined && (best?.seconds === undefined || trial.seconds < best.seconds) ? trial : best,
    undefined,
  );

const jump = (space: SearchSpace, from: Config, tried: Tried, random: Random): Config | undefined => {
  for (let attempt = 0; attempt < 32; attempt++) {
    const axes = shuffle(random, space.axes).slice(0, JUMP);
    const config = { ...from, ...Object.fromEntries(axes.map((axis) => [axis.name, pick(random, axis.values)])) };
    if (!tried.has(configKey(config))) return config;
  }
  return undefined;
};
