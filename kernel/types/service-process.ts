// The process of TypeScript's service: it starts once, and ends with the process that started it, however that one ends.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { API } from "typescript/unstable/async";

export interface ServiceProcess {
  /** Starts it unless it has started. Rejects when it can't start or was closed. */
  start(): Promise<void>;
  /**
   * The answer to a question; rejects when the process has ended, as the answer then never comes. (A race with a promise of
   * that end would leave something of each question with that promise.)
   */
  whileItLives<T>(question: () => Promise<T>): Promise<T>;
  /** Kills it, also one that is starting or hangs. Resolves when it is gone. */
  close(): Promise<void>;
}

/** What the API keeps to itself. */
interface Client {
  readonly process?: ChildProcess;
  connect(): Promise<void>;
  close(): Promise<void>;
}

export function createServiceProcess(api: API): ServiceProcess {
  const { client } = api as unknown as { readonly client: Client };
  let starting: Promise<void> | undefined;
  let closed = false;
  let child: ChildProcess | undefined;
  let end: Error | undefined;
  const waiting = new Set<(error: Error) => void>();
  const died = (): void => {
    end ??= new Error("its process has ended");
    for (const reject of waiting) reject(end);
  };

  const connect = async (): Promise<void> => {
    if (closed) throw new Error("it was closed");
    await client.connect();
    child = client.process;
    if (child?.pid === undefined) throw new Error("its process did not start");
    child.stdin?.on("error", () => {}); // "exit" tells
    if (gone(child)) died();
    else {
      child.once("exit", died);
      await endWithParent(child);
    }
  };

  return {
    whileItLives: (question) =>
      new Promise((resolve, reject) => {
        if (end !== undefined) {
          reject(end);
          return;
        }
        waiting.add(reject);
        void question()
          .then(resolve, reject)
          .finally(() => waiting.delete(reject));
      }),
    start() {
      starting ??= connect();
      return starting;
    },
    async close() {
      closed = true;
      await starting?.catch(() => {});
      died();
      // not by the API's own way, which first asks the service something: one that hangs would never end
      if (child !== undefined && !gone(child)) {
        const exit = once(child, "exit");
        child.kill("SIGKILL");
        await exit;
      }
      await client.close();
    },
  };
}

const gone = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/**
 * Has a child killed when this process is no more. The service itself ends at the end of its input, but not while it
 * waits for the answer to a question about a file; so a shell waits for that end too.
 */
async function endWithParent(child: ChildProcess): Promise<void> {
  // detached: a signal to the kernel's group does not reach it
  const guard = spawn("/bin/sh", ["-c", 'read -r line; kill -KILL "$1"', "sh", String(child.pid)], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  guard.stdin.on("error", () => {});
  child.once("exit", () => guard.kill("SIGKILL")); // its number may become another process's
  await once(guard, "spawn");
  if (gone(child)) guard.kill("SIGKILL");
}
