// Messages to the front. Those that have a place among the text of the streams are preceded by markers in both.
import { type FromSession, MARKER_TOKEN, markerText } from "../protocol.ts";
import { writeAll } from "./streams.ts";

type WithMarker = Extract<FromSession, { readonly marker?: number }>;
type WithoutMarker<M> = M extends unknown ? Omit<M, "marker"> : never;
export type OutgoingMessage = WithoutMarker<WithMarker>;

export interface Channel {
  /** Sends a message in its place among the streams' text. */
  send(message: OutgoingMessage): void;
  ready(): void;
}

export function createChannel(): Channel {
  const token = process.env[MARKER_TOKEN] ?? "";
  delete process.env[MARKER_TOKEN]; // programs that a cell starts have no business with it
  const post = process.send?.bind(process);
  if (token === "" || post === undefined) throw new Error("a session is started by the kernel's front");
  let marker = 0;
  return {
    send(message) {
      marker++;
      const text = markerText(token, marker);
      writeAll(1, text);
      writeAll(2, text);
      post({ ...message, marker });
    },
    ready: () => void post({ kind: "ready" } satisfies FromSession),
  };
}
