// A Jupyter client in few lines, for tests and the bench: starts a kernel's process and talks to it over ipc sockets.
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Dealer, Subscriber } from "zeromq";
import { FRONT_FLAGS } from "../../kernel/node-flags.ts";
import { type Connection, parseConnection } from "../../kernel/wire/connection.ts";
import { type Codec, type Content, createCodec, type Message } from "../../kernel/wire/message.ts";
import { packageRoot } from "../support/root.ts";

export interface Executed {
  readonly reply: Content;
  /** iopub messages of the cell without its statuses and its execute_input. */
  readonly outputs: readonly Message[];
  readonly messages: readonly Message[];
}

export type ClientChannel = "shell" | "control" | "stdin";

export interface Client {
  readonly child: ChildProcess;
  readonly connection: Connection;
  readonly codec: Codec;
  /** Sends a message and gives it back. */
  send(
    channel: ClientChannel,
    type: string,
    content: Content,
    options?: { readonly buffers?: readonly Buffer[] },
  ): Message;
  sendFrames(channel: ClientChannel, frames: (Buffer | string)[]): void;
  /** The reply to a message. Rejects, as all that waits, some time after the kernel has ended without it. */
  reply(request: Message): Promise<Message>;
  /** Sends and waits for the reply. */
  ask(channel: ClientChannel, type: string, content: Content): Promise<Message>;
  /** Resolves at the first iopub (or stdin) message that satisfies `wanted`, also one that came before. */
  message(wanted: (message: Message) => boolean): Promise<Message>;
  /** Everything that came on iopub. */
  readonly iopub: readonly Message[];
  execute(code: string, options?: Content): Promise<Executed>;
  /** Waits for the reply and the idle of an execute_request that was sent. */
  executed(request: Message): Promise<Executed>;
  readonly ended: Promise<number | NodeJS.Signals | null>;
  stderr(): string;
  close(): Promise<void>;
}

export interface ClientOptions {
  /** A folder for the connection file and the sockets. */
  readonly folder: string;
  /** Script of the kernel; its own entry if not given. */
  readonly kernel?: string;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Takes the messages of streams, which are then not kept. */
  readonly onStream?: (message: Message) => void;
  /** The client connects its iopub only after this, and `startKernel` does not wait for its welcome. */
  readonly listensAfter?: Promise<unknown>;
}

const ENTRY = join(packageRoot, "dist", "kernel", "main.js");
const LAST_MESSAGES = 10_000; // ms in which what an ended kernel has sent still comes
let started = 0;

