// A genetic search: thorough, for large budgets. The twelve best of all that was tried are the parents.
import type { Config } from "../../specializer.ts";
import { configKey } from "../name.ts";
import { pick, type Random } from "../random.ts";
import { type Past, randomUntried, type SearchSpace, type Strategy, triedOf, untriedSeeds } from "./strategy.ts";

const POPULATION = 12;
/** Children of one generation that are proposed together. */
const BROOD = 4;

export const genetic: Strategy = (space, past, random) => {
  const tried = new Set(triedOf(past));
  const seeds = untriedSeeds(space, tried);
  if (seeds.length > 0) return seeds;
  const parents = past
    .filter((trial) => trial.seconds !== undefined)
    .sort((a, b) => a.seconds! - b.seconds!)
    .slice(0, POPULATION);
  const children: Config[] = [];
  for (let attempt = 0; attempt < 32 * BROOD && children.length < BROOD && parents.length === POPULATION; attempt++) {
    const child = mutate(space, cross(space, select(parents, random), select(parents, random), random), random);
    const key = configKey(child);
    if (tried.has(key)) continue;
    tried.add(key);
    children.push(child);
  }
  if (children.length > 0) return children;
  const config = randomUntried(space, tried, random);
  return config === undefined ? [] : [config];
};

/** The better of two drawn at random: parents are sorted, so the smaller index. */
const select = (parents: readonly Past[], random: Random): Config => {
  const index = Math.min(Math.floor(random() * parents.length), Math.floor(random() * parents.length));
  return parents[index]!.config;
};

const cross = (space: SearchSpace, a: Config, b: Config, random: Random): Config => {
  const child: Record<string, string | number | boolean> = { ...a };
  for (const axis of space.axes) {
    const value = b[axis.name];
    if (value !== undefined && random() < 0.5) child[axis.name] = value;
  }
  return child;
};

const mutate = (space: SearchSpace, config: Config, random: Random): Config => {
  const changed: Record<string, string | number | boolean> = { ...config };
  for (const axis of space.axes) if (random() < 1 / space.axes.length) changed[axis.name] = pick(random, axis.values);
  return changed;
};
