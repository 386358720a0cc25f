// A socket of zeromq 6 takes one send at a time: messages wait here in order. They wait too while a peer has no room for
// more, and whoever makes them hears of it, so that nothing is dropped and nothing grows without a bound.
import type { Frames } from "./message.ts";

export interface Outbox {
  send(frames: Frames): void;
  /** Resolves when everything handed in so far has been given to the socket; a peer without room is not waited for. */
  drained(): Promise<void>;
}

export interface OutboxSocket {
  /** Fails with EAGAIN while a peer has no room, if the socket is of a kind that tells. */
  send(frames: Frames): Promise<void>;
}

export interface OutboxOptions {
  report(error: Error): void;
  /** Told when much has come to wait here, and when it is little again. */
  readonly backlog?: (much: boolean) => void;
  /** Sends past a peer that has had no room for long: it misses the message. */
  readonly past?: (frames: Frames) => Promise<void>;
  /** Milliseconds that a peer has to read something. */
  readonly patience?: number;
}

const MUCH = 8 * 2 ** 20; // bytes
const LITTLE = 2 * 2 ** 20;
const RETRY = 1; // ms
const PATIENCE = 5000; // ms

export function createOutbox(socket: OutboxSocket, options: OutboxOptions): Outbox {
  const { report, backlog = () => {}, past, patience = PATIENCE } = options;
  const waiting: Frames[] = [];
  let bytes = 0;
  let much = false;
  let sending: Promise<void> | undefined;
  let full: number | undefined; // since when a peer has had no room
  let ending = false;

  const count = (change: number): void => {
    bytes += change;
    if (much ? bytes > LITTLE : bytes < MUCH) return;
    much = !much;
    backlog(much);
  };
  /** False when it has to be tried again. */
  const attempt = async (frames: Frames): Promise<boolean> => {
    try {
      await socket.send(frames);
      full = undefined;
    } catch (error) {
      if (past === undefined || (error as NodeJS.ErrnoException).code !== "EAGAIN") {
        report(error as Error); // e.g. a router whose peer has left: that message has nobody to go to
        return true;
      }
      full ??= performance.now();
      if (!ending && performance.now() - full < patience) {
        await new Promise((resolve) => setTimeout(resolve, RETRY));
        return false;
      }
      full = undefined;
      if (!ending)
        report(
          new Error(`a client has read nothing for ${patience / 1000} s; it misses what comes until it reads again`),
        );
      await past(frames);
    }
    return true;
  };
  const pump = async (): Promise<void> => {
    for (let frames = waiting[0]; frames !== undefined; frames = waiting[0]) {
      if (!(await attempt(frames))) continue;
      waiting.shift();
      count(-sizeOf(frames));
    }
    sending = undefined;
  };
  return {
    send(frames) {
      waiting.push(frames);
      count(sizeOf(frames));
      sending ??= pump();
    },
    async drained() {
      ending = true;
      await sending;
    },
  };
}

const sizeOf = (frames: Frames): number => frames.reduce((sum, frame) => sum + frame.length, 0);
