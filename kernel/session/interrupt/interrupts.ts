// The main thread's side of an interrupt: starts the watchdog, answers its pings, and keeps the two in step.
import { Worker } from "node:worker_threads";
import { relaxAsyncHooks } from "./async-hooks.ts";
import { type Boundary, createBoundary } from "./boundary.ts";
import type { Ping, ToWatchdog, WatchdogData } from "./watchdog.ts";
import { PROTECTED, RELEASED, UNDER_WAY, WORDS } from "./words.ts";

export interface Interrupts {
  readonly boundary: Boundary;
  /** Polled by generated code: 1 asks it to stop. */
  readonly cancel: Int32Array;
  /** A cell starts: only an interrupt that comes now, or is under way, is meant for it. */
  began(): void;
  /** Whether an interrupt has come that is meant for the cell that runs. */
  interrupted(): boolean;
  /** The front's message about an interrupt has been read, and so all that it sent before. */
  seen(): void;
  /** While any protection holds, an interrupt waits (for some seconds at most). */
  protect(): () => void;
}

const { load, store } = Atomics; // a cell may replace them
const RELEASE_TIME = 200; // ms

/**
 * @param watchdogUrl the script of the thread that stops cells
 * @param interrupted called when an interrupt has stopped whatever ran: from here on nothing of it is on the stack
 */
export function createInterrupts(watchdogUrl: URL, interrupted: () => void): Interrupts {
  const words = new Int32Array(new SharedArrayBuffer(4 * WORDS));
  const cancel = new Int32Array(new SharedArrayBuffer(4));
  const boundary = createBoundary(words);
  // The front sends SIGINT to wake native calls (EINTR) and to end child processes; this process must survive it, from
  // before the watchdog can have said a word.
  process.on("SIGINT", () => {});

  const watchdog = new Worker(watchdogUrl, {
    workerData: { words, cancel } satisfies WatchdogData,
    execArgv: [],
    stdout: false,
    stderr: false,
  });
  watchdog.unref();
  const post = (message: ToWatchdog): void => watchdog.postMessage(message);
  const asyncIds = relaxAsyncHooks();
  watchdog.on("message", ({ ping }: Ping) => {
    asyncIds.clear();
    boundary.reset();
    interrupted();
    post({ pong: ping });
  });
  // without its watchdog the session could be neither interrupted nor ended
  watchdog.once("error", (error) => {
    process.stderr.write(`the session's watchdog failed: ${error.stack}\n`);
    process.exit(1);
  });

  // While the watchdog is connected, Node waits at the end for "the debugger to disconnect".
  process.once("exit", () => {
    post({ release: true });
    Atomics.wait(words, RELEASED, 0, RELEASE_TIME);
  });

  return {
    boundary: boundary.run,
    cancel,
    began() {
      store(cancel, 0, 0); // first: what the watchdog writes from here on stays
      if (load(words, UNDER_WAY) === 1) store(cancel, 0, 1);
    },
    interrupted: () => load(cancel, 0) === 1,
    seen: () => post({ seen: true }),
    protect() {
      Atomics.add(words, PROTECTED, 1);
      let held = true;
      return () => {
        if (held) Atomics.sub(words, PROTECTED, 1);
        held = false;
      };
    },
  };
}
