// Pipes for a session's stdout and stderr. Node itself would make socket pairs, into which single lines go at half the
// speed, and which programs can't open as /dev/stdout; named pipes that are unlinked at once are real ones.
import { spawnSync } from "node:child_process";
import { constants, mkdtempSync, openSync, rmSync } from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { widen } from "./pipe-room.ts";

export interface Output {
  /** Starts to read; resolves when nothing can come any more. The bytes of a chunk last as long as the call. */
  read(listener: (chunk: Buffer) => void): Promise<void>;
  /** Lets what is written wait in the pipe, and its writer with it, or reads it again. */
  flow(open: boolean): void;
  /** Stops reading, though somebody may still hold the other end. */
  stop(): void;
}

export interface OutputPipe extends Output {
  /** To be handed to the session, then closed here. */
  readonly writeEnd: number;
}

/** The same for a stream of Node's own, where named pipes can't be made. */
export function socketOutput(stream: Readable | null): Output {
  if (stream === null) throw new Error("the session was started without a pipe for its output");
  return {
    read(listener) {
      stream.on("data", listener);
      stream.on("error", () => {}); // "close" follows
      return new Promise((resolve) => stream.once("close", () => resolve()));
    },
    flow: (open) => void (open ? stream.resume() : stream.pause()),
    stop: () => void stream.destroy(),
  };
}

/** @throws Error where the system can't make named pipes */
export function openOutputPipes<Name extends string>(names: readonly Name[]): Readonly<Record<Name, OutputPipe>> {
  const folder = mkdtempSync(path.join(tmpdir(), "taipan-"));
  try {
    const files = names.map((name) => path.join(folder, name));
    const { status, error } = spawnSync("mkfifo", ["-m", "600", ...files], { stdio: "ignore" });
    if (status !== 0) throw error ?? new Error(`mkfifo failed with ${status}`);
    const entries = names.map((name, index) => [name, open(files[index]!)] as const);
    return Object.fromEntries(entries) as Record<Name, OutputPipe>;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const CHUNK = 65_536; // bytes
/** A writer of single lines would have each read alone. Where that begins the pipe is left to fill for a moment. */
const SMALL_READS = 10;
const WINDOW = 2; // ms within which so many reads count
const PAUSE = 1; // ms

function open(file: string): OutputPipe {
  // The reader first, and not waiting for a writer, so that neither open can block.
  const readEnd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeEnd = openSync(file, constants.O_WRONLY);
  let socket: Socket | undefined;
  let flowing = true;
  return {
    writeEnd,
    read(listener) {
      let windowStart = 0;
      let reads = 0;
      let wide = false;
      const callback = (length: number): boolean => {
        listener(onread.buffer.subarray(0, length));
        const now = performance.now();
        if (now - windowStart > WINDOW) {
          windowStart = now;
          reads = 0;
        }
        if (length > CHUNK / 2 && !wide) {
          wide = true; // its writer may have to wait for room
          void widen(readEnd);
        }
        if (++reads > SMALL_READS && length < CHUNK / 2) {
          pipe.pause();
          setTimeout(() => flowing && pipe.resume(), PAUSE);
        }
        return true;
      };
      // with a buffer of its own a socket stops reading at once when it is paused
      const onread = { buffer: Buffer.allocUnsafe(CHUNK), callback };
      const options = { fd: readEnd, readable: true, writable: false, onread }; // onread is missing in the types
      const pipe = new Socket(options);
      socket = pipe;
      pipe.on("error", () => {}); // "close" follows
      pipe.resume();
      return new Promise((resolve) => pipe.once("close", () => resolve()));
    },
    flow(open) {
      flowing = open;
      if (open) socket?.resume();
      else socket?.pause();
    },
    stop: () => void socket?.destroy(),
  };
}
