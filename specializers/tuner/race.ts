// The race between the best: successive halving in rounds, everything measured in turns with the incumbent, and only
// ratios to the incumbent's sample of the same turn compared, so that a drifting clock cancels. Decisions only; no clock.
import { median, relativeDeviation } from "./statistics.ts";

export const CONTENDERS = 8;
export const ROUNDS = [3, 7, 15] as const;
/** Turns in which what came out best meets the default once more. */
export const LAST_TURNS = 15;
/** What a challenger has to gain, at least. */
const MARGIN = 0.01;
/** A time so far from its own earlier one is measured again before it counts. */
const JUMP = 0.3;
/** So often an equal may seem faster: in as many turns as a promotion asks for. */
const LUCK = 0.02;

/** Samples of one round by contender, in the same turns as the incumbent's. */
export interface RoundSamples {
  readonly incumbent: readonly number[];
  readonly contender: readonly number[];
}

/** Of each turn, the contender's time over the incumbent's. */
export const pairedRatios = ({ incumbent, contender }: RoundSamples): readonly number[] =>
  contender.flatMap((seconds, i) => (incumbent[i] === undefined ? [] : [seconds / incumbent[i]]));

/** The order of one turn: reversed each time, so that nobody always runs after the same one. */
export const turnOrder = <T>(contenders: readonly T[], turn: number): readonly T[] =>
  turn % 2 === 0 ? contenders : [...contenders].reverse();

export interface Standing {
  /** The paired ratios of the round. */
  readonly ratios: readonly number[];
  /** Median of the paired ratios; below 1 is faster than the incumbent. */
  readonly ratio: number;
  /** How far off it may be: what three samples deviate by; more of them are the surer, by the root of their number. */
  readonly deviation: number;
}

export const standing = (samples: RoundSamples): Standing => {
  const ratios = pairedRatios(samples);
  const surer = Math.sqrt(Math.min(1, ROUNDS[0] / ratios.length));
  return { ratios, ratio: median(ratios), deviation: ratios.length < 2 ? 0 : surer * relativeDeviation(ratios) };
};

/** Whether one round says "faster", beyond doubt of max(1 %, 2 × the deviation). */
export const saysFaster = ({ ratio, deviation }: Omit<Standing, "ratios">): boolean =>
  1 - ratio > Math.max(MARGIN, 2 * deviation);

/**
 * A promotion needs two separate rounds that say so, and so many of all turns that luck is no explanation: three samples
 * tell too little of what they deviate by, and what two lucky rounds said a long one may contradict.
 */
export const promotes = (rounds: readonly Standing[]): boolean => {
  const ratios = rounds.flatMap((round) => round.ratios);
  const faster = ratios.filter((ratio) => 1 - ratio > MARGIN).length;
  return rounds.filter(saysFaster).length >= 2 && chanceOf(faster, ratios.length) <= LUCK;
};

/** How often a fair coin shows heads at least `count` times in `throws`. */
const chanceOf = (count: number, throws: number): number => {
  let ways = 1;
  let sum = 0;
  for (let heads = throws; heads >= count; heads--) {
    sum += ways;
    ways *= heads / (throws - heads + 1);
  }
  return sum / 2 ** throws;
};

/** Whether the winner keeps the default's place: in fresh turns too, as those that chose it were its lucky ones. */
export const keepsPlace = ({ ratio }: Pick<Standing, "ratio">): boolean => 1 - ratio > MARGIN;

/** Who goes on: those whose interval still includes the best, and of them the better half, but two at least. */
export const survivors = <T>(
  field: readonly { readonly contender: T; readonly standing: Standing }[],
): readonly T[] => {
  const sorted = [...field].sort((a, b) => a.standing.ratio - b.standing.ratio);
  const best = sorted[0];
  if (best === undefined) return [];
  const reach = (entry: (typeof sorted)[number]): number => entry.standing.ratio * (1 - 2 * entry.standing.deviation);
  const limit = best.standing.ratio * (1 + 2 * best.standing.deviation);
  const half = Math.max(2, Math.ceil(sorted.length / 2));
  return sorted
    .filter((entry) => entry === best || reach(entry) <= limit)
    .slice(0, half)
    .map((entry) => entry.contender);
};

/** Whether a new median is so far from an earlier one that it has to be measured again. */
export const isJump = (earlier: number, now: number): boolean => Math.abs(now / earlier - 1) > JUMP;

/** A machine is noisy when its probe drifts by over 10 %, or samples deviate by over 5 % in the middle of all trials. */
export const isNoisy = (probes: readonly number[], deviations: readonly number[]): boolean => {
  const drift = probes.length < 2 ? 0 : Math.max(...probes) / Math.min(...probes) - 1;
  return drift > 0.1 || (deviations.length > 0 && median(deviations) > 0.05);
};
