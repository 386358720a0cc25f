// A socket of zeromq 6 takes one send at a time: messages wait here in order.
import type { Frames } from "./message.ts";

export interface Outbox {
  send(frames: Frames): void;
  /** Resolves when everything handed in so far has been given to the socket. */
  drained(): Promise<void>;
}

export function createOutbox(socket: { send(frames: Frames): Promise<void> }, report: (error: Error) => void): Outbox {
  const waiting: Frames[] = [];
  let sending: Promise<void> | undefined;
  const pump = async (): Promise<void> => {
    for (let frames = waiting.shift(); frames !== undefined; frames = waiting.shift()) {
      try {
        await socket.send(frames);
      } catch (error) {
        report(error as Error); // e.g. a router whose peer has left: that message has nobody to go to
      }
    }
    sending = undefined;
  };
  return {
    send(frames) {
      waiting.push(frames);
      sending ??= pump();
    },
    drained: async () => sending,
  };
}
