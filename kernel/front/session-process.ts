// The session's process as the front sees it: started, talked to, interrupted, ended. Imports little, since starting
// it is the first thing that the kernel does.
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Duplex } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { SESSION_FLAGS } from "../node-flags.ts";
import { removeTemporaryFolders } from "../session/leftovers.ts";
import {
  type ExecuteRequest,
  type FromSession,
  MARKER_TOKEN,
  type ToSession,
  WATCHDOG_DONE,
  WATCHDOG_INTERRUPT,
  WATCHDOG_STOPPING,
} from "../session/protocol.ts";
import { type CrashRecord, createCrashRecord } from "./crash-record.ts";
import type { Exit } from "./exit-cause.ts";
import { createInterrupts } from "./interrupts.ts";
import { createMarkerStream } from "./marker-stream.ts";
import { type OutputPipe, openOutputPipes, socketOutput } from "./output-pipes.ts";
import { createSequencer, type StreamName } from "./sequencer.ts";

export interface SessionEvents {
  /** Text and messages come in the order in which the session wrote them. */
  text(stream: StreamName, text: string): void;
  message(message: FromSession): void;
  /** An interrupt is over: the next cell may be sent. */
  settled(): void;
  /** The process has ended and everything that it wrote has been handed on. */
  exit(exit: Exit): void;
}

export interface SessionProcess {
  readonly pid: number | undefined;
  send(message: ToSession): void;
  interrupt(): void;
  /** Lets the session wait where it writes more text, or go on; an interrupt and its end are not held up. */
  hold(waits: boolean): void;
  /** True while an interrupt is under way: cells have to wait. */
  readonly interrupting: boolean;
  /** True once the session has said anything: it could start. */
  readonly ready: boolean;
  /** Ends the process and its group: asks first, then kills. Resolves when it is gone. */
  end(): Promise<void>;
}

const END_AFTER = 1000; // ms that a session has to end by itself
const AWAKE = 1; // ms
const STREAMS_AFTER = 500; // ms that a stream may stay open after the end, held by a process that left the group
const NAMES: readonly StreamName[] = ["stdout", "stderr"];
const STDERR_TAIL = 16_384; // characters kept to find out why a session died

export interface SessionOptions {
  /** The notebook's folder. */
  readonly cwd: string;
  /** The script of the session's process. */
  readonly entry: string;
}

