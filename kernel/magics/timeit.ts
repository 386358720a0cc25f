// %timeit and %%timeit: how long a piece of code takes, from as many runs as it takes for the figure to be steady.
//
// The code is compiled to a function, called in a loop; its value is kept until the next call, so that V8 can't leave
// out the work for it. Work whose result nobody uses may still be left out: end with the value that is of interest.
import { duration } from "./duration.ts";
import type { Magic } from "./magic.ts";
import { MagicError } from "./magic-error.ts";
import { placeOf } from "./place.ts";

interface Timing {
  /** Milliseconds a call. */
  readonly best: number;
  readonly median: number;
  /** Half the range of the middle half of the runs, as a part of the median. */
  readonly spread: number;
  readonly loops: number;
  readonly repeats: number;
}

const RUN_TIME = 100; // ms that one run takes at least
const TOTAL_TIME = 4000; // ms after which an unsteady figure is taken as it is
const REPEATS = { least: 5, most: 50 };
const STEADY = 0.02;

export const timeit: Magic = {
  name: "timeit",
  cell: true,
  line: true,
  usage: "[-n LOOPS] [-r REPEATS] (as %timeit: a statement)",
  summary: "prints how long the code takes: the median and the best of several runs, and how much they differ",
  takesCode: true,
  async run({ call, compile, print }) {
    const number = (name: string): number | undefined => {
      const text = new RegExp(`(?:^|\\s)-${name}\\s*(\\S+)`).exec(call.argumentText)?.[1];
      if (text === undefined) return undefined;
      const value = Number(text);
      if (Number.isInteger(value) && value > 0) return value;
      throw new MagicError(`-${name} is a whole number above 0, not "${text}"`, placeOf(call));
    };
    const timing = await measure(await compile(), number("n"), number("r"));
    print(`${timingText(timing)}\n`);
    return call.assigned ? timing : undefined;
  },
};

function timingText({ best, median, spread, loops, repeats }: Timing): string {
  const percent = (spread * 100).toFixed(1);
  const runs = `${repeats} ${repeats === 1 ? "run" : "runs"} of ${loops} ${loops === 1 ? "loop" : "loops"} each`;
  return `${duration(median)} ± ${percent} % a loop (median; best ${duration(best)}; ${runs})`;
}

/** What was computed last. */
let kept: unknown;

async function measure(code: () => unknown, loops?: number, repeats?: number): Promise<Timing> {
  const first = performance.now();
  kept = code();
  const waits = isThenable(kept);
  if (waits) await kept;
  let once = performance.now() - first;
  const run = waits ? runAsync : runSync;

  let count = loops ?? 1;
  // 1, 2, 5, 10, … until a run is long enough for the clock
  for (let step = 0; loops === undefined && once * count < RUN_TIME; step++) {
    count = [1, 2, 5][step % 3]! * 10 ** Math.floor(step / 3);
    const took = await run(code, count);
    once = took / count;
    if (took >= RUN_TIME) break;
  }

  const times: number[] = [];
  const start = performance.now();
  const enough = (): boolean => {
    if (repeats !== undefined) return times.length >= repeats;
    if (times.length >= REPEATS.most) return true;
    if (performance.now() - start > TOTAL_TIME) return times.length > 0;
    return times.length >= REPEATS.least && summary(times).spread < STEADY;
  };
  while (!enough()) times.push((await run(code, count)) / count);
  return { ...summary(times), loops: count, repeats: times.length };
}

function runSync(code: () => unknown, count: number): number {
  const start = performance.now();
  for (let i = 0; i < count; i++) kept = code();
  return performance.now() - start;
}

async function runAsync(code: () => unknown, count: number): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < count; i++) kept = await code();
  return performance.now() - start;
}

function summary(times: readonly number[]): Pick<Timing, "best" | "median" | "spread"> {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part: number): number => sorted[Math.round((sorted.length - 1) * part)]!;
  return { best: at(0), median: at(0.5), spread: (at(0.75) - at(0.25)) / 2 / Math.max(at(0.5), Number.MIN_VALUE) };
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
