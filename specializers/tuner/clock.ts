// The tuner's time: seconds in which it was not paused. A stopped process can't see its pause; the session tells it.
import type { Timer } from "../toolchain/programs.ts";

export interface Clock {
  /** Seconds since the clock was made, pauses left out. */
  now(): number;
  /** The process stood still for so long. */
  skip(seconds: number): void;
  readonly timer: Timer;
}

export const createClock = (): Clock => {
  const start = performance.now();
  let paused = 0;
  const now = (): number => (performance.now() - start) / 1000 - paused;
  const timer: Timer = (seconds, expire) => {
    const end = now() + seconds;
    let cancelled = false;
    let handle: NodeJS.Timeout;
    const arm = (): void => {
      handle = setTimeout(check, Math.max(1, (end - now()) * 1000));
    };
    const check = (): void => {
      // After a pause timers fire before the message that tells of the pause is read: let the event loop read it.
      setImmediate(() =>
        setImmediate(() => {
          if (cancelled) return;
          if (now() >= end) expire();
          else arm();
        }),
      );
    };
    arm();
    return () => {
      cancelled = true;
      clearTimeout(handle);
    };
  };
  return {
    now,
    skip: (seconds) => {
      paused += seconds;
    },
    timer,
  };
};
