// A worker thread that can act while the main thread spins. It alone reads fd 4, where the front writes "interrupt"; it
// answers "done" when the main thread is known to be idle and nothing is pending.
import inspector from "node:inspector";
import { Socket } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { WATCHDOG_DONE, WATCHDOG_INTERRUPT } from "../protocol.ts";
import { PROTECTED, RELEASED, RUNNING, STATE, TERMINATING } from "./words.ts";

export interface WatchdogData {
  readonly words: Int32Array;
  /** Polled by generated code: 1 asks it to stop. */
  readonly cancel: Int32Array;
}
/** From the watchdog: "are you there?", with a number that the main thread gives back. */
export interface Ping {
  readonly ping: number;
}
export type ToWatchdog = { readonly pong: number } | { readonly release: true };

const FAST_PINGS = 2;
const FAST_PING = 10; // ms
const SLOW_PING = 50; // ms
/** Longest that a protected piece of work is waited for. */
const PROTECTION = 3000; // ms

const port = parentPort;
if (port === null) throw new Error("the watchdog is a worker of the session");
const { words, cancel } = workerData as WatchdogData;
const main = new inspector.Session();
main.connectToMainThread();
const terminate = (): void => main.post("Runtime.terminateExecution", () => {});
const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

let answered = 0; // highest ping that the main thread has answered
port.on("message", (message: ToWatchdog) => {
  if ("pong" in message) answered = message.pong;
  else {
    main.disconnect();
    Atomics.store(words, RELEASED, 1);
    Atomics.notify(words, RELEASED);
  }
});

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
let underWay = false;
async function interrupt(): Promise<void> {
  if (underWay) return; // a second interrupt joins the one under way
  underWay = true;
  const mine = ++interrupts;
  const began = performance.now();
  const mayTerminate = (): boolean => Atomics.load(words, PROTECTED) === 0 || performance.now() - began > PROTECTION;
  Atomics.store(cancel, 0, 1);
  if (mayTerminate()) terminateBoundary();
  for (let attempt = 0; answered < mine; attempt++) {
    port!.postMessage({ ping: mine } satisfies Ping);
    await delay(attempt < FAST_PINGS ? FAST_PING : SLOW_PING);
    if (answered >= mine || !mayTerminate() || terminateBoundary()) continue;
    // No pong: the main thread runs JavaScript outside of the boundary (a loop after an await, an fs callback). Only
    // after two pings without an answer, so that a slow thread is not taken for a looping one.
    if (attempt % 2 === 1 && Atomics.load(words, STATE) !== RUNNING) terminate();
  }
  underWay = false;
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
  for (const target of [-process.pid, process.pid]) {
    try {
      process.kill(target, "SIGKILL");
    } catch {
      // not the leader of a group of its own
    }
  }
});
