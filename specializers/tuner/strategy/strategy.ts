// What a search strategy is: a pure function of the space, what was tried, and random numbers.
import type { Axis, Config } from "../../specializer.ts";
import { configKey } from "../name.ts";
import { pick, type Random } from "../random.ts";

export interface SearchSpace {
  readonly axes: readonly Axis[];
  /** Good first guesses: the specializer's, then recorded winners. */
  readonly seeds: readonly Config[];
}

/** One configuration that was tried. */
export interface Past {
  readonly config: Config;
  /** Undefined: it failed, or was illegal. */
  readonly seconds: number | undefined;
}

/** Which to try next, the most promising first, none of them tried before; empty: nothing is left. */
export type Strategy = (space: SearchSpace, past: readonly Past[], random: Random) => readonly Config[];

export type Tried = ReadonlySet<string>;

export const triedOf = (past: readonly Past[]): Tried => new Set(past.map(({ config }) => configKey(config)));

export const untriedSeeds = (space: SearchSpace, tried: Tried): readonly Config[] => {
  const seen = new Set(tried);
  return space.seeds.filter((seed) => {
    const key = configKey(seed);
    return seen.has(key) ? false : seen.add(key);
  });
};

/** How many configurations the axes span. */
export const sizeOf = (space: SearchSpace): number => space.axes.reduce((size, axis) => size * axis.values.length, 1);

/** Configurations one step away: an ordered axis's next value to either side, a categorical axis's other values. */
export const neighborsOf = (space: SearchSpace, config: Config): readonly Config[] =>
  space.axes.flatMap((axis) => {
    const at = axis.values.indexOf(config[axis.name]!);
    const values = axis.ordered && at >= 0 ? [axis.values[at - 1], axis.values[at + 1]] : axis.values;
    return values.flatMap((value) =>
      value === undefined || value === config[axis.name] ? [] : [{ ...config, [axis.name]: value }],
    );
  });

/** In how many axes two configurations differ. */
export const distance = (space: SearchSpace, a: Config, b: Config): number =>
  space.axes.filter((axis) => a[axis.name] !== b[axis.name]).length;

/** The configuration with this number, counting through the axes like the digits of a number. */
export const configAt = (space: SearchSpace, number: number): Config => {
  const config: Record<string, string | number | boolean> = {};
  let rest = number;
  for (const axis of space.axes) {
    config[axis.name] = axis.values[rest % axis.values.length]!;
    rest = Math.floor(rest / axis.values.length);
  }
  return config;
};

/** A configuration that was not tried; undefined when all were. */
export const randomUntried = (space: SearchSpace, tried: Tried, random: Random): Config | undefined => {
  const size = sizeOf(space);
  for (let attempt = 0; attempt < 64; attempt++) {
    const config = Object.fromEntries(space.axes.map((axis) => [axis.name, pick(random, axis.values)]));
    if (!tried.has(configKey(config))) return config;
  }
  const start = Math.floor(random() * size);
  for (let step = 0; step < size; step++) {
    const config = configAt(space, (start + step) % size);
    if (!tried.has(configKey(config))) return config;
  }
  return undefined;
};
