// Keeps a session alive: starts it, starts another when it dies, and says why it died.
import type { FromSession, ToSession } from "../session/protocol.ts";
import { type Exit, explainExit } from "./exit-cause.ts";
import type { StreamName } from "./sequencer.ts";
import { type SessionOptions, type SessionProcess, startSession } from "./session-process.ts";

export interface SessionHostEvents {
  text(stream: StreamName, text: string): void;
  message(message: FromSession): void;
  settled(): void;
  /** The session has died (not by `end`); a fresh one has been started if `restarted`. */
  died(explanation: ReturnType<typeof explainExit>, restarted: boolean): void;
}

export interface SessionHost {
  /** Handlers of what comes from the session; nothing is lost before they are set. */
  attach(events: SessionHostEvents): void;
  send(message: ToSession): void;
  interrupt(): void;
  /** Lets the session wait where it writes text, as nobody could take it now, or go on. */
  hold(waits: boolean): void;
  /** False while an interrupt is under way. Starts a session if the last attempt failed. */
  canSend(): boolean;
  /** Process id of the session that lives. */
  readonly pid: number | undefined;
  end(): Promise<void>;
}

export function createSessionHost(options: SessionOptions): SessionHost {
  let events: SessionHostEvents | undefined;
  const early: ((events: SessionHostEvents) => void)[] = [];
  const emit = (call: (events: SessionHostEvents) => void): void => {
    if (events === undefined) early.push(call);
    else call(events);
  };
  let ending = false;
  let held = false;
  let session: SessionProcess | undefined;

  const start = (): void => {
    const started: SessionProcess = startSession(options, {
      text: (stream, text) => emit((to) => to.text(stream, text)),
      message: (message) => emit((to) => to.message(message)),
      settled: () => emit((to) => to.settled()),
      exit(exit) {
        session = undefined;
        if (ending) return;
        // One that could not even start would fail again at once: the next cell tries anew.
        if (started.ready) start();
        const explanation = started.ready ? explainExit(exit) : explainStart(exit);
        emit((to) => to.died(explanation, started.ready));
      },
    });
    session = started;
    started.hold(held);
  };
  start();

  return {
    attach(to) {
      events = to;
      for (const call of early.splice(0)) call(to);
    },
    send: (message) => session?.send(message),
    interrupt: () => session?.interrupt(),
    hold(waits) {
      held = waits;
      session?.hold(waits);
    },
    canSend() {
      if (ending) return false;
      if (session === undefined) start();
      return session !== undefined && !session.interrupting;
    },
    get pid() {
      return session?.pid;
    },
    async end() {
      ending = true;
      await session?.end();
    },
  };
}

function explainStart({ code, signal, stderr }: Exit): ReturnType<typeof explainExit> {
  const ename = "SessionNotStarted";
  const evalue = `The session process ended (${signal ?? `exit code ${code}`}) before it could take a cell. The next cell tries again.`;
  return { ename, evalue, traceback: [`\u001b[31m${ename}\u001b[39m: ${evalue}`, stderr.trimEnd()].filter(Boolean) };
}
