// The open comms (for comm_info), and the comm messages that are on their way to the session.
import type { CommRequest, FromSession } from "../session/protocol.ts";
import type { Header, Message } from "../wire/message.ts";

export interface Comms {
  /** A client's comm message. */
  request(message: Message, event: CommRequest["event"]): void;
  /** One of the session's own. */
  observe(message: Extract<FromSession, { kind: "comm" }>): void;
  handled(id: string): void;
  /** comm_id -> target_name, of one target or of all. */
  open(target: string | undefined): Readonly<Record<string, { readonly target_name: string }>>;
  /** An interrupt is over: what it hit is not answered any more; what had to wait is sent. */
  settled(): void;
  /** The session is gone, and all comms with it: the clients hear of each. */
  lost(): void;
}

export interface CommPorts {
  /** Outputs may come that belong to this message. */
  requested(parent: Header): void;
  send(request: CommRequest): void;
  publishClose(id: string): void;
  canSend(): boolean;
  idle(parent: Header): void;
}

export function createComms(ports: CommPorts): Comms {
  const targets = new Map<string, string>();
  const handling = new Map<string, Header>();
  const waiting: CommRequest[] = [];

  const track = (event: CommRequest["event"], content: unknown): void => {
    const { comm_id, target_name } = content as { comm_id?: unknown; target_name?: unknown };
    if (typeof comm_id !== "string") return;
    if (event === "open") targets.set(comm_id, typeof target_name === "string" ? target_name : "");
    if (event === "close") targets.delete(comm_id);
  };
  const pump = (): void => {
    while (waiting.length > 0 && ports.canSend()) ports.send(waiting.shift()!);
  };
  const handled = (id: string): void => {
    const parent = handling.get(id);
    if (parent === undefined) return;
    handling.delete(id);
    ports.idle(parent);
  };

  return {
    request({ header, content, metadata, buffers }, event) {
      if (typeof content.comm_id !== "string") throw new Error(`a comm_${event} needs a "comm_id"`);
      track(event, content);
      ports.requested(header);
      handling.set(header.msg_id, header);
      const encoded = buffers.map((buffer) => buffer.toString("base64"));
      waiting.push({ kind: "comm", id: header.msg_id, event, content, metadata, buffers: encoded });
      pump();
    },
    observe: ({ event, content }) => track(event, content),
    handled,
    open: (target) =>
      Object.fromEntries(
        [...targets]
          .filter(([, name]) => target === undefined || name === target)
          .map(([id, name]) => [id, { target_name: name }]),
      ),
    settled() {
      const unsent = new Set(waiting.map(({ id }) => id));
      for (const id of [...handling.keys()]) if (!unsent.has(id)) handled(id);
      pump();
    },
    lost() {
      for (const id of targets.keys()) ports.publishClose(id);
      targets.clear();
      waiting.length = 0;
      for (const id of [...handling.keys()]) handled(id);
    },
  };
}
