// The honest baseline: seeds, then anything.
import { randomUntried, type Strategy, triedOf, untriedSeeds } from "./strategy.ts";

export const random: Strategy = (space, past, draw) => {
  const tried = triedOf(past);
  const seeds = untriedSeeds(space, tried);
  if (seeds.length > 0) return seeds;
  const config = randomUntried(space, tried, draw);
  return config === undefined ? [] : [config];
};
