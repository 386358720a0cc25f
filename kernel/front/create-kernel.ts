// Wires the front together: sockets, the session, the cells that wait, and the requests' handlers.
import { handlers } from "../handlers/index.ts";
import type { FromSession } from "../session/protocol.ts";
import type { Channels, RequestChannel } from "../wire/channels.ts";
import type { Content, Header, Message } from "../wire/message.ts";
import { answerHistory } from "./answer-history.ts";
import { createBeginning } from "./beginning.ts";
import { createComms } from "./comms.ts";
import { createExecutions, type Executions } from "./executions.ts";
import { pageAbout } from "./help.ts";
import type { Handler, Kernel, Services } from "./kernel.ts";
import { createParents, type Parent } from "./parents.ts";
import { createRuntimeNames, type RuntimeNamesAsker } from "./runtime-names.ts";
import type { SessionHost } from "./session-host.ts";
import { createStdin } from "./stdin.ts";
import { createStreamWriter } from "./stream-writer.ts";
import { createTypeChecks } from "./type-checks.ts";

export interface KernelOptions {
  readonly channels: Channels;
  readonly session: SessionHost;
  services(runtimeNames: RuntimeNamesAsker["ask"]): Services;
  report(text: string): void;
  /** Called when the kernel has ended. */
  exit(): void;
}

