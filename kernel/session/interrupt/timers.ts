// Timers run in the boundary, because a termination inside a bare one aborts the process when an async hook is active;
// and they know their cell: those of an interrupted cell never fire, as they would go on in the middle of a later one.
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers";
import { type Boundary, Interrupted } from "./boundary.ts";

export interface TimerOwners {
  /** Whose code runs now. */
  current(): string;
  /** Runs a callback as part of a cell. */
  as<T>(owner: string, callback: () => T): T;
}

// a cell may replace them, and how arrays are spread
const { apply } = Reflect;
const { clearTimeout } = timers;

type Callback = (...values: unknown[]) => unknown;

const NAMES = ["setTimeout", "setInterval", "setImmediate"] as const;

export interface CellTimers {
  /** Timers of this cell never fire again. */
  drop(owner: string): void;
}

export function wrapTimers(boundary: Boundary, owners: TimerOwners): CellTimers {
  const dropped = new Set<string>();
  const own = (callback: Callback, owner: string) =>
    function (this: unknown, ...values: unknown[]): void {
      if (dropped.has(owner)) {
        clearTimeout(this as NodeJS.Timeout);
        return;
      }
      try {
        owners.as(owner, () => boundary(() => apply(callback, this, values)));
      } catch (error) {
        if (!(error instanceof Interrupted)) throw error;
        dropped.add(owner); // an interval that loops would only loop again
      }
    };
  for (const name of NAMES) {
    const original = timers[name] as (...values: unknown[]) => unknown;
    const wrapped = (...values: unknown[]): unknown => {
      const callback = values[0];
      if (typeof callback === "function") values[0] = own(callback as Callback, owners.current()); // else it throws as it always did
      return apply(original, undefined, values);
    };
    // keeps the symbol by which util.promisify finds the promise's version
    const replacement = Object.assign(Object.defineProperties(wrapped, { name: { value: name } }), original);
    for (const home of [globalThis, timers]) Object.assign(home, { [name]: replacement });
  }
  syncBuiltinESMExports();
  return { drop: (owner) => void dropped.add(owner) };
}
