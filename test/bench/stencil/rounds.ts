// Interleaved rounds: memory changes its speed from minute to minute, so contenders are compared within a round, and
// figures are medians over rounds.
import { pairedRatios, turnOrder } from "../../../specializers/tuner/race.ts";
import type { Contender } from "./contender.ts";

export interface Timing {
  readonly contender: Contender;
  /** Seconds of one run, a value a round. Cold: its arrays were put out of the caches before. Warm: right after. */
  readonly cold: readonly number[];
  readonly warm: readonly number[];
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/**
 * How many times as long as another one it took, warm, round by round: what of the machine changed between two rounds is in
 * both. What ran once is compared with the other's median.
 */
export const ratiosTo = (other: Timing, { contender: { once }, warm }: Timing): readonly number[] =>
  once ? warm.map((seconds) => seconds / median(other.warm)) : pairedRatios({ contender: warm, incumbent: other.warm });

/**
 * One round before those that count, each in the reverse order of the one before: who always runs after something slow on
 * one core has the memory to itself. An iterated case runs once a round, as its first step alone can be cold.
 */
export async function interleave(
  contenders: readonly Contender[],
  rounds: number,
  { iterated }: { readonly iterated: boolean },
): Promise<readonly Timing[]> {
  const timings = contenders.map((contender) => ({ contender, cold: [] as number[], warm: [] as number[] }));
  for (let round = -1; round < rounds; round++) {
    for (const { contender, cold, warm } of turnOrder(timings, round + 1)) {
      const { once } = contender;
      if (once) {
        if (round > 0) continue;
        const seconds = (await contender.run(1)) * once.factor;
        if (round === 0) warm.push(seconds);
        continue;
      }
      await contender.flush();
      const first = await contender.run(1);
      const second = iterated ? first : await contender.run(1);
      if (round < 0) continue;
      cold.push(first);
      warm.push(second);
    }
  }
  return timings;
}
