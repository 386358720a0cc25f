// process.stdout and process.stderr of a session: each write goes to the pipe at once, so that it keeps its place among
// what native code and child processes write there, and is never lost when the process ends abruptly.
import fs from "node:fs";
import { Writable } from "node:stream";
import { createConsole } from "./console.ts";

// a cell may replace them
const { openSync, writeSync } = fs;
const { byteLength, from: bufferFrom } = Buffer;
const { wait } = Atomics;

const RETRY = 1; // ms
const nap = new Int32Array(new SharedArrayBuffer(4));

/** The session's own ends of the two pipes: a cell may close 1 and 2. */
const OWN_ENDS = [0, ownEnd(1), ownEnd(2)];

function ownEnd(fd: 1 | 2): number {
  try {
    // for reading as well: else a session whose front has just died would wait here for a reader, before it has a watchdog
    return openSync(process.platform === "linux" ? `/proc/self/fd/${fd}` : `/dev/fd/${fd}`, "r+");
  } catch {
    return fd; // no named pipe
  }
}

/** Writes all of it; waits where the pipe is full. */
export function writeAll(descriptor: number, data: string | Uint8Array): void {
  const fd = OWN_ENDS[descriptor] ?? descriptor;
  const written = attempt(fd, data);
  if (written === (typeof data === "string" ? byteLength(data) : data.length)) return;
  let bytes = (typeof data === "string" ? bufferFrom(data) : data).subarray(written);
  while (bytes.length > 0) {
    wait(nap, 0, 0, RETRY);
    bytes = bytes.subarray(attempt(fd, bytes));
  }
}

/** Bytes written; 0 where a child process that shares the pipe has made it non-blocking, and it is full. */
function attempt(fd: number, data: string | Uint8Array): number {
  try {
    return typeof data === "string" ? writeSync(fd, data) : writeSync(fd, data);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    return 0;
  }
}

class PipeStream extends Writable {
  readonly fd: 1 | 2;
  readonly #before: () => void;

  constructor(fd: 1 | 2, before: () => void) {
    super({ decodeStrings: false, emitClose: false });
    this.fd = fd;
    this.#before = before;
  }

  // Past the buffering of Writable: nothing is ever pending, and a cell may print 200,000 lines.
  override write(chunk: unknown, encoding?: unknown, callback?: unknown): boolean {
    const done = typeof encoding === "function" ? encoding : callback;
    if (typeof chunk !== "string" && !(chunk instanceof Uint8Array)) {
      throw new TypeError("The chunk that is written must be a string or a Uint8Array");
    }
    const plain = typeof chunk !== "string" || typeof encoding !== "string" || /^utf-?8$/i.test(encoding);
    this.#before();
    writeAll(this.fd, plain ? chunk : bufferFrom(chunk as string, encoding as BufferEncoding));
    if (typeof done === "function") process.nextTick(done as () => void);
    return true;
  }

  override _write(chunk: string | Uint8Array, _encoding: BufferEncoding, callback: () => void): void {
    this.write(chunk);
    callback();
  }

  // libraries end and destroy the streams that they pipe to; these two live as long as the session
  override end(...values: unknown[]): this {
    const [chunk] = values;
    if (typeof chunk === "string" || chunk instanceof Uint8Array) this.write(chunk);
    const done = values.find((value) => typeof value === "function");
    if (typeof done === "function") process.nextTick(done as () => void);
    return this;
  }
  override _destroy(_error: Error | null, callback: (error?: Error | null) => void): void {
    callback();
  }
}

/** @param before called before each write, e.g. to say whose text it is */
export function replaceStandardStreams(before: () => void): void {
  const stdout = new PipeStream(1, before);
  const stderr = new PipeStream(2, before);
  for (const [name, stream] of Object.entries({ stdout, stderr })) {
    Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => stream });
  }
  // Node's own console also hands each value to the connected inspector, which keeps the last thousand alive.
  globalThis.console = createConsole(stdout, stderr);
}
