// A session process as the front has it, and what cells do in it.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { startSession } from "../../../kernel/front/session-process.ts";
import type { ErrorContent, FromSession } from "../../../kernel/session/protocol.ts";
import { packageRoot } from "../../support/root.ts";
import { temporaryFolder } from "../../support/temp.ts";

type Of<K extends FromSession["kind"]> = Extract<FromSession, { kind: K }>;

export interface CellOutput {
  readonly status: "ok" | "error";
  readonly error: ErrorContent | undefined;
  /** text/plain of the result. */
  readonly text: string | undefined;
  readonly result: Readonly<Record<string, unknown>> | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Streams and displays in the order in which the front publishes them. */
  readonly events: readonly Event[];
  readonly userExpressions: Readonly<
    Record<string, { readonly status: string; readonly data?: Record<string, unknown> }>
  >;
}

export type Event =
  | { readonly kind: "stdout" | "stderr"; readonly text: string; readonly owner: string }
  | { readonly kind: Of<"display">["event"]; readonly id: string; readonly content: Record<string, unknown> }
  | { readonly kind: "input"; readonly prompt: string; readonly password: boolean };

export interface RunOptions {
  readonly silent?: boolean;
  readonly userExpressions?: Readonly<Record<string, string>>;
  readonly allowStdin?: boolean;
  readonly executionCount?: number;
  /** Called with each event as it comes. */
  readonly onEvent?: (event: Event) => void;
}

export interface TestSession {
  readonly folder: string;
  readonly pid: number;
  run(code: string, options?: RunOptions): Promise<CellOutput>;
  /** Resolves when the watchdog says that nothing is pending. */
  interrupt(): Promise<void>;
  answer(value: string): void;
  send: ReturnType<typeof startSession>["send"];
  readonly messages: readonly FromSession[];
  /** All events so far, late ones too. */
  readonly events: readonly Event[];
  /** Resolves with a later event that satisfies a condition. */
  waitFor(condition: (event: Event) => boolean): Promise<Event>;
  readonly dead: string | undefined;
  readonly exited: Promise<string>;
  close(): Promise<void>;
}

export async function openSession(folder = temporaryFolder("session")): Promise<TestSession> {
  mkdirSync(join(folder, "cache"), { recursive: true });
  process.env.XDG_CACHE_HOME = join(folder, "cache");
  const events: Event[] = [];
  const messages: FromSession[] = [];
  const watchers = new Set<(event: Event) => void>();
  let running:
    | { readonly id: string; readonly from: number; readonly options: RunOptions; done(done: Of<"done">): void }
    | undefined;
  let owner = "";
  let serial = 0;
  let dead: string | undefined;
  let lastWords = "";
  let settled: (() => void) | undefined;
  let interrupting: Promise<void> | undefined;
  let becameReady: () => void = () => {};
  const ready = new Promise<void>((resolve) => {
    becameReady = resolve;
  });
  let onExit: (how: string) => void = () => {};
  const exited = new Promise<string>((resolve) => {
    onExit = resolve;
  });

  const emit = (event: Event): void => {
    events.push(event);
    running?.options.onEvent?.(event);
    for (const watcher of watchers) watcher(event);
  };
  const session = startSession(
    { cwd: folder, entry: join(packageRoot, "dist", "kernel", "session", "main.js") },
    {
      text: (kind, text) => emit({ kind, text, owner }),
      message(message) {
        messages.push(message);
        if (message.kind === "ready") becameReady();
        if (message.kind === "owner") owner = message.id;
        if (message.kind === "display") {
          emit({ kind: message.event, id: message.id, content: message.content as Record<string, unknown> });
        }
        if (message.kind === "input") emit({ kind: "input", prompt: message.prompt, password: message.password });
        if (message.kind === "done" && message.result !== undefined)
          emit({ kind: "execute_result", id: message.id, content: message.result as Record<string, unknown> });
        if (message.kind === "done" && message.id === running?.id) running.done(message);
      },
      settled: () => settled?.(),
      exit({ code, signal, stderr }) {
        dead = String(signal ?? code);
        lastWords = stderr;
        settled?.();
        onExit(dead);
        running?.done({
          kind: "done",
          id: running.id,
          status: "error",
          error: { ename: "Dead", evalue: dead, traceback: [stderr] },
          userExpressions: {},
          payload: [],
          marker: 0,
        });
      },
    },
  );
  await ready;

  const joined = (list: readonly Event[], kind: "stdout" | "stderr"): string =>
    list.map((event) => (event.kind === kind ? event.text : "")).join("");
  return {
    folder,
    pid: session.pid!,
    messages,
    events,
    exited,
    get dead() {
      return dead;
    },
    send: (message) => session.send(message),
    async run(code, options = {}) {
      if (dead !== undefined) throw new Error(`the session has ended (${dead}): ${lastWords}`);
      await interrupting; // the front never sends a cell into an interrupt under way
      const id = `cell-${++serial}`;
      const from = events.length;
      const executionCount = options.executionCount ?? serial;
      const done = await new Promise<Of<"done">>((resolve) => {
        running = { id, from, options, done: resolve };
        owner = id;
        session.send({
          kind: "execute",
          id,
          code,
          silent: options.silent ?? false,
          executionCount,
          userExpressions: options.userExpressions ?? {},
          allowStdin: options.allowStdin ?? true,
        });
      });
      running = undefined;
      const own = events.slice(from);
      const result = own.find((event) => event.kind === "execute_result");
      const data = result?.kind === "execute_result" ? (result.content.data as Record<string, unknown>) : undefined;
      return {
        status: done.status,
        error: done.error,
        text: data?.["text/plain"] as string | undefined,
        result: data,
        stdout: joined(own, "stdout"),
        stderr: joined(own, "stderr"),
        events: own,
        userExpressions: done.userExpressions as CellOutput["userExpressions"],
      };
    },
    interrupt() {
      interrupting ??= new Promise<void>((resolve) => {
        settled = () => {
          settled = undefined;
          interrupting = undefined;
          resolve();
        };
      });
      session.interrupt();
      return interrupting;
    },
    answer(value) {
      session.send({ kind: "stdin", id: running!.id, value });
    },
    waitFor: (condition) =>
      new Promise((resolve) => {
        const found = events.find(condition);
        if (found) {
          resolve(found);
          return;
        }
        const watcher = (event: Event): void => {
          if (!condition(event)) return;
          watchers.delete(watcher);
          resolve(event);
        };
        watchers.add(watcher);
      }),
    close: () => session.end(),
  };
}
