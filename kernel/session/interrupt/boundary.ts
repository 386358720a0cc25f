// User code is entered here and nowhere else: `Runtime.evaluate` of the inspector is what a termination unwinds to. The
// watchdog and this thread decide by compare-and-swap on the state word whether a termination is on its way.
import inspector from "node:inspector";
import { ENTRIES, IDLE, RUNNING, STATE } from "./words.ts";

const { add, compareExchange, store } = Atomics; // a cell may replace them

/** Thrown by a boundary whose code was terminated. */
export class Interrupted extends Error {
  override readonly name = "KeyboardInterrupt";
  constructor() {
    super("the cell was interrupted");
    this.stack = `${this.name}: ${this.message}`;
  }
}

/**
 * Runs `f`, to its end or until it is terminated.
 *
 * Microtasks run after it, outside of the boundary (V8 drains no queue inside of an evaluation).
 *
 * @throws Interrupted, or what `f` throws
 */
export type Boundary = <T>(f: () => T) => T;

export interface ResettableBoundary {
  readonly run: Boundary;
  /** A termination may hit the boundary itself. Call it where nothing of it can be on the stack. */
  reset(): void;
}

const STEP = "__taipanStep";

export function createBoundary(words: Int32Array): ResettableBoundary {
  const session = new inspector.Session();
  session.connect();
  let inside = false;
  let body: () => void = () => {};
  Object.defineProperty(globalThis, STEP, { value: () => body() });

  const evaluate = (expression: string): boolean => {
    let terminated = false;
    session.post("Runtime.evaluate", { expression, silent: true }, (error) => {
      terminated = error !== null;
    });
    return terminated;
  };

  const run = <T>(f: () => T): T => {
    if (inside) return f();
    let outcome: { readonly value: T } | { readonly error: unknown } | undefined;
    body = () => {
      try {
        outcome = { value: f() };
      } catch (error) {
        outcome = { error };
      }
    };
    inside = true;
    add(words, ENTRIES, 1);
    store(words, STATE, RUNNING);
    const terminated = evaluate(`${STEP}()`);
    const stopped = compareExchange(words, STATE, RUNNING, IDLE) !== RUNNING;
    if (stopped) {
      // The watchdog has asked for a termination. If it came too late for f, it is still pending and would kill the next
      // JavaScript to run, e.g. the handler that receives the next cell: let it kill this loop instead.
      if (!terminated) evaluate("for (;;) {}");
      store(words, STATE, IDLE);
    }
    inside = false;
    body = () => {};
    if (stopped || outcome === undefined) throw new Interrupted();
    if ("error" in outcome) throw outcome.error;
    return outcome.value;
  };
  return {
    run,
    reset() {
      inside = false;
      body = () => {};
      store(words, STATE, IDLE);
    },
  };
}
