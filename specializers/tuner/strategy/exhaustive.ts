// Everything, seeds first: for spaces that the budget covers.
import { configKey } from "../name.ts";
import { configAt, type Strategy, sizeOf, triedOf, untriedSeeds } from "./strategy.ts";

/** So many at a time: the list is asked for again after them. */
const BATCH = 32;

export const exhaustive: Strategy = (space, past) => {
  const tried = triedOf(past);
  const next = [...untriedSeeds(space, tried)];
  const listed = new Set(next.map(configKey));
  for (let number = 0; number < sizeOf(space) && next.length < BATCH; number++) {
    const config = configAt(space, number);
    const key = configKey(config);
    if (!tried.has(key) && !listed.has(key)) next.push(config);
  }
  return next;
};
