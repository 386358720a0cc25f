// Messages to the front. Those that have a place among the text of the streams are preceded by markers in both.
import { type FromSession, IPC_FD, MARKER_TOKEN, markerText } from "../protocol.ts";
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
export type Result = Extract<OutgoingMessage, { readonly kind: "display" }>;

export interface Channel {
  /** Sends a message in its place among the streams' text. */
  send(message: OutgoingMessage): void;
  /** The same for a cell's result: it leaves with the cell's last message, if that is the next, as each wakes the front. */
  sendResult(result: Result): void;
  /** Text is about to be written: a result that waits for the next message leaves before it. */
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
  const post = (message: FromSession): void => {
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
  let waiting: Result | undefined;
  const mark = (): number => {
    marker++;
    const text = markerText(token, marker);
    writeAll(1, text);
    writeAll(2, text);
    return marker;
  };
  const send = (message: OutgoingMessage): void => {
    const result = waiting;
    waiting = undefined;
    if (message.kind === "done") post({ ...message, ...(result && { result: result.content }), marker: mark() });
    else {
      if (result !== undefined) post({ ...result, marker: mark() });
      post({ ...message, marker: mark() });
    }
  };
  return {
    send,
    sendResult(result) {
      waiting = result;
    },
    beforeText() {
      const result = waiting;
      waiting = undefined;
      if (result !== undefined) send(result);
    },
    protectedBy(given) {
      protect = given;
    },
    ready: () => post({ kind: "ready" } satisfies FromSession),
    names: (id, names) => post({ kind: "names", id, names } satisfies FromSession),
  };
}
