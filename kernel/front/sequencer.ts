// Brings the session's two streams and its messages, which arrive interleaved arbitrarily, back into the order in
// which they were written: a message passes when both streams have brought its marker; text after a marker waits for
// the marker's message.
import type { Segment } from "./marker-stream.ts";

export type StreamName = "stdout" | "stderr";

export interface Marked {
  readonly kind: string;
  readonly marker?: number;
}

export interface Sequencer<M extends Marked> {
  /** Segments last as long as the call: those that have to wait are copied. */
  feed(stream: StreamName, segments: readonly Segment[]): void;
  message(message: M): void;
  /** The stream has ended: nothing waits for its markers any more. */
  end(stream: StreamName): void;
}

interface StreamState {
  /** The first segment is always a marker: text before it has been handed on. */
  readonly held: Segment[];
  ended: boolean;
}

export function createSequencer<M extends Marked>(sink: {
  text(stream: StreamName, bytes: Buffer): void;
  message(message: M): void;
}): Sequencer<M> {
  const streams: Readonly<Record<StreamName, StreamState>> = {
    stdout: { held: [], ended: false },
    stderr: { held: [], ended: false },
  };
  const names: readonly StreamName[] = ["stdout", "stderr"];
  const messages: M[] = [];

  const releaseText = (name: StreamName): void => {
    const { held } = streams[name];
    for (let head = held[0]; head instanceof Buffer; head = held[0]) {
      held.shift();
      sink.text(name, head);
    }
  };
  /** The marker at which the stream stands. */
  const barrier = (name: StreamName): number => {
    const { held, ended } = streams[name];
    return typeof held[0] === "number" ? held[0] : ended ? Number.POSITIVE_INFINITY : -1;
  };
  const pass = (name: StreamName, marker: number): void => {
    const { held } = streams[name];
    while (typeof held[0] === "number" && held[0] <= marker) {
      held.shift();
      releaseText(name);
    }
  };

  let pumping = false;
  const pump = (): void => {
    if (pumping) return; // a sink may feed us again
    pumping = true;
    try {
      for (let head = messages[0]; head !== undefined; head = messages[0]) {
        const { marker } = head;
        if (marker !== undefined) {
          for (const name of names) pass(name, marker - 1); // markers whose message never came
          if (names.some((name) => barrier(name) < marker)) break;
        }
        messages.shift();
        sink.message(head);
        if (marker !== undefined) for (const name of names) pass(name, marker);
      }
    } finally {
      pumping = false;
    }
  };

  return {
    feed(name, segments) {
      const { held } = streams[name];
      for (const segment of segments) {
        if (held.length === 0 && segment instanceof Buffer) sink.text(name, segment);
        else held.push(segment instanceof Buffer ? Buffer.from(segment) : segment);
      }
      pump();
    },
    message(message) {
      messages.push(message);
      pump();
    },
    end(name) {
      streams[name].ended = true;
      pump();
      // nothing can come that would release what is still held behind a marker without a message
      if (names.every((other) => streams[other].ended)) {
        for (const other of names) pass(other, Number.POSITIVE_INFINITY);
        pump();
      }
    },
  };
}
