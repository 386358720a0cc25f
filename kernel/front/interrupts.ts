// The escalation of an interrupt: the watchdog first; SIGINT to the session's process group when the watchdog's first
// attempt doesn't help soon (that wakes native calls and ends child processes); at a second interrupt of a stuck session,
// its end.

/** Time from the watchdog's first attempt to the first signal. */
const SIGNAL_AFTER = 30; // ms
const SIGNAL_AGAIN = 200; // ms, for as long as it is stuck
/** A second interrupt sooner than this is taken for a double click and joins the first. */
const STUCK_AFTER = 1000; // ms

export interface InterruptTarget {
  /** Tells the watchdog. */
  interrupt(): void;
  /** Signals the session's whole process group. */
  signal(name: "SIGINT" | "SIGKILL"): void;
}

export interface Interrupts {
  request(): void;
  /**
   * The watchdog has made its first attempt. A signal before it would look to the cell like a failure of its own, and
   * would end a session that only starts.
   */
  stopping(): void;
  /**
   * The cell that ran has ended: the session is not stuck, though the watchdog may need time to say so. The clock of the
   * next request starts anew.
   */
  ended(): void;
  /** The watchdog has answered: nothing is pending in the session. */
  done(): void;
  /** True from a request until it is done: no cell may be sent. */
  readonly underWay: boolean;
  /** True once the session has been ended because it was stuck. */
  readonly killed: boolean;
  /** Stops all timers (the session is gone). */
  dispose(): void;
}

export function createInterrupts(target: InterruptTarget, settled: () => void): Interrupts {
  let underWay = false;
  let since: number | undefined; // of what runs now
  let killed = false;
  let timer: NodeJS.Timeout | undefined;
  let signalled = false;
  const signal = (): void => {
    signalled = true;
    target.signal("SIGINT");
    timer = setTimeout(signal, SIGNAL_AGAIN);
  };
  const kill = (): void => {
    if (killed) return;
    killed = true;
    clearTimeout(timer);
    target.signal("SIGKILL");
  };
  const stop = (): void => {
    clearTimeout(timer);
    underWay = false;
    since = undefined;
  };
  return {
    request() {
      if (killed) return;
      if (since !== undefined && performance.now() - since >= STUCK_AFTER) {
        // of a front that was held up itself, the answer may still have to be read
        const stuck = since;
        setImmediate(() => setImmediate(() => since === stuck && kill()));
      }
      since ??= performance.now();
      if (underWay) return;
      underWay = true;
      signalled = false;
      target.interrupt();
    },
    stopping() {
      if (!underWay || killed) return;
      timer = setTimeout(signal, SIGNAL_AFTER);
    },
    ended() {
      since = undefined;
    },
    done() {
      if (!underWay || killed) return;
      stop();
      // The cell has stopped by itself; the programs that it has started and only waited for hear of it now. Not before:
      // their end would look to the cell like a failure of theirs.
      if (!signalled) target.signal("SIGINT");
      settled();
    },
    get underWay() {
      return underWay;
    },
    get killed() {
      return killed;
    },
    dispose: stop,
  };
}
