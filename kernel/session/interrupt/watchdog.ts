// A worker thread that can act while the main thread spins. It alone reads fd 4, where the front writes "interrupt"; it
// answers "stopping" after its first attempt to stop it, and "done" when the main thread is known to be idle and nothing is
// pending.
import inspector from "node:inspector";
import { Socket } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { removeTemporaryFolders } from "../leftovers.ts";
import { WATCHDOG_DONE, WATCHDOG_INTERRUPT, WATCHDOG_STOPPING } from "../protocol.ts";
import { mainThreadTime } from "./main-thread-time.ts";
import { ENTRIES, PROTECTED, RELEASED, RUNNING, STATE, TERMINATING, UNDER_WAY } from "./words.ts";

export interface WatchdogData {
  readonly words: Int32Array;
  /** Polled by generated code: 1 asks it to stop. */
  readonly cancel: Int32Array;
}
/** From the watchdog: "are you there?", with a number that the main thread gives back. */
export interface Ping {
  readonly ping: number;
}
export type ToWatchdog = { readonly pong: number } | { readonly seen: true } | { readonly release: true };

/** Time that the main thread gets to answer a ping before it counts as busy. */
const PATIENCE = 10; // ms
/** It is busy outside of the boundary, and not just slow to be scheduled, when it has used this much since the ping. */
const BUSY = 5; // ms of processor time
/** Code that ends by itself within this time is not what the interrupt is for. */
const INNOCENT = 2; // ms
/** Longest that a protected piece of work is waited for. */
const PROTECTION = 3000; // ms
/** Longest that an idle main thread may take to read what the front sent before the interrupt. */
const READING = 200; // ms

const port = parentPort;
if (port === null) throw new Error("the watchdog is a worker of the session");
const { words, cancel } = workerData as WatchdogData;
const main = new inspector.Session();
main.connectToMainThread();

/** Terminations that the main thread has not carried out yet; one that is pending would kill the next cell. */
let pending = 0;
const terminate = (): void => {
  pending++;
  main.post("Runtime.terminateExecution", () => {
    pending--;
    progress();
  });
};

/**
 * Terminates only what runs inside the boundary: whoever changes RUNNING first (we to TERMINATING, the main thread to
 * IDLE) decides, so the main thread knows whether a termination is on its way.
 */
const terminateBoundary = (): boolean => {
  const won = Atomics.compareExchange(words, STATE, RUNNING, TERMINATING) === RUNNING;
  if (won) terminate();
  return won;
};

let interrupts = 0;
let seen = 0; // interrupts whose message main has read, and so all that the front sent before
let asked = 0;
let answered = 0; // highest ping that the main thread has answered
let progress: () => void = () => {};
port.on("message", (message: ToWatchdog) => {
  if ("pong" in message) {
    answered = message.pong;
    progress();
  } else if ("seen" in message) {
    seen++;
    progress();
  } else {
    main.disconnect();
    Atomics.store(words, RELEASED, 1);
    Atomics.notify(words, RELEASED);
  }
});

/** Waits until `condition` holds, asked at each answer of the main thread; false: not in time. */
const until = (condition: () => boolean, milliseconds: number): Promise<boolean> =>
  new Promise((resolve) => {
    const finish = (held: boolean): void => {
      clearTimeout(timer);
      progress = () => {};
      resolve(held);
    };
    const timer = setTimeout(() => finish(condition()), milliseconds);
    progress = () => {
      if (condition()) finish(true);
    };
    progress();
  });

async function interrupt(): Promise<void> {
  if (Atomics.exchange(words, UNDER_WAY, 1) === 1) return; // a second interrupt joins the one under way
  const began = performance.now();
  const mayTerminate = (): boolean => Atomics.load(words, PROTECTED) === 0 || performance.now() - began > PROTECTION;
  Atomics.store(cancel, 0, 1);
  // a timer of an earlier cell that just happens to run is no reason to stop it
  const entries = Atomics.load(words, ENTRIES);
  await until(() => Atomics.load(words, STATE) !== RUNNING, INNOCENT);
  if (mayTerminate() && Atomics.load(words, ENTRIES) === entries) terminateBoundary();
  pipe.write(`${WATCHDOG_STOPPING}\n`);
  const mine = ++interrupts;
  let free: number | undefined; // since when main has been free to read
  // Over when main answers a ping that was sent with no termination on its way, and with all read that came before.
  for (let settled = false; !settled; ) {
    const clean = pending === 0 && seen >= mine;
    const ping = ++asked;
    const used = mainThreadTime();
    port!.postMessage({ ping } satisfies Ping);
    const answer = await until(() => answered >= ping, PATIENCE);
    if (answer) {
      settled = clean;
      if (seen >= mine) continue;
      free ??= performance.now();
      if (performance.now() - free > READING) seen = mine;
      else await until(() => seen >= mine, PATIENCE);
    } else if (mayTerminate() && !terminateBoundary() && pending === 0 && mainThreadTime() - used > BUSY) {
      // JavaScript outside of the boundary: a loop after an await, in a file's callback
      if (Atomics.load(words, STATE) !== RUNNING) terminate();
    }
  }
  Atomics.store(words, UNDER_WAY, 0);
  pipe.write(`${WATCHDOG_DONE}\n`);
}

const pipe = new Socket({ fd: 4, readable: true, writable: true });
let line = "";
pipe.on("data", (data: Buffer) => {
  const lines = (line + data.toString("latin1")).split("\n");
  line = lines.pop() ?? "";
  if (lines.includes(WATCHDOG_INTERRUPT)) void interrupt();
});
pipe.on("error", () => {}); // "close" follows
// The front is gone: the main thread may be in an endless loop and never notice, so the process is ended from here, and
// with it the children that it has in its group.
pipe.on("close", () => {
  removeTemporaryFolders(process.pid);
  for (const target of [-process.pid, process.pid]) {
    try {
      process.kill(target, "SIGKILL");
    } catch {
      // not the leader of a group of its own
    }
  }
});
