// Finding programs on PATH, and running them with a time limit; nothing a compiler starts outlives its limit.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { accessSync, constants, readdirSync, readFileSync, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

/** The first executable file of that name on a search path. */
export const findProgram = (name: string, path: string = process.env.PATH ?? ""): string | undefined => {
  for (const folder of path.split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // Not here.
    }
  }
  return undefined;
};

export interface Ran {
  readonly ok: boolean;
  /** The exit status; undefined when it was killed or could not be started. */
  readonly status: number | undefined;
  readonly timedOut: boolean;
  readonly stdout: string;
  /** Both streams, and why it could not be started. */
  readonly log: string;
  readonly seconds: number;
}

const LOG_LIMIT = 64 << 10;

/** Whatever a program starts inherits it, so that all of it can be found again. */
const TAG = "TAIPAN_RUN";
let runs = 0;
const newTag = (): string => `${process.pid}.${++runs}`;

/**
 * Messages in English, whatever the user's language: they are searched for line numbers. A compiler's own temporary
 * files lie in the folder it works in, so that they go with it when the compiler is killed.
 */
const environment = (folder: string | undefined, tag: string): NodeJS.ProcessEnv => ({
  ...process.env,
  LC_ALL: "C",
  [TAG]: tag,
  ...(folder !== undefined && { TMPDIR: folder }),
});

/** Runs a program to its end; blocks. Past the limit it is killed with everything it started. */
export const runSync = (program: string, args: readonly string[], limitSeconds: number, folder?: string): Ran => {
  const start = performance.now();
  const tag = newTag();
  const ran = spawnSync(program, args, {
    ...(folder === undefined ? {} : { cwd: folder }),
    env: environment(folder, tag),
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    timeout: Math.ceil(limitSeconds * 1000),
    killSignal: "SIGKILL",
    maxBuffer: 16 << 20,
    // In the caller's process group: what ends the group, or interrupts it, reaches the program too.
  });
  const timedOut = ran.error !== undefined && "code" in ran.error && ran.error.code === "ETIMEDOUT";
  if (timedOut) killTagged(tag);
  return {
    ok: ran.status === 0,
    status: ran.status ?? undefined,
    timedOut,
    stdout: ran.stdout ?? "",
    log: logOf(`${ran.stdout ?? ""}${ran.stderr ?? ""}`, timedOut ? undefined : ran.error, ran.signal),
    seconds: (performance.now() - start) / 1000,
  };
};

/** Calls `expire` after so many seconds unless cancelled by the function it gives. The tuner's does not count pauses. */
export type Timer = (seconds: number, expire: () => void) => () => void;

export const wallTimer: Timer = (seconds, expire) => {
  const handle = setTimeout(expire, seconds * 1000);
  return () => clearTimeout(handle);
};

/** The same without blocking; it stays in the caller's process group, so that pausing the group pauses it. Rejects when aborted. */
export const run = (
  program: string,
  args: readonly string[],
  limitSeconds: number,
  options: { readonly folder?: string; readonly signal?: AbortSignal; readonly timer?: Timer } = {},
): Promise<Ran> =>
  new Promise((resolve, reject) => {
    options.signal?.throwIfAborted();
    const start = performance.now();
    const child: ChildProcess = spawn(program, args, {
      ...(options.folder === undefined ? {} : { cwd: options.folder }),
      env: environment(options.folder, newTag()),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    let timedOut = false;
    let failure: Error | undefined;
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      if (stdout.length < LOG_LIMIT) stdout += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      if (stderr.length < LOG_LIMIT) stderr += text;
    });
    const kill = (): void => {
      if (child.pid !== undefined) killTree(child.pid);
    };
    const cancel = (options.timer ?? wallTimer)(limitSeconds, () => {
      timedOut = true;
      kill();
    });
    options.signal?.addEventListener("abort", kill);
    child.on("error", (error) => {
      failure = error;
    });
    child.on("close", (status, signal) => {
      cancel();
      options.signal?.removeEventListener("abort", kill);
      if (options.signal?.aborted === true) return reject(options.signal.reason);
      resolve({
        ok: status === 0,
        status: status ?? undefined,
        timedOut,
        stdout,
        log: logOf(`${stdout}${stderr}`, failure, timedOut ? null : signal),
        seconds: (performance.now() - start) / 1000,
      });
    });
  });

const logOf = (text: string, failure: Error | undefined, signal: NodeJS.Signals | null): string => {
  const lines = [text.slice(0, LOG_LIMIT)];
  if (failure !== undefined) lines.push(failure.message);
  else if (signal !== null) lines.push(`killed by ${signal}`);
  return lines.filter((line) => line !== "").join("\n");
};

/** Kills what a program has left behind, where the system tells of it. */
const killTagged = (tag: string): void => {
  for (const pid of processes()) {
    try {
      const variables = readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
      if (variables.includes(`${TAG}=${tag}`)) process.kill(pid, "SIGKILL");
    } catch {
      // Ended meanwhile, or another user's.
    }
  }
};

const processes = (): readonly number[] => {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
};

/** Kills a process and all below it: stopped first, so that it can't start another meanwhile. */
export const killTree = (pid: number): void => {
  try {
    process.kill(pid, "SIGSTOP");
  } catch {
    return;
  }
  for (const child of childrenOf(pid)) killTree(child);
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Gone already.
  }
};

const childrenOf = (parent: number): readonly number[] =>
  processes().filter((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // "pid (name, maybe with blanks and brackets) state parent …"
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return Number(fields[1]) === parent;
    } catch {
      return false; // ended meanwhile
    }
  });
