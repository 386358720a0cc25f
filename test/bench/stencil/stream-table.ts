// STREAM, as a case of its own: what this machine's memory gives, before anything is compared with it.
import { allocate } from "../../../specializers/runtime/memory.ts";
import { machine } from "../../../specializers/toolchain/machine.ts";
import { timed } from "./contender.ts";
import { streamOver, streams } from "./native.ts";
import { median } from "./rounds.ts";

export interface StreamFigure {
  readonly name: string;
  /** GB/s, median and best, of the bytes that the program names: plain stores move a third more. */
  readonly median: number;
  readonly best: number;
}

const titles: Readonly<Record<keyof typeof streams, string>> = {
  plainCopy: "copy",
  plainTriad: "triad",
  copy: "copy, streaming stores and prefetch",
  triad: "triad, streaming stores and prefetch",
  threeToOne: "3 arrays in, 1 out, the same",
  oneToThree: "1 array in, 3 out, the same",
};

/** Arrays four times the last cache, as STREAM asks for at least. */
export function measureStreams(rounds: number): readonly StreamFigure[] {
  const doubles = Math.max(4 * machine().lastLevelCacheBytes, 128 << 20) / 8;
  const arrays = [0, 1, 2, 3].map((seed) => allocate("f64", doubles).fill(seed));
  const all = (Object.keys(streams) as (keyof typeof streams)[]).map((name) => ({
    name,
    ...streamOver(name, arrays),
    rates: [] as number[],
  }));
  for (let round = -1; round < rounds; round++)
    for (const { run, bytes, rates } of all) {
      const seconds = timed(run);
      if (round >= 0) rates.push(bytes / seconds / 1e9);
    }
  return all.map(({ name, rates }) => ({ name: titles[name], median: median(rates), best: Math.max(...rates) }));
}

export const streamTable = (figures: readonly StreamFigure[]): string =>
  figures
    .map(
      ({ name, median, best }) => `${name.padEnd(36)}  ${median.toFixed(1).padStart(5)} GB/s  best ${best.toFixed(1)}`,
    )
    .join("\n");
