// `progress(iterable)` and `progress.bar()`: how far a loop is, drawn at most ten times a second, also while it computes
// without a pause: each step looks at the clock, as no timer comes through.
import { inspect } from "node:util";
import type { Output } from "../../../specializers/index.ts";
import { type BarView, progressBundle } from "../../display/progress-view.ts";
import { createOutput } from "../host.ts";
import { type DisplayPorts, markAsDrawn } from "./display.ts";

export interface ProgressOptions {
  /** What is going on. */
  readonly label?: string;
  /** Steps in all; without it the length of what is gone over, if it has one. */
  readonly total?: number;
}

export interface ProgressBar {
  readonly count: number;
  /** So many steps further; 1 unless said. Reaching the total ends the bar. */
  add(steps?: number): void;
  /** So many steps in all. */
  set(count: number): void;
  /** The end, also before the total. */
  done(): void;
  /** With `using`: the end of its block ends the bar. */
  [Symbol.dispose](): void;
}

export interface Progress {
  /** Goes over 0, 1, … `count` - 1, and shows how far it is. */
  (count: number, options?: ProgressOptions): Iterable<number> & AsyncIterable<number>;
  /** Goes over an iterable, by `for` or by `for await`, and shows how far it is. */
  <T>(values: Iterable<T>, options?: ProgressOptions): Iterable<T> & AsyncIterable<Awaited<T>>;
  /** Goes over an asynchronous iterable by `for await`, and shows how far it is. */
  <T>(values: AsyncIterable<T>, options?: ProgressOptions): AsyncIterable<T>;
  /** A bar for loops of any other kind. */
  bar(options?: ProgressOptions): ProgressBar;
}

export interface ProgressClock {
  /** Milliseconds. */
  now(): number;
  after(milliseconds: number, f: () => void): void;
}

export interface ProgressPorts extends Pick<DisplayPorts, "send" | "owner"> {
  /** For tests. */
  readonly clock?: ProgressClock;
}

export interface ProgressBars {
  readonly progress: Progress;
  /** A cell has ended; `error` is its error's name. Its bars that still run say so. */
  ended(cell: string, error: string | undefined): void;
}

const INTERVAL = 100; // ms between two drawings
const MEMORY = 3; // s; how long a rate of before counts

interface Bar {
  readonly label: string;
  readonly total: number | undefined;
  readonly level: number;
  readonly began: number;
  count: number;
  status: BarView["status"];
  ended: number;
  rate: number | undefined;
  /** Where the rate was measured last. */
  seen: { readonly at: number; readonly count: number };
}

/** Bars that run at the same time in one cell share an output: nested ones, or parallel ones. */
interface Group {
  readonly cell: string;
  readonly bars: Bar[];
  output: Output | undefined;
  drawn: number;
  /** The drawing that a timer will do, unless another one comes before. */
  waiting: object | undefined;
}

