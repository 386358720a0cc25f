// Messages to the front. Those that have a place among the text of the streams are preceded by markers in both.
import { type FromSession, IPC_FD, MARKER_TOKEN, markerText, type Together } from "../protocol.ts";
import type { RuntimeNames } from "../runtime-names.ts";
import { writeAll } from "./streams.ts";

const { stringify } = JSON; // a cell may replace it

/** Without its front the session is of no use; that starts another one. */
export const disconnected = (): never => {
  writeAll(2, "the session has lost its connection to the kernel\n");
  process.exit(1);
};

type WithMarker = Extract<FromSession, { readonly marker?: number }>;
type WithoutMarker<M> = M extends unknown ? Omit<M, "marker"> : never;
export type OutgoingMessage = WithoutMarker<WithMarker>;

export interface Channel {
  /** Sends a message in its place among the streams' text. */
  send(message: OutgoingMessage): void;
  /** The same, but the message leaves together with the next one: each wakes the front, which costs a cell its time. */
  sendWithNext(message: OutgoingMessage): void;
  /** Text is about to be written: what waits for the next message leaves before it. */
  beforeText(): void;
  /** Messages are written under this protection: half of one would be taken for the beginning of the next. */
  protectedBy(protect: () => () => void): void;
  ready(): void;
  /** An answer that has no place among the streams' text. */
  names(id: number, names: RuntimeNames | undefined): void;
}

export function createChannel(): Channel {
  const token = process.env[MARKER_TOKEN] ?? "";
  delete process.env[MARKER_TOKEN]; // programs that a cell starts have no business with it
  if (token === "" || process.send === undefined) throw new Error("a session is started by the kernel's front");
  delete process.send; // what a cell sends would be taken for the session's own words
  let protect = (): (() => void) => () => {};
  // As process.send does, but to its end: what that leaves for later waits for a pause, which a computing cell may not make
  // for hours, and the text behind it waits as well.
  const post = (message: FromSession | Together): void => {
    const line = `${stringify(message)}\n`;
    const release = protect();
    try {
      writeAll(IPC_FD, line);
    } catch {
      disconnected();
    } finally {
      release();
    }
  };
  let marker = 0;
  let waiting: OutgoingMessage | undefined;
  const mark = (): number => {
    marker++;
    const text = markerText(token, marker);
    writeAll(1, text);
    writeAll(2, text);
    return marker;
  };
  const send = (message: OutgoingMessage): void => {
    const first = waiting;
    waiting = undefined;
    const place = { marker: mark() };
    const last: FromSession = { ...message, ...place };
    if (first === undefined) post(last);
    else post({ kind: "together", messages: [{ ...first, ...place }, last], ...place } satisfies Together);
  };
  return {
    send,
    sendWithNext(message) {
      if (waiting !== undefined) send(message);
      else waiting = message;
    },
    beforeText() {
      const message = waiting;
      waiting = undefined;
      if (message !== undefined) send(message);
    },
    protectedBy(given) {
      protect = given;
    },
    ready: () => post({ kind: "ready" } satisfies FromSession),
    names: (id, names) => post({ kind: "names", id, names } satisfies FromSession),
  };
}
