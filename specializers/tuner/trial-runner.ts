// The tuner's side of the trial process: starts it, asks, limits, and starts another after a crash.
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { SharedMemory } from "../runtime/shared-memory.ts";
import type { TrialCode } from "../runtime/trial/kernel.ts";
import {
  CANCEL_WORD,
  CHECK_WORD,
  CONTROL_BYTES,
  PHASE_WORD,
  PHASES,
  type TrialAnswer,
  type TrialRequest,
  type TrialSetup,
} from "../runtime/trial/protocol.ts";
import type { Timer } from "../toolchain/programs.ts";

/** A kernel that can be asked about; it is opened in each process that needs it. */
export interface TrialVariant {
  readonly number: number;
  readonly code: TrialCode;
  readonly exact: boolean;
}

export type Outcome =
  | TrialAnswer
  | { readonly kind: "crash"; readonly why: string }
  | { readonly kind: "timeout"; readonly why: string };

type Of<Kind extends TrialRequest["kind"]> = Omit<Extract<TrialRequest, { readonly kind: Kind }>, "kernel">;
export type KernelRequest = Of<"check"> | Of<"verify"> | Of<"sample">;
export type OtherRequest = Extract<TrialRequest, { readonly kind: "bench" | "drop" | "reference" }>;

export interface TrialRunner {
  /** About a variant, which is opened first if need be. */
  ask(variant: TrialVariant, request: KernelRequest, limitSeconds: number): Promise<Outcome>;
  askOther(request: OtherRequest, limitSeconds: number): Promise<Outcome>;
  /** The running process keeps no more of this variant. */
  forget(variant: TrialVariant): void;
  /** Ends the process at once; what was asked is answered as a crash. */
  close(): void;
}

/** After the cancel word was set native code has so long to end by itself before it is killed. */
const GRACE_SECONDS = 0.3;
const STOPPED: Outcome = { kind: "crash", why: "stopped" };
const START_SECONDS = 20;
const OPEN_SECONDS = 10;

/** `setup`: what every process gets first. Without one only benches can be asked for. */
export const createTrialRunner = (
  timer: Timer,
  call: { readonly setup: TrialSetup; readonly memory: SharedMemory } | undefined,
): TrialRunner => {
  let current: TrialProcess | undefined;
  let closed = false;
  const words = call === undefined ? undefined : new Int32Array(call.memory.buffer, 0, CONTROL_BYTES / 4);

  const running = async (): Promise<TrialProcess> => {
    if (current === undefined || !current.alive()) {
      current = startProcess(timer, call?.memory.descriptor, words);
      if (call !== undefined) {
        const done = await current.ask({ kind: "setup", setup: call.setup }, START_SECONDS);
        if (done.kind !== "done")
          throw new Error(`The trial process can't be set up: ${"why" in done ? done.why : done.kind}`);
      }
    }
    return current;
  };

  return {
    ask: async (variant, request, limitSeconds) => {
      if (closed) return STOPPED;
      const child = await running();
      if (!child.opened.has(variant.number)) {
        const opened = await child.ask(
          { kind: "open", kernel: variant.number, code: variant.code, exact: variant.exact },
          OPEN_SECONDS,
        );
        if (opened.kind !== "done") return opened;
        child.opened.add(variant.number);
      }
      return child.ask({ ...request, kernel: variant.number }, limitSeconds);
    },
    askOther: async (request, limitSeconds) => (closed ? STOPPED : (await running()).ask(request, limitSeconds)),
    forget: (variant) => {
      if (current?.opened.delete(variant.number) === true && current.alive())
        void current.ask({ kind: "close", kernel: variant.number }, OPEN_SECONDS);
    },
    close: () => {
      closed = true;
      current?.kill();
      current = undefined;
    },
  };
};

interface TrialProcess {
  readonly opened: Set<number>;
  alive(): boolean;
  ask(request: TrialRequest, limitSeconds: number): Promise<Outcome>;
  kill(): void;
}

const startProcess = (timer: Timer, descriptor: number | undefined, words: Int32Array | undefined): TrialProcess => {
  const child: ChildProcess = fork(
    fileURLToPath(new URL("../runtime/trial/main.js", import.meta.url)),
    [String(process.pid)],
    {
      execArgv: ["--no-warnings"],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc", ...(descriptor === undefined ? [] : [descriptor])],
    },
  );
  let last = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    last = `${last}${text}`.slice(-400);
  });
  let settle: ((outcome: Outcome) => void) | undefined;
  let dead = false;
  let queue: Promise<unknown> = Promise.resolve();
  const finish = (outcome: Outcome): void => {
    const waiting = settle;
    settle = undefined;
    waiting?.(outcome);
  };
  const died = (how: string): void => {
    dead = true;
    // Nobody waits after `kill`, and the shared memory may be gone.
    if (settle === undefined) return;
    finish({
      kind: "crash",
      why: `crashed: ${how}${place(words)}${last.trim() === "" ? "" : `: ${last.trim().split("\n").at(-1)}`}`,
    });
  };
  child.on("message", (answer: TrialAnswer) => finish(answer));
  child.on("error", (error) => died(error.message));
  child.on("exit", (status, signal) => died(signal ?? `exit status ${status}`));

  const ask = (request: TrialRequest, limitSeconds: number): Promise<Outcome> =>
    new Promise((resolve) => {
      if (dead) return resolve({ kind: "crash", why: "the trial process could not be started" });
      if (words !== undefined) words[CANCEL_WORD] = 0;
      let late = false;
      const why = `no result within ${limitSeconds < 10 ? limitSeconds.toFixed(1) : limitSeconds.toFixed(0)} s`;
      let cancelTimer = timer(limitSeconds, () => {
        late = true;
        if (words !== undefined) words[CANCEL_WORD] = 1;
        cancelTimer = timer(GRACE_SECONDS, () => {
          const where = place(words);
          finish({ kind: "timeout", why: `${why}${where}` });
          dead = true;
          child.kill("SIGKILL");
        });
      });
      settle = (outcome) => {
        cancelTimer();
        resolve(late && outcome.kind !== "crash" ? { kind: "timeout", why } : outcome);
      };
      child.send(request, (error) => {
        if (error !== null) finish({ kind: "crash", why: `crashed: ${error.message}` });
      });
    });

  return {
    opened: new Set(),
    alive: () => !dead,
    ask: (request, limitSeconds) => {
      const answer = queue.then(() => ask(request, limitSeconds));
      queue = answer;
      return answer;
    },
    kill: () => {
      dead = true;
      child.kill("SIGKILL");
      finish(STOPPED);
    },
  };
};

/** Where the process was, from the words that it leaves in shared memory. */
const place = (words: Int32Array | undefined): string => {
  const phase = words === undefined ? undefined : PHASES[words[PHASE_WORD] ?? 0];
  if (phase === undefined || phase === "waiting") return "";
  return phase === "check"
    ? ` in check ${(words?.[CHECK_WORD] ?? 0) + 1}`
    : phase === "timing"
      ? " while timed"
      : ` in ${phase}`;
};
