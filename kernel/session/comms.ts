// The session's ends of the comms: those that cells or front ends have opened, and the targets that cells register.
import { randomUUID } from "node:crypto";
import { base64, isRecord } from "../display/mime.ts";
import { type Call, listen } from "./calls.ts";
import type { Comm, CommMessage, CommOptions, Comms } from "./globals/comms.ts";
import type { Boundary } from "./interrupt/boundary.ts";
import type { Channel } from "./output/channel.ts";
import type { Ownership } from "./ownership.ts";
import type { CommRequest } from "./protocol.ts";

export interface SessionComms extends Comms {
  /** A message of a front end. Its listeners run in the boundary, and what they print is the message's own. */
  handle(request: CommRequest): void;
}

export interface CommPorts {
  readonly boundary: Boundary;
  readonly ownership: Ownership;
  readonly send: Channel["send"];
  readonly call: Call;
  /** Tells of an error that no cell waits for. */
  readonly report: (error: unknown) => void;
}

type Listener = (message: CommMessage<never>) => unknown;

interface OpenComm {
  readonly comm: Comm;
  /** The front end has sent a message, or has closed it. */
  received(message: CommMessage): void;
  closed(message: CommMessage): void;
}

export function createComms(ports: CommPorts): SessionComms {
  const { boundary, ownership, call: callAs, report } = ports;
  const open = new Map<string, OpenComm>();
  const targets = new Map<string, (comm: Comm, message: CommMessage<never>) => unknown>();

  const send = (event: CommRequest["event"], content: object, options: CommOptions = {}): void => {
    const { metadata = {}, buffers = [] } = options;
    const encoded = buffers.map((buffer) => base64(bytesOf(buffer)));
    ports.send({ kind: "comm", id: ownership.current(), event, content, metadata, buffers: encoded });
  };

  const call = (listener: () => unknown): boolean => callAs(ownership.current(), listener);

  const connect = (id: string, target: string): OpenComm => {
    const listeners = { message: new Set<Listener>(), close: new Set<Listener>() };
    const add =
      (kind: keyof typeof listeners) =>
      (listener: Listener): (() => void) =>
        listen(listeners[kind], listener);
    const tell = (kind: keyof typeof listeners, message: CommMessage): void => {
      for (const listener of [...listeners[kind]]) call(() => listener(message as CommMessage<never>));
    };
    const isClosed = (): boolean => open.get(id) !== entry;
    const entry: OpenComm = {
      comm: {
        id,
        target,
        get closed() {
          return isClosed();
        },
        send(data, options) {
          if (isClosed()) throw new Error(`this comm to "${target}" is closed: open another one`);
          send("msg", { comm_id: id, data }, options);
        },
        close(data = {}, options) {
          if (isClosed()) return;
          send("close", { comm_id: id, data }, options);
          open.delete(id);
        },
        onMessage: add("message"),
        onClose: add("close"),
      },
      received: (message) => tell("message", message),
      closed(message) {
        open.delete(id);
        tell("close", message);
      },
    };
    open.set(id, entry);
    return entry;
  };

  const accept = (id: string, target: string, message: CommMessage): void => {
    const listener = targets.get(target);
    if (listener === undefined) {
      send("close", { comm_id: id, data: {} });
      return;
    }
    const { comm } = connect(id, target);
    if (!call(() => listener(comm, message as CommMessage<never>))) comm.close();
  };

  const dispatch = ({ event, content, metadata, buffers = [] }: CommRequest): void => {
    const { comm_id: id, target_name: target, data } = content as Readonly<Record<string, unknown>>;
    const message: CommMessage = {
      data: data ?? {},
      metadata: isRecord(metadata) ? metadata : {},
      buffers: buffers.map((text) => new Uint8Array(Buffer.from(text, "base64"))),
    };
    if (event === "open") accept(String(id), String(target), message);
    else if (event === "msg") open.get(String(id))?.received(message);
    else open.get(String(id))?.closed(message);
  };

  return {
    registerTarget: (name, listener) => void targets.set(name, listener),
    unregisterTarget: (name) => void targets.delete(name),
    open(target, data = {}, options) {
      const { comm } = connect(randomUUID(), target);
      try {
        send("open", { comm_id: comm.id, target_name: target, data }, options);
      } catch (error) {
        open.delete(comm.id); // JSON can't hold the data
        throw error;
      }
      return comm;
    },
    handle(request) {
      ownership.as(request.id, () => {
        try {
          boundary(() => dispatch(request));
        } catch (error) {
          report(error); // interrupted
        }
      });
      ports.send({ kind: "handled", id: request.id });
    },
  };
}

const bytesOf = (buffer: ArrayBuffer | SharedArrayBuffer | ArrayBufferView): Uint8Array =>
  ArrayBuffer.isView(buffer)
    ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    : new Uint8Array(buffer);
