// The main thread's side of an interrupt: starts the watchdog, answers its pings, and keeps the two in step.
import { Worker } from "node:worker_threads";
import { relaxAsyncHooks } from "./async-hooks.ts";
import { type Boundary, createBoundary } from "./boundary.ts";
import type { Ping, ToWatchdog, WatchdogData } from "./watchdog.ts";
import { PROTECTED, RELEASED, WORDS } from "./words.ts";

export interface Interrupts {
  readonly boundary: Boundary;
  /** Set to 1 by an interrupt, cleared when a cell starts. */
  readonly cancel: Int32Array;
  /** The front's message about an interrupt has been read, and so all that it sent before. */
  seen(): void;
  /** While any protection holds, an interrupt waits (for some seconds at most). */
  protect(): () => void;
}

const RELEASE_TIME = 200; // ms

/** @param interrupted called when an interrupt has stopped whatever ran: from here on nothing of it is on the stack */
/** @param watchdogUrl the script of the thread that stops cells */
export function createInterrupts(watchdogUrl: URL, interrupted: () => void): Interrupts {
  const words = new Int32Array(new SharedArrayBuffer(4 * WORDS));
  const cancel = new Int32Array(new SharedArrayBuffer(4));
  const boundary = createBoundary(words);

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
  // The front sends SIGINT to wake native calls (EINTR) and to end child processes; this process must survive it.
  process.on("SIGINT", () => {});

  return {
    boundary: boundary.run,
    cancel,
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
