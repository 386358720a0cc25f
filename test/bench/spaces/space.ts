// A tuning space as it was measured: which axes with which values, and the time of each configuration. Kept as text, so
// that strategies and cost models are tested by replay, without a clock.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Axis, Config } from "../../../specializers/specializer.ts";
import { configKey } from "../../../specializers/tuner/name.ts";
import { configAt, sizeOf } from "../../../specializers/tuner/strategy/strategy.ts";
import { packageRoot } from "../../support/root.ts";

export interface Measured {
  /** Median of the samples. */
  readonly seconds: number;
  /** Relative median absolute deviation. */
  readonly noise: number;
}

export interface RecordedSpace {
  readonly name: string;
  readonly cpu: string;
  readonly axes: readonly Axis[];
  /** As the specializer had them: those of its seeds that lie in the space, and what serves untuned. */
  readonly seeds: readonly Config[];
  readonly default: Config;
  /** By the configuration's key; what is illegal is missing. */
  readonly times: ReadonlyMap<string, Measured>;
}

export const spaceFile = (name: string): string => join(packageRoot, "test/specializers/tuner/spaces", `${name}.json`);

interface Stored extends Omit<RecordedSpace, "times"> {
  /** By number, as the axes count: microseconds, "~" and the noise in thousandths; "-3" for three illegal ones. */
  readonly times: readonly string[];
}

/** Words a line of the file. */
const WORDS = 24;

export function encode({ times, ...space }: RecordedSpace): string {
  const words: string[] = [];
  let skipped = 0;
  const skip = () => {
    if (skipped > 0) words.push(`-${skipped}`);
    skipped = 0;
  };
  for (const config of configsOf(space.axes)) {
    const time = times.get(configKey(config));
    if (time === undefined) skipped++;
    else {
      skip();
      words.push(`${Math.round(time.seconds * 1e6)}~${Math.round(time.noise * 1000)}`);
    }
  }
  skip();
  const lines = Array.from({ length: Math.ceil(words.length / WORDS) }, (_, i) =>
    words.slice(i * WORDS, (i + 1) * WORDS).join(" "),
  );
  const stored: Stored = { ...space, times: lines };
  return `${JSON.stringify(stored, null, 2)}\n`;
}

export function readSpace(name: string): RecordedSpace {
  const { times: lines, ...space } = JSON.parse(readFileSync(spaceFile(name), "utf8")) as Stored;
  const times = new Map<string, Measured>();
  let number = 0;
  for (const word of lines.join(" ").split(" ")) {
    if (word.startsWith("-")) number += Number(word.slice(1));
    else {
      const [microseconds, thousandths] = word.split("~").map(Number);
      const key = configKey(configAt({ axes: space.axes, seeds: [] }, number++));
      times.set(key, { seconds: microseconds! / 1e6, noise: thousandths! / 1000 });
    }
  }
  return { ...space, times };
}

/** All points of these axes, in order. */
export const configsOf = (axes: readonly Axis[]): readonly Config[] => {
  const space = { axes, seeds: [] };
  return Array.from({ length: sizeOf(space) }, (_, number) => configAt(space, number));
};
