// The search chart's geometry: where each trial, each improvement and each failure stands, in percent of the plot.
import type { Trial } from "../tuner/job.ts";
import type { ReportModel } from "./model.ts";
import { isBest } from "./ranking.ts";
import { seconds } from "./units.ts";

export interface Dot {
  readonly x: number;
  readonly y: number;
  readonly best: boolean;
  /** Slower than the scale reaches: at its upper edge. */
  readonly above: boolean;
  readonly title: string;
}
export interface Step {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export interface Tick {
  readonly at: number;
  readonly text: string;
}
export interface SearchChart {
  readonly dots: readonly Dot[];
  readonly steps: readonly Step[];
  readonly failures: readonly { readonly x: number; readonly title: string }[];
  readonly reference: Tick | undefined;
  readonly above: boolean;
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
}

/** Slower trials than this many times the best stand at the upper edge: else they flatten what the search decided. */
const scale = 4;
const shortest = 1e-9;
/** Percent of the plot's height, at the bottom, that belongs to failures. */
const failureLane = 12;

/** Time on a logarithmic axis, slow above. Undefined with no time to draw. */
export function searchChart(model: ReportModel): SearchChart | undefined {
  // What is illegal here was never tried.
  const trials = model.trials.filter(({ status }) => status !== "illegal").sort((a, b) => a.at - b.at);
  const timed = trials.filter((trial) => trial.seconds !== undefined);
  if (timed.length === 0) return undefined;
  const failed = trials.filter((trial) => trial.status !== "ok");
  const end = Math.max(model.calls.tuningSeconds, trials.at(-1)!.at, 1e-3);
  const xTop = niceAbove(end);
  const x = (at: number): number => rounded((100 * Math.max(0, at)) / xTop);
  // The logarithm of a call that no clock can tell from nothing: a nanosecond is as low as the axis goes.
  const values = timed.map((trial) => Math.max(trial.seconds!, shortest));
  const { reference } = model;
  const best = Math.min(...values);
  // TypeScript is often far above, and on tiny arrays a little below: then the scale reaches down to it.
  const near = reference && reference.seconds < best && reference.seconds > best / scale ? reference.seconds : best;
  const low = near / 1.1;
  const high = Math.min(Math.max(...values), best * scale) * 1.2;
  const y = (time: number): number => {
    const share = Math.log(high / Math.max(time, shortest)) / Math.log(high / low);
    return rounded((100 - failureLane) * Math.min(1, Math.max(0, share)));
  };
  const title = (trial: Trial): string =>
    `${trial.name}: ${seconds(trial.seconds)} after ${seconds(trial.at)}${trial.seconds! > high ? ", above the scale" : ""}`;
  return {
    dots: thinned(
      timed.map((trial) => ({
        x: x(trial.at),
        y: y(trial.seconds!),
        best: isBest(trial, model),
        above: trial.seconds! > high,
        title: title(trial),
      })),
    ),
    steps: staircase(timed).map(({ from, to, time, next }) => ({
      x: x(from),
      y: y(time),
      width: rounded(x(to ?? end) - x(from)),
      height: next === undefined ? 0 : rounded(y(next) - y(time)),
    })),
    failures: thinned(
      failed.map((trial) => ({
        x: x(trial.at),
        y: 0,
        best: false,
        above: false,
        title: `${trial.name}: ${trial.why || trial.status}`,
      })),
    ),
    reference: reference && {
      at: y(reference.seconds),
      text: `TypeScript ${seconds(reference.seconds)}${reference.seconds > high ? ", above the scale" : reference.seconds < low ? ", below the scale" : ""}`,
    },
    above: timed.some((trial) => trial.seconds! > high),
    xTicks: [0, 0.25, 0.5, 0.75, 1].map((share) => ({
      at: 100 * share,
      text: `${Number((share * xTop).toPrecision(3))} s`,
    })),
    yTicks: logTicks(low, high).map((time) => ({ at: y(time), text: tick(time) })),
  };
}

const rounded = (value: number): number => Math.round(value * 10) / 10;

/** "20 ms", where a measured value says "20.0 ms". */
const tick = (value: number): string =>
  seconds(value)
    .replace(/(\.\d*?)0+(?= )/, "$1")
    .replace(/\.(?= )/, "");

interface Stair {
  readonly from: number;
  readonly to: number | undefined;
  readonly time: number;
  readonly next: number | undefined;
}

function staircase(timed: readonly Trial[]): Stair[] {
  const better: Trial[] = [];
  for (const trial of timed)
    if (trial.seconds! < (better.at(-1)?.seconds ?? Number.POSITIVE_INFINITY)) better.push(trial);
  return better.map((trial, i) => ({
    from: trial.at,
    to: better[i + 1]?.at,
    time: trial.seconds!,
    next: better[i + 1]?.seconds,
  }));
}

/** More dots than this say no more, and the card is sent again and again. */
const most = 130;

/** Dots that would cover each other become one; in a crowd, also those that nearly would. */
function thinned(dots: readonly Dot[]): readonly Dot[] {
  for (let cell = 0.7; ; cell *= 1.3) {
    const seen = new Map<string, Dot>();
    for (const dot of dots) {
      const key = `${Math.round(dot.x / cell)},${Math.round(dot.y / (4 * cell))}`;
      if (!seen.has(key) || dot.best) seen.set(key, dot);
    }
    if (seen.size <= most) return [...seen.values()];
  }
}

/** The next round number whose quarters are round, too. */
function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10].find((step) => step * power >= value * (1 - 1e-9)) ?? 10);
}

/** At most five of 1, 2, 5 × 10ⁿ within (low, high). */
function logTicks(low: number, high: number): number[] {
  for (const steps of [[1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1]]) {
    const ticks: number[] = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++)
      for (const step of steps) ticks.push(step * 10 ** power);
    const inside = ticks.filter((value) => value > low * 1.02 && value < high / 1.02);
    if (inside.length <= 5) return inside;
  }
  return [];
}
