// The five sockets. Receiving never throws: what is refused is reported and forgotten.
import { rmSync } from "node:fs";
import { Router, XPublisher } from "zeromq";
import type { Connection } from "./connection.ts";
import type { Codec, Content, Frames, Header, Message } from "./message.ts";
import { createOutbox } from "./outbox.ts";

export type RequestChannel = "shell" | "control" | "stdin";

export interface Channels {
  /** Calls back for each good message, in order of arrival on each channel. */
  receive(listener: (channel: RequestChannel, message: Message) => void): void;
  send(channel: RequestChannel, message: Message): void;
  publish(type: string, content: Content, options?: PublishOptions): void;
  codec: Codec;
  /** The first subscriber to iopub has been welcomed. */
  readonly subscribed: Promise<void>;
  /** Calls back when a subscriber reads so slowly that much has come to wait, and when it is little again. */
  onBacklog(listener: (much: boolean) => void): void;
  /** Hands everything to the network and closes. */
  close(): Promise<void>;
}

export interface PublishOptions {
  readonly parent?: Header | undefined;
  readonly metadata?: Content;
  readonly buffers?: readonly Buffer[];
}

/** Messages that ZeroMQ keeps for a subscriber that is slow to read; then whatever publishes has to wait. */
const IOPUB_HIGH_WATER_MARK = 100;
/** Replies are never dropped: there are no more of them than the client has sent requests. */
const UNLIMITED = 0;
const LINGER = 1000; // ms for the last replies to leave after close

const REQUESTS: readonly RequestChannel[] = ["shell", "control", "stdin"];

export async function openChannels(
  connection: Connection,
  codec: Codec,
  report: (text: string) => void,
): Promise<Channels> {
  const { curve } = connection;
  const security = curve && { curveServer: true, curvePublicKey: curve.publicKey, curveSecretKey: curve.secretKey };
  // handover: a client that comes back under its old identity takes over from its dead connection
  const router = (): Router =>
    new Router({ ...security, linger: LINGER, handover: true, sendHighWaterMark: UNLIMITED });
  const requests = { shell: router(), control: router(), stdin: router() };
  // allSubs: without it only the first subscriber to a topic is seen, and welcomed
  const iopub = new XPublisher({
    ...security,
    linger: LINGER,
    verbosity: "allSubs",
    sendHighWaterMark: IOPUB_HIGH_WATER_MARK,
    noDrop: true,
  });
  const heartbeat = router();

  const failed = (channel: string) => ({
    report: (error: Error) => report(`${channel}: message not sent: ${error.message}`),
  });
  let backlog: (much: boolean) => void = () => {};
  const outboxes = {
    shell: createOutbox(requests.shell, failed("shell")),
    control: createOutbox(requests.control, failed("control")),
    stdin: createOutbox(requests.stdin, failed("stdin")),
    iopub: createOutbox(iopub, {
      ...failed("iopub"),
      backlog: (much) => backlog(much),
      past: (frames) => sendPast(iopub, frames),
    }),
    hb: createOutbox(heartbeat, failed("heartbeat")),
  };

  const publish = (type: string, content: Content, options: PublishOptions = {}, topic = type): void => {
    outboxes.iopub.send(
      codec.encode({
        identities: [Buffer.from(topic)],
        header: codec.header(type),
        parent: options.parent,
        metadata: options.metadata ?? {},
        content,
        buffers: options.buffers ?? [],
      }),
    );
  };

  await Promise.all([
    ...REQUESTS.map((channel) => requests[channel].bind(connection.address[channel])),
    iopub.bind(connection.address.iopub),
    heartbeat.bind(connection.address.hb),
  ]);

  void each(heartbeat, report, (frames) => outboxes.hb.send(frames));
  let welcomed: () => void = () => {};
  const subscribed = new Promise<void>((resolve) => {
    welcomed = resolve;
  });
  void each(iopub, report, ([event]) => {
    if (event?.[0] !== 1) return; // 1 + topic: somebody has subscribed; 0 + topic: left
    const subscription = event.subarray(1).toString();
    publish("iopub_welcome", { subscription }, {}, subscription);
    welcomed();
  });

  return {
    codec,
    subscribed,
    receive(listener) {
      for (const channel of REQUESTS) {
        void each(requests[channel], report, (frames) => {
          let message: Message;
          try {
            message = codec.decode(frames);
          } catch (error) {
            report(`${channel}: message refused: ${(error as Error).message}`);
            return;
          }
          listener(channel, message);
        });
      }
    },
    send: (channel, message) => outboxes[channel].send(codec.encode(message)),
    publish: (type, content, options) => publish(type, content, options),
    onBacklog(listener) {
      backlog = listener;
    },
    async close() {
      await Promise.all(Object.values(outboxes).map((outbox) => outbox.drained()));
      for (const socket of [...Object.values(requests), iopub, heartbeat]) socket.close();
      // ZeroMQ removes the files of ipc sockets later, in a thread of its own that may not live that long.
      for (const address of Object.values(connection.address)) {
        if (address.startsWith("ipc://")) rmSync(address.slice("ipc://".length), { force: true });
      }
    },
  };
}

/** Sends to all subscribers but those without room, which get nothing more until they read again. */
async function sendPast(socket: XPublisher, frames: Frames): Promise<void> {
  const { emitWarning } = process;
  const setNoDrop = (on: boolean): void => {
    process.emitWarning = () => {}; // zeromq warns that this takes effect later; in ZeroMQ 4 it does at once
    socket.noDrop = on;
    process.emitWarning = emitWarning;
  };
  setNoDrop(false);
  try {
    await socket.send(frames);
  } finally {
    setNoDrop(true);
  }
}

/** Runs `handle` for each message until the socket is closed; an error in it ends neither the loop nor the kernel. */
async function each(
  socket: Router | XPublisher,
  report: (text: string) => void,
  handle: (frames: Buffer[]) => void,
): Promise<void> {
  while (!socket.closed) {
    try {
      const frames = await socket.receive();
      try {
        handle(frames);
      } catch (error) {
        report(`error while a message was handled: ${(error as Error).stack}`);
      }
    } catch (error) {
      if (!socket.closed) report(`error while receiving: ${(error as Error).message}`);
    }
  }
}