export function createKernel(options: KernelOptions): Kernel {
  const { channels, session, report, exit } = options;
  const names = createRuntimeNames({
    send: (message) => session.send(message),
    isIdle: () => executions.running === undefined,
    canSend: () => session.canSend(),
  });
  const services = options.services(names.ask);
  const parents = createParents();
  let last: Parent | undefined; // the last cell that was sent
  let owner: Parent | undefined; // whose stream text comes now

  const publish = (type: string, content: Content, parent: Header | undefined, metadata: Content = {}): void => {
    writer.flush();
    channels.publish(type, content, { parent, metadata });
  };
  const status = (state: "busy" | "idle" | "starting", parent: Header | undefined): void =>
    publish("status", { execution_state: state }, parent);
  const writer = createStreamWriter((name, text) => {
    if (owner?.silent !== true) channels.publish("stream", { name, text }, { parent: owner?.header });
  });
  const reply = (channel: RequestChannel, request: Message, type: string, content: Content): void =>
    channels.send(channel, {
      identities: request.identities,
      header: channels.codec.header(type),
      parent: request.header,
      metadata: {},
      content,
      buffers: [],
    });

  /** Busy and idle are per request, but clients show the last: while a cell runs, that must be its busy. */
  const idle = (parent: Header): void => {
    status("idle", parent);
    const running = executions.running;
    if (running !== undefined && running.request.header !== parent) status("busy", running.request.header);
  };

  const setOwner = (next: Parent | undefined): void => {
    if (next === owner) return;
    writer.flush();
    owner = next;
  };

  const executions: Executions = createExecutions({
    publish: (type, content, parent) => publish(type, content, parent),
    status,
    reply: (cell, content) => {
      writer.flush();
      reply("shell", cell.request, "execute_reply", content);
    },
    send: (request) => session.send(request),
    help: async (question) => pageAbout(question, await services.types(), await services.reader()),
    canSend: () => session.canSend(),
    check: (cell, count) => checks.before(cell, count),
    sent: (cell) => checks.began(cell),
    started(cell) {
      last = { header: cell.request.header, silent: cell.silent };
      parents.add(last);
      setOwner(last);
    },
    finished(cell, count, output, error) {
      stdin.clear();
      checks.ended(cell, count, error);
      if (cell.storeHistory)
        void services
          .history()
          .then((history) => history.store(count, cell.code, output))
          .catch(failed);
    },
  });
  const failed = (error: Error): void => report(`error in a service: ${error.message}`);

  const checks = createTypeChecks({
    services,
    warn({ request, silent }, text) {
      if (!silent) publish("stream", { name: "stderr", text }, request.header);
    },
    failed,
  });

  const comms = createComms({
    requested: parents.addMessage,
    send: (request) => session.send(request),
    publishClose: (id) => publish("comm_close", { comm_id: id, data: {} }, last?.header),
    canSend: () => session.canSend(),
    idle,
  });
  const stdin = createStdin({
    request: (cell, content) => reply("stdin", cell.request, "input_request", content),
    send: (message) => session.send(message),
  });

  const fromSession = (message: FromSession): void => {
    switch (message.kind) {
      case "ready":
        return;
      case "owner":
        setOwner(parents.find(message.id) ?? last);
        return;
      case "display": {
        const parent = parents.find(message.id) ?? last;
        if (message.event === "execute_result") executions.result(message.id, message.content);
        if (parent?.silent !== true) publish(message.event, message.content as Content, parent?.header);
        return;
      }
      case "error": {
        const parent = parents.find(message.id) ?? last;
        if (parent?.silent !== true) publish("error", { ...message.content }, parent?.header);
        return;
      }
      case "comm": {
        comms.observe(message);
        writer.flush();
        channels.publish(`comm_${message.event}`, message.content as Content, {
          parent: parents.find(message.id)?.header ?? last?.header,
          metadata: (message.metadata ?? {}) as Content,
          buffers: (message.buffers ?? []).map((text) => Buffer.from(text, "base64")),
        });
        return;
      }
      case "history":
        void services
          .history()
          .then((history) => answerHistory(history, message.query))
          .then((entries) => session.send({ kind: "history", number: message.number, entries }))
          .catch(failed);
        return;
      case "told":
        services.told(message.told);
        if (message.told.typecheck !== undefined) checks.mode(message.told.typecheck);
        return;
      case "names":
        names.answered(message);
        return;
      case "handled":
        comms.handled(message.id);
        return;
      case "input":
        writer.flush();
        stdin.ask(executions.running, message);
        return;
      case "done":
        executions.done(message);
    }
  };

  channels.onBacklog((much) => session.hold(much));
  session.attach({
    text: (stream, text) => writer.write(stream, text),
    message: fromSession,
    settled() {
      comms.settled();
      names.settled();
      executions.settled();
    },
    died(explanation) {
      stdin.clear();
      comms.lost();
      services.told({ magics: [], folder: process.cwd() });
      services.lost();
      if (executions.running === undefined) {
        writer.write("stderr", `${explanation.ename}: ${explanation.evalue}\n`);
        writer.flush();
      }
      executions.lost(explanation);
    },
  });

  let ended = false;
  const kernel: Kernel = {
    session,
    executions,
    comms,
    stdin,
    services,
    status: (state, parent) => (state === "idle" ? idle(parent) : status(state, parent)),
    publish,
    reply,
    shutdown() {
      if (ended) return;
      ended = true;
      void Promise.allSettled([session.end(), services.end()])
        .then(() => channels.close())
        .finally(exit);
    },
  };

  /** Once, after the first subscriber's welcome: nobody has heard it before, and the welcome comes first. */
  let announced = false;
  const announce = (): void => {
    if (announced) return;
    announced = true;
    status("starting", undefined);
  };
  const begun = createBeginning(announce);
  void channels.subscribed.then(begun.subscribed);

  channels.receive((channel, message) => {
    if (channel === "shell") begun.then(() => receive(channel, message));
    else receive(channel, message);
  });

  function receive(channel: RequestChannel, message: Message): void {
    announce();
    const type = message.header.msg_type;
    const handler = handlers.get(type);
    if (handler === undefined) {
      report(`${channel}: unknown message type "${type}"`);
      status("busy", message.header);
      idle(message.header);
    } else if (handler.kind === "own") handler.handle(kernel, message, channel);
    else void answer(channel, message, handler);
  }

  async function answer(channel: RequestChannel, message: Message, handler: ReplyHandler): Promise<void> {
    status("busy", message.header);
    let content: Content;
    try {
      content = await handler.handle(kernel, message);
    } catch (error) {
      const { name, message: evalue } = error as Error;
      content = { status: "error", ename: name, evalue, traceback: [] };
      report(`${message.header.msg_type}: ${(error as Error).stack}`);
    }
    reply(channel, message, handler.type, content);
    idle(message.header);
    handler.after?.(kernel, message);
  }

  return kernel;
}

type ReplyHandler = Extract<Handler, { kind: "reply" }>;