export async function startKernel({
  folder,
  kernel = ENTRY,
  cwd = folder,
  env = {},
  onStream,
  listensAfter,
}: ClientOptions): Promise<Client> {
  const name = `k${process.pid}-${++started}`;
  const fields = {
    transport: "ipc",
    ip: join(folder, name),
    shell_port: 1,
    iopub_port: 2,
    stdin_port: 3,
    control_port: 4,
    hb_port: 5,
    key: randomUUID(),
    signature_scheme: "hmac-sha256",
  };
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(fields));
  const connection = parseConnection(fields);
  const codec = createCodec(connection);
  const child = spawn(process.execPath, [...FRONT_FLAGS, kernel, "-f", file], {
    cwd,
    env: { ...process.env, JUPYTER_DATA_DIR: join(folder, "data"), ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
    child.once("exit", (code, signal) => resolve(signal ?? code)),
  );

  const identity = codec.header("").session;
  const dealer = (): Dealer => new Dealer({ routingId: identity, linger: 0, reconnectInterval: 5 });
  const sockets = { shell: dealer(), control: dealer(), stdin: dealer() };
  const subscriber = new Subscriber({ linger: 0, reconnectInterval: 5, receiveHighWaterMark: 0 });

  const iopub: Message[] = [];
  const received: Message[] = []; // iopub and stdin
  const replies = new Map<string, Message>();
  const idle = new Set<string>(); // requests after whose last message the kernel has said so
  const waiters = new Map<() => void, (error: Error) => void>();
  let lost: Error | undefined;
  const until = <T>(look: () => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const attempt = (): void => {
        const found = look();
        if (found === undefined) return;
        waiters.delete(attempt);
        resolve(found);
      };
      waiters.set(attempt, reject);
      attempt();
      if (lost !== undefined && waiters.delete(attempt)) reject(lost);
    });
  let losing: NodeJS.Timeout | undefined;
  let closed = false;
  void ended.then((how) => {
    if (closed) return;
    losing = setTimeout(() => {
      lost = new Error(`The kernel ended (${how}) while a message was awaited. Its stderr:\n${stderr}`);
      for (const reject of waiters.values()) reject(lost);
      waiters.clear();
    }, LAST_MESSAGES);
  });
  const receive = async (socket: Dealer | Subscriber, take: (message: Message) => void): Promise<void> => {
    for await (const frames of socket) {
      take(codec.decode(frames));
      for (const waiter of [...waiters.keys()]) waiter();
    }
  };
  for (const channel of ["shell", "control", "stdin"] as const) {
    sockets[channel].connect(connection.address[channel]);
    void receive(sockets[channel], (message) => {
      if (channel === "stdin") received.push(message);
      else if (message.parent !== undefined) replies.set(message.parent.msg_id, message);
    });
  }
  const listen = (): void => {
    subscriber.connect(connection.address.iopub);
    subscriber.subscribe("");
  };
  if (listensAfter === undefined) listen();
  else void listensAfter.then(listen);
  void receive(subscriber, (message) => {
    if (onStream !== undefined && message.header.msg_type === "stream") {
      onStream(message);
      return;
    }
    iopub.push(message);
    received.push(message);
    const { parent, header, content } = message;
    if (parent !== undefined && header.msg_type === "status" && content.execution_state === "idle")
      idle.add(parent.msg_id);
  });

  const queues = { shell: Promise.resolve(), control: Promise.resolve(), stdin: Promise.resolve() };
  const sendFrames = (channel: ClientChannel, frames: (Buffer | string)[]): void => {
    queues[channel] = queues[channel].then(() => sockets[channel].send(frames));
  };
  const client: Client = {
    child,
    connection,
    codec,
    iopub,
    ended,
    sendFrames,
    stderr: () => stderr,
    send(channel, type, content, { buffers = [] } = {}) {
      const header = codec.header(type);
      const message: Message = { identities: [], header, parent: undefined, metadata: {}, content, buffers };
      sendFrames(channel, codec.encode(message));
      return message;
    },
    reply: (request) => until(() => replies.get(request.header.msg_id)),
    ask: (channel, type, content) => client.reply(client.send(channel, type, content)),
    message(wanted) {
      let seen = 0;
      return until(() => {
        const found = received.slice(seen).find(wanted);
        seen = received.length;
        return found;
      });
    },
    execute: (code, options = {}) => client.executed(client.send("shell", "execute_request", { code, ...options })),
    async executed(request) {
      const id = request.header.msg_id;
      const reply = await client.reply(request);
      await until(() => idle.has(id) || undefined);
      const messages = iopub.filter(({ parent }) => parent?.msg_id === id);
      const outputs = messages.filter(({ header }) => !["status", "execute_input"].includes(header.msg_type));
      return { reply: reply.content, outputs, messages };
    },
    async close() {
      if (child.exitCode === null && child.signalCode === null) {
        client.send("control", "shutdown_request", { restart: false });
        await ended;
      }
      closed = true;
      clearTimeout(losing);
      for (const socket of [...Object.values(sockets), subscriber]) socket.close();
    },
  };
  if (listensAfter === undefined) await client.message(({ header }) => header.msg_type === "iopub_welcome");
  return client;
}

/** What a cell printed on one of its streams. */
export const printed = ({ outputs }: Executed, name = "stdout"): string =>
  outputs
    .filter(({ header, content }) => header.msg_type === "stream" && content.name === name)
    .map(({ content }) => content.text)
    .join("");

/** Types of a cell's outputs, in order. */
export const kinds = ({ outputs }: Executed): readonly string[] => outputs.map(({ header }) => header.msg_type);