export function createProgress({ send, owner, clock = systemClock() }: ProgressPorts): ProgressBars {
  const groups = new Map<string, Group>();

  const draw = (group: Group): void => {
    const now = clock.now();
    group.drawn = now;
    group.waiting = undefined;
    const bundle = progressBundle(group.bars.map((bar) => viewOf(bar, now)));
    if (group.output === undefined) group.output = createOutput({ send, owner }, bundle);
    else group.output.update(bundle);
  };
  const drawSoon = (group: Group): void => {
    const left = group.drawn + INTERVAL - clock.now();
    if (left <= 0) draw(group);
    else if (group.waiting === undefined) {
      const turn = {};
      group.waiting = turn;
      clock.after(left, () => {
        if (group.waiting === turn) draw(group);
      });
    }
  };
  const end = (group: Group, bar: Bar, status: BarView["status"]): void => {
    if (bar.status !== "running") return;
    bar.status = status;
    bar.ended = clock.now();
    const last = group.bars.every((each) => each.status !== "running");
    if (!last) {
      drawSoon(group);
      return;
    }
    if (groups.get(group.cell) === group) groups.delete(group.cell);
    draw(group);
  };

  const start = ({ label = "", total }: ProgressOptions) => {
    if (total !== undefined && !(total >= 0))
      throw new RangeError(`the total of a progress bar is a number of steps; got ${inspect(total)}`);
    const cell = owner();
    const group = groups.get(cell) ?? {
      cell,
      bars: [],
      output: undefined,
      drawn: Number.NEGATIVE_INFINITY,
      waiting: undefined,
    };
    groups.set(cell, group);
    const level = group.bars.filter((each) => each.status === "running").length;
    const began = clock.now();
    const seen = { at: began, count: 0 };
    const bar: Bar = {
      ...{ label: String(label), total, level, began, seen },
      ...{ count: 0, status: "running", ended: began, rate: undefined },
    };
    // An inner loop's bar takes the place of the one before it.
    const free = group.bars.findIndex((each) => each.status !== "running" && each.level === level);
    if (free >= 0) group.bars[free] = bar;
    else group.bars.push(bar);
    drawSoon(group);
    const set = (count: number): void => {
      if (bar.status !== "running") return;
      bar.count = count;
      if (bar.total !== undefined && count >= bar.total) end(group, bar, "done");
      else drawSoon(group);
    };
    return { bar, set, end: (status: BarView["status"]) => end(group, bar, status) };
  };

  function* over<T>(values: Iterable<T>, options: ProgressOptions): Generator<T> {
    const { bar, set, end } = start(options);
    try {
      for (const value of values) {
        yield value;
        set(bar.count + 1);
      }
      end("done");
    } finally {
      end("stopped");
    }
  }
  async function* overAsync<T>(values: AsyncIterable<T> | Iterable<T>, options: ProgressOptions): AsyncGenerator<T> {
    const { bar, set, end } = start(options);
    try {
      for await (const value of values) {
        yield value;
        set(bar.count + 1);
      }
      end("done");
    } finally {
      end("stopped");
    }
  }

  const progress = (given: unknown, options: ProgressOptions = {}): object => {
    const values: unknown = typeof given === "number" ? range(given) : given;
    const total = options.total ?? sizeOf(typeof given === "number" ? Math.max(0, Math.ceil(given)) : given);
    const complete: ProgressOptions = { ...options, ...(total !== undefined && { total }) };
    if (isIterable(values))
      return {
        [Symbol.iterator]: () => over(values, complete),
        [Symbol.asyncIterator]: () => overAsync(values, complete),
      };
    if (isAsyncIterable(values))
      return {
        [Symbol.asyncIterator]: () => overAsync(values, complete),
        [Symbol.iterator]() {
          throw new TypeError("what comes asynchronously is gone over by `for await (const x of progress(…))`");
        },
      };
    throw new TypeError(
      `progress goes over an iterable, or counts to a number; got ${inspect(given, { depth: 0, maxStringLength: 60 })}`,
    );
  };

  const bar = (options: ProgressOptions = {}): ProgressBar => {
    const { bar: own, set, end } = start(options);
    return markAsDrawn({
      get count() {
        return own.count;
      },
      add: (steps = 1) => set(own.count + steps),
      set,
      done: () => end("done"),
      [Symbol.dispose]: () => end(own.total === undefined || own.count >= own.total ? "done" : "stopped"),
    });
  };

  return {
    progress: Object.assign(progress, { bar }) as Progress,
    ended(cell, error) {
      const group = groups.get(cell);
      if (group === undefined) return;
      if (error === undefined) {
        if (group.waiting !== undefined) draw(group);
        return;
      }
      for (const each of group.bars) end(group, each, error === "KeyboardInterrupt" ? "interrupted" : "stopped");
    },
  };
}

const viewOf = (bar: Bar, now: number): BarView => {
  const passed = (now - bar.seen.at) / 1000;
  if (bar.status === "running" && passed > 0) {
    const present = (bar.count - bar.seen.count) / passed;
    const weight = bar.rate === undefined ? 1 : 1 - Math.exp(-passed / MEMORY);
    if (bar.rate !== undefined || present > 0) bar.rate = (bar.rate ?? 0) * (1 - weight) + present * weight;
    bar.seen = { at: now, count: bar.count };
  }
  const { label, count, total, level, status, rate } = bar;
  const seconds = ((status === "running" ? now : bar.ended) - bar.began) / 1000;
  return { label, count, total, level, status, rate, seconds };
};

function* range(count: number): Generator<number> {
  for (let index = 0; index < count; index++) yield index;
}

const isIterable = (value: unknown): value is Iterable<unknown> =>
  (typeof value === "object" || typeof value === "string") && value !== null && Symbol.iterator in Object(value);
const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === "object" && value !== null && Symbol.asyncIterator in value;

const sizeOf = (value: unknown): number | undefined => {
  if (typeof value === "number") return value;
  if (typeof value === "string") return [...value].length;
  const { length, size } = value as { readonly length?: unknown; readonly size?: unknown };
  return [length, size].find((count) => typeof count === "number");
};

/** The timers that know their cell: those of an interrupted one never fire. */
const systemClock = (): ProgressClock => {
  const { setTimeout } = globalThis;
  return {
    now: () => performance.now(),
    after: (milliseconds, f) => void setTimeout(f, milliseconds).unref(),
  };
};
