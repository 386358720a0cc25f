// The session's side of the tuner: starts it when first needed, answers its questions, stops and continues it.
// Callbacks only: an interrupted cell may drop every promise of the session's main thread.
import { type ChildProcess, fork, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import type { GeneratedKernel } from "../codegen/generated.ts";
import type { Config } from "../specializer.ts";
import type { FromTuner, ToTuner, TuneJob } from "./job.ts";

export interface TunerOptions {
  /** One variant of a job's kernel, or why it is illegal. */
  generate(id: string, config: Config): GeneratedKernel | string;
  on(message: FromTuner): void;
}

export interface TunerClient {
  /** Queues a job; `hold` keeps this process alive until it is done (a script that awaits it). */
  tune(job: TuneJob, options?: { readonly hold?: boolean }): void;
  stop(id: string): void;
  /** Stops the tuner, its trial process and its compilers where they are; returns at once. */
  pause(): void;
  resume(): void;
  /** Ends all of them. Jobs that were running get no further message. */
  close(): void;
  /** The tuner's process id, which is its group's; undefined while none runs. */
  pid(): number | undefined;
}

interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Ends the group, and removes what it left in the temporary folder, when this process lets go of it or is gone,
   *  however it went: compilers would else live on, stopped ones for ever. */
  readonly guard: ChildProcess;
}

export const createTuner = (options: TunerOptions): TunerClient => {
  let running: Running | undefined;
  let pausedAt: number | undefined;
  const jobs = new Map<string, { readonly hold: boolean }>();

  const send = (message: ToTuner): void => {
    running?.child.send(message, () => {
      // A tuner that is gone is noticed by its exit.
    });
  };

  const signal = (name: "SIGSTOP" | "SIGCONT" | "SIGKILL"): void => {
    if (running === undefined) return;
    try {
      process.kill(-running.pid, name);
    } catch {
      // The whole group is gone.
    }
  };

  const holdWhileNeeded = (): void => {
    const channel = running?.child.channel;
    if ([...jobs.values()].some(({ hold }) => hold)) channel?.ref();
    else channel?.unref();
  };

  const receive = (message: FromTuner): void => {
    if (message.kind === "generate") {
      let generated: GeneratedKernel | string;
      try {
        generated = options.generate(message.id, message.config);
      } catch (error) {
        generated = error instanceof Error ? error.message : String(error);
      }
      const illegal = typeof generated === "string" ? generated : undefined;
      send({
        kind: "generated",
        request: message.request,
        kernel: typeof generated === "string" ? undefined : generated,
        illegal,
      });
      return;
    }
    if (message.kind === "done") {
      jobs.delete(message.id);
      holdWhileNeeded();
      options.on(message);
      // Nothing left to do: the process would only take memory. It starts again within a tenth of a second.
      if (jobs.size === 0 && running?.child.connected === true) running.child.disconnect();
      return;
    }
    options.on(message);
  };

  const ended = (child: ChildProcess, how: string): void => {
    if (running !== undefined && running.child !== child) return;
    signal("SIGKILL");
    running = undefined;
    const unfinished = [...jobs.keys()];
    jobs.clear();
    for (const id of unfinished) {
      options.on({ kind: "note", id, text: `The tuner ended unexpectedly: ${how}.` });
      options.on({ kind: "done", id, final: false, noisy: false });
    }
  };

  const start = (): void => {
    const child = fork(fileURLToPath(new URL("./main.js", import.meta.url)), [String(process.pid)], {
      detached: true,
      execArgv: ["--no-warnings"],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    child.on("error", (error) => ended(child, error.message));
    if (child.pid === undefined) return;
    child.on("message", receive);
    const script = 'read _; kill -s KILL -- "-$0" 2> /dev/null; rm -rf -- "$1/taipan-$0-"*';
    const guard = spawn("/bin/sh", ["-c", script, String(child.pid), tmpdir()], {
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
    });
    guard.on("error", () => {
      // Without a shell the processes still end by the death signal they ask for.
    });
    child.on("exit", (status, by) => {
      guard.stdin?.end();
      ended(child, by ?? `exit status ${status}`);
    });
    child.unref();
    guard.unref();
    // A pipe's stream is a socket, though its type does not say so.
    const pipe = guard.stdin;
    if (pipe !== null && "unref" in pipe && typeof pipe.unref === "function") pipe.unref();
    running = { child, pid: child.pid, guard };
    if (pausedAt !== undefined) signal("SIGSTOP");
  };

  return {
    tune: (job, { hold = false } = {}) => {
      jobs.set(job.id, { hold });
      if (running?.child.connected !== true) start();
      if (running === undefined) return;
      holdWhileNeeded();
      send({ kind: "tune", job });
    },
    stop: (id) => send({ kind: "stop", id }),
    pause: () => {
      if (pausedAt !== undefined) return;
      pausedAt = performance.now();
      signal("SIGSTOP");
    },
    resume: () => {
      if (pausedAt === undefined) return;
      const pausedSeconds = (performance.now() - pausedAt) / 1000;
      pausedAt = undefined;
      // The message is in the pipe before the process goes on, so that no limit fires for the time it stood still.
      send({ kind: "resumed", pausedSeconds });
      signal("SIGCONT");
    },
    close: () => {
      if (running === undefined) return;
      const { child, guard } = running;
      jobs.clear();
      child.removeAllListeners();
      child.on("error", () => {});
      signal("SIGKILL");
      guard.stdin?.end();
      running = undefined;
      if (child.connected) child.disconnect();
    },
    pid: () => running?.pid,
  };
};
