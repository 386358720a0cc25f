// A Jupyter client for any kernel: started from its command, spoken to over TCP as front ends do.
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { Dealer, Subscriber } from "zeromq";
import { parseConnection } from "../../../kernel/wire/connection.ts";
import { type Content, createCodec, type Message } from "../../../kernel/wire/message.ts";

export interface KernelCommand {
  readonly name: string;
  /** Program and arguments, with `{connection_file}` as in a kernelspec. */
  readonly argv: readonly string[];
}

export interface BenchClient {
  readonly child: ChildProcess;
  /** The reply to a request; rejects after `seconds`, and when the kernel ends. */
  ask(channel: "shell" | "control", type: string, content: Content, seconds?: number): Promise<Message>;
  execute(code: string, seconds?: number): Promise<Message>;
  /** Called with each iopub message until the next call. */
  listen(listener: (message: Message) => void): void;
  close(): Promise<void>;
}

const freePorts = async (count: number): Promise<readonly number[]> => {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise<typeof server>((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
};

export async function start(kernel: KernelCommand, folder: string): Promise<BenchClient> {
  const [shell, iopub, stdin, control, heartbeat] = await freePorts(5);
  const fields = {
    transport: "tcp",
    ip: "127.0.0.1",
    shell_port: shell!,
    iopub_port: iopub!,
    stdin_port: stdin!,
    control_port: control!,
    hb_port: heartbeat!,
    key: randomUUID(),
    signature_scheme: "hmac-sha256",
    kernel_name: kernel.name,
  };
  const file = join(folder, `${randomUUID()}.json`);
  writeFileSync(file, JSON.stringify(fields));
  const connection = parseConnection(fields);
  const codec = createCodec(connection);

  const [program, ...rest] = kernel.argv.map((word) => word.replaceAll("{connection_file}", file));
  // Where it is set, Node 20 reads a machine's certificates at each start, which takes longer than all else together.
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const child = spawn(program!, rest, { cwd: folder, stdio: "ignore", detached: true, env });
  const identity = codec.header("").session;
  const sockets = {
    shell: new Dealer({ routingId: identity, linger: 0, reconnectInterval: 5, receiveHighWaterMark: 0 }),
    control: new Dealer({ routingId: identity, linger: 0, reconnectInterval: 5, receiveHighWaterMark: 0 }),
  };
  const subscriber = new Subscriber({ linger: 0, reconnectInterval: 5, receiveHighWaterMark: 0 });
  const waiting = new Map<string, { resolve(message: Message): void; reject(error: Error): void }>();
  let listener: (message: Message) => void = () => {};
  let ended: Error | undefined;
  child.once("exit", (code, signal) => {
    ended = new Error(`the kernel ended (${signal ?? code})`);
    for (const { reject } of waiting.values()) reject(ended);
  });

  const receive = async (socket: Dealer | Subscriber, take: (message: Message) => void): Promise<void> => {
    for await (const frames of socket) {
      try {
        take(codec.decode(frames));
      } catch {
        // a message that the specification does not allow: peers send some
      }
    }
  };
  for (const channel of ["shell", "control"] as const) {
    sockets[channel].connect(connection.address[channel]);
    void receive(sockets[channel], (message) => waiting.get(message.parent?.msg_id ?? "")?.resolve(message));
  }
  subscriber.connect(connection.address.iopub);
  subscriber.subscribe("");
  void receive(subscriber, (message) => listener(message));

  const queues = { shell: Promise.resolve(), control: Promise.resolve() };
  const client: BenchClient = {
    child,
    ask(channel, type, content, seconds = 30) {
      if (ended !== undefined) return Promise.reject(ended);
      const header = codec.header(type);
      const frames = codec.encode({ identities: [], header, parent: undefined, metadata: {}, content, buffers: [] });
      return new Promise<Message>((resolve, reject) => {
        const limit = setTimeout(() => reject(new Error(`no reply within ${seconds} s`)), seconds * 1000);
        const settle =
          <T>(f: (value: T) => void) =>
          (value: T): void => {
            clearTimeout(limit);
            waiting.delete(header.msg_id);
            f(value);
          };
        waiting.set(header.msg_id, { resolve: settle(resolve), reject: settle(reject) });
        queues[channel] = queues[channel].then(() => sockets[channel].send(frames));
      });
    },
    execute: (code, seconds) =>
      client.ask(
        "shell",
        "execute_request",
        { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false, stop_on_error: true },
        seconds,
      ),
    listen(to) {
      listener = to;
    },
    async close() {
      if (ended === undefined) {
        await client.ask("control", "shutdown_request", { restart: false }, 2).catch(() => {});
        if (ended === undefined) {
          const gone = new Promise((resolve) => child.once("exit", resolve));
          const limit = setTimeout(() => process.kill(-child.pid!, "SIGKILL"), 2000);
          await gone;
          clearTimeout(limit);
        }
      }
      for (const socket of [sockets.shell, sockets.control, subscriber]) socket.close();
    },
  };
  return client;
}

/** Resolves once the kernel answers and this client hears its iopub. */
export async function ready(client: BenchClient): Promise<void> {
  let heard = false;
  client.listen(() => {
    heard = true;
  });
  while (!heard) {
    await client.ask("shell", "kernel_info_request", {});
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
