// At most one redraw in an interval: the first at once, the latest of the others when the interval is over.
import { setTimeout } from "node:timers"; // a notebook session wraps the global one for user code

export interface Throttled<T> {
  /** Draws now, or soon with the newest value. */
  (value: T): void;
  /** Draws what is still waiting, now: the end of a tuning, or the last thing before a process ends. */
  flush(): void;
}

/** The timer of the trailing call does not keep Node alive. `clock` is for tests. */
export function throttle<T>(
  update: (value: T) => void,
  milliseconds = 250,
  clock: { now(): number; after(milliseconds: number, run: () => void): void } = systemClock,
): Throttled<T> {
  let last = Number.NEGATIVE_INFINITY;
  let waiting: { readonly value: T } | undefined;
  let scheduled = false;

  const draw = (value: T): void => {
    waiting = undefined;
    last = clock.now();
    update(value);
  };
  const flush = (): void => {
    if (waiting) draw(waiting.value);
  };
  const later = (): void => {
    scheduled = true;
    clock.after(Math.max(0, last + milliseconds - clock.now()), () => {
      scheduled = false;
      // A flush in between has moved `last`: then what waits keeps its distance from that drawing.
      if (waiting && clock.now() < last + milliseconds) later();
      else flush();
    });
  };
  const push = (value: T): void => {
    if (clock.now() >= last + milliseconds) draw(value);
    else {
      waiting = { value };
      if (!scheduled) later();
    }
  };
  return Object.assign(push, { flush });
}

const systemClock = {
  now: () => performance.now(),
  after: (milliseconds: number, run: () => void) => {
    setTimeout(run, milliseconds).unref();
  },
};