export function startSession({ cwd, entry }: SessionOptions, events: SessionEvents): SessionProcess {
  const token = randomBytes(12).toString("hex");
  // detached: a process group of its own, so that a signal reaches the session and its children but not the front
  const pipes = namedPipes();
  const record = crashRecord(token);
  const child = spawn(process.execPath, [...SESSION_FLAGS, entry], {
    cwd,
    detached: true,
    env: { ...process.env, [MARKER_TOKEN]: token },
    stdio: [
      "ignore",
      pipes?.stdout.writeEnd ?? "pipe",
      pipes?.stderr.writeEnd ?? "pipe",
      "ipc",
      "pipe",
      record?.descriptor ?? "ignore",
    ],
  });
  const outputs = pipes ?? { stdout: socketOutput(child.stdout), stderr: socketOutput(child.stderr) };
  if (pipes !== undefined) for (const name of NAMES) closeSync(pipes[name].writeEnd);
  let ready = false;
  let exited: { readonly code: number | null; readonly signal: NodeJS.Signals | null } | undefined;
  let stderr = "";
  let running: ExecuteRequest | undefined; // the cell that has no answer yet

  const send = (message: ToSession): void => {
    if (message.kind === "execute") {
      running = message;
      stayAwake(() => running === message);
    }
    if (child.connected) child.send(message, () => {}); // an error means that it died: "exit" tells
  };
  const signalGroup = (name: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, name);
    } catch {
      // nobody is left in the group
    }
  };

  const decoders = { stdout: new StringDecoder("utf8"), stderr: new StringDecoder("utf8") };
  const handOn = (stream: StreamName, text: string): void => {
    if (text === "") return;
    if (stream === "stderr") stderr = (stderr + text).slice(-STDERR_TAIL);
    events.text(stream, text);
  };
  const receive = (message: FromSession): void => {
    ready = true; // whichever comes first
    if (message.kind === "done") {
      if (message.id === running?.id) running = undefined;
      interrupts.ended();
      // an unfinished character must not melt into the next cell's text
      for (const name of NAMES) handOn(name, decoders[name].end());
    }
    events.message(message);
  };
  const sequencer = createSequencer<FromSession>({
    text: (stream, bytes) => handOn(stream, decoders[stream].write(bytes)),
    message: receive,
  });
  const streams = { stdout: createMarkerStream(token), stderr: createMarkerStream(token) };
  child.on("message", (message) => sequencer.message(message as FromSession));

  const ends = NAMES.map((name) => {
    const ended = outputs[name].read((chunk) => sequencer.feed(name, streams[name].write(chunk)));
    return ended.then(() => {
      sequencer.feed(name, streams[name].end());
      sequencer.end(name);
    });
  });

  let held = false;
  /** A cell that waits for its text to be read would neither notice an interrupt nor end. */
  const flow = (): void => {
    const open = !held || interrupts.underWay || exited !== undefined;
    for (const name of NAMES) outputs[name].flow(open);
  };

  const watchdog = child.stdio[4];
  if (!(watchdog instanceof Duplex)) throw new Error("the session was started without the watchdog's pipe");
  const interrupts = createInterrupts(
    {
      interrupt() {
        send({ kind: "interrupt", running: running?.id });
        watchdog.write(`${WATCHDOG_INTERRUPT}\n`);
      },
      signal: signalGroup,
    },
    () => {
      flow();
      events.settled();
    },
  );
  let line = "";
  watchdog.on("error", () => {});
  watchdog.on("data", (data: Buffer) => {
    const lines = (line + data.toString("latin1")).split("\n");
    line = lines.pop() ?? "";
    if (lines.includes(WATCHDOG_STOPPING)) interrupts.stopping();
    if (lines.includes(WATCHDOG_DONE)) interrupts.done();
  });

  const gone = new Promise<void>((resolve) => {
    const leave = async (code: number | null, signal: NodeJS.Signals | null): Promise<void> => {
      if (exited !== undefined) return;
      exited = { code, signal };
      interrupts.dispose();
      flow();
      signalGroup("SIGKILL"); // what the session left behind must not outlive it, nor hold its streams open
      let limit: NodeJS.Timeout | undefined;
      const late = new Promise<void>((done) => {
        limit = setTimeout(done, STREAMS_AFTER);
      });
      await Promise.race([Promise.all([...ends, closed(child)]), late]);
      clearTimeout(limit);
      for (const name of NAMES) outputs[name].stop();
      await Promise.all(ends);
      for (const name of NAMES) handOn(name, decoders[name].end());
      resolve();
      if (child.pid !== undefined) removeTemporaryFolders(child.pid);
      const last = { running: running?.executionCount, ...record?.read() };
      record?.close();
      events.exit({ code, signal, stderr, stuck: interrupts.killed, last });
    };
    child.once("exit", (code, signal) => void leave(code, signal));
    child.once("error", (error) => {
      stderr += error.message;
      if (child.pid === undefined) void leave(null, null);
    });
  });

  return {
    pid: child.pid,
    send,
    interrupt() {
      interrupts.request();
      flow();
    },
    hold(waits) {
      held = waits;
      flow();
    },
    get interrupting() {
      return interrupts.underWay;
    },
    get ready() {
      return ready;
    },
    async end() {
      if (exited === undefined) {
        if (running !== undefined) interrupts.request(); // what it waits for ends, and it hears of the rest
        send({ kind: "shutdown" });
        held = false;
        flow();
        const limit = setTimeout(() => signalGroup("SIGKILL"), END_AFTER);
        await gone;
        clearTimeout(limit);
      }
      await gone;
    },
  };
}

/**
 * Looks for the answer again and again for a moment instead of sleeping: to be woken takes a good part of the time of a
 * short cell. A single core is left to the session.
 */
function stayAwake(waits: () => boolean): void {
  if (availableParallelism() === 1) return;
  const until = performance.now() + AWAKE;
  const look = (): void => {
    if (waits() && performance.now() < until) setImmediate(look);
  };
  look();
}

/** The IPC channel has handed on its last message. */
const closed = (child: ChildProcess): Promise<void> =>
  child.connected ? new Promise((resolve) => child.once("disconnect", resolve)) : Promise.resolve();

/** Undefined where no file can be made: a crash is then explained without the function that ran. */
function crashRecord(token: string): CrashRecord | undefined {
  try {
    return createCrashRecord(token);
  } catch {
    return undefined;
  }
}

/** Undefined where no named pipes can be made, e.g. in a temporary folder that is read-only. */
function namedPipes(): Readonly<Record<StreamName, OutputPipe>> | undefined {
  try {
    return openOutputPipes(NAMES);
  } catch (error) {
    const why = (error as Error).message;
    process.stderr.write(`[taipan] output is slower, and cells can't open /dev/stdout: no named pipes (${why})\n`);
    return undefined;
  }
}
