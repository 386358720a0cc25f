// JupyterLab's own client, from npm, through a Jupyter server: cells, completion, comms with bytes, questions, life.
// Time limit: 300 s
import type { Kernel, KernelMessage } from "@jupyterlab/services";
import services from "@jupyterlab/services";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type JupyterServer, startServer } from "../support/jupyter-server.ts";
import { noPython, venvPython } from "../support/python.ts";
import { skip } from "../support/skip.ts";
import { temporaryFolder } from "../support/temp.ts";

interface Ran {
  readonly reply: KernelMessage.IExecuteReplyMsg["content"];
  readonly outputs: readonly KernelMessage.IIOPubMessage[];
}

const run = async (kernel: Kernel.IKernelConnection, code: string, options: object = {}): Promise<Ran> => {
  const outputs: KernelMessage.IIOPubMessage[] = [];
  const future = kernel.requestExecute({ code, ...options });
  future.onIOPub = (message) => {
    if (!["status", "execute_input"].includes(message.header.msg_type)) outputs.push(message);
  };
  return { reply: (await future.done).content, outputs };
};
const resultOf = ({ outputs }: Ran): unknown => {
  const last = outputs.at(-1)?.content as { readonly data?: Record<string, unknown> } | undefined;
  return last?.data?.["text/plain"];
};
const printed = ({ outputs }: Ran): string =>
  outputs.map(({ content }) => ("text" in content ? content.text : "")).join("");
/** Resolves when the kernel's status is one of these. */
const becomes = (kernel: Kernel.IKernelConnection, ...wanted: readonly string[]): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (!wanted.includes(kernel.status)) return;
      kernel.statusChanged.disconnect(look);
      resolve();
    };
    kernel.statusChanged.connect(look);
    look();
  });

const connect = ({ url: baseUrl, token }: JupyterServer) => {
  const serverSettings = services.ServerConnection.makeSettings({ baseUrl, token, appendToken: true });
  const kernels = new services.KernelManager({ serverSettings });
  return { kernels, sessions: new services.SessionManager({ serverSettings, kernelManager: kernels }) };
};

type Scenario = (kernel: Kernel.IKernelConnection) => Promise<void>;

const cells: Scenario = async (kernel) => {
  const info = await kernel.info;
  assert.is(info.language_info.name, "typescript");
  assert.is(info.status, "ok");
  const done = await run(kernel, "const n: number = 20; console.log('printed'); n + 1");
  assert.is(done.reply.status, "ok");
  assert.equal(
    done.outputs.map(({ header }) => header.msg_type),
    ["stream", "execute_result"],
  );
  assert.equal([printed(done), resultOf(done)], ["printed\n", "21"]);
  const failed = await run(kernel, "throw new RangeError('no')");
  assert.equal([failed.reply.status, failed.outputs[0]!.header.msg_type], ["error", "error"]);
  const expressions = await run(kernel, "n", { user_expressions: { twice: "2 * n" } });
  assert.ok(expressions.reply.status === "ok");
  const { twice } = expressions.reply.user_expressions as unknown as Record<string, { readonly data: object }>;
  assert.equal(twice!.data, { "text/plain": "40" });
};

const language: Scenario = async (kernel) => {
  const code = "n.toFix";
  const completed = await kernel.requestComplete({ code, cursor_pos: code.length });
  assert.is(completed.content.status, "ok");
  assert.ok(completed.content.status === "ok" && completed.content.matches.includes("toFixed"));
  const inspected = await kernel.requestInspect({ code: "Math.hypot", cursor_pos: 7, detail_level: 0 });
  assert.ok(inspected.content.status === "ok" && inspected.content.found);
  const complete = await kernel.requestIsComplete({ code: "if (n) {" });
  assert.equal(complete.content, { status: "incomplete", indent: "  " });
  const history = await kernel.requestHistory({
    ...{ hist_access_type: "tail", n: 1, output: false, raw: true },
  } as KernelMessage.IHistoryRequestMsg["content"]);
  assert.ok(history.content.status === "ok");
  assert.is((history.content.history as unknown as [number, number, string][])[0]![2], "n");
};

const talks: Scenario = async (kernel) => {
  await run(
    kernel,
    `comms.registerTarget<{ scale: number }>("scale", (comm, { data: { scale } }) =>
      void comm.onMessage(({ buffers }) => {
        const numbers = new Float32Array(buffers[0].buffer).map((x) => scale * x);
        comm.send({ count: numbers.length }, { buffers: [numbers] });
      }));`,
  );
  const comm = kernel.createComm("scale");
  const answer = new Promise<KernelMessage.ICommMsgMsg>((resolve) => {
    comm.onMsg = (message) => resolve(message);
  });
  await comm.open({ scale: 3 }).done;
  await comm.send({}, {}, [new Float32Array([1, 2, 4])]).done;
  const { content, buffers } = await answer;
  assert.equal(content.data, { count: 3 });
  const bytes = new Uint8Array(new Uint8Array((buffers![0] as DataView).buffer));
  assert.equal([...new Float32Array(bytes.buffer)], [3, 6, 12]);
  const known = await kernel.requestCommInfo({ target_name: "scale" });
  assert.ok(known.content.status === "ok");
  assert.equal(known.content.comms, { [comm.commId]: { target_name: "scale" } });
  await comm.close().done;

  // the other way round: the client registers, the cell opens
  const opened = new Promise<Kernel.IComm>((resolve) => kernel.registerCommTarget("here", (mine) => resolve(mine)));
  await run(kernel, "const mine = comms.open('here'); mine.onMessage(({ data }) => console.log('heard', data));");
  const theirs = await opened;
  const heard: string[] = [];
  const future = theirs.send("hello");
  future.onIOPub = ({ content: said }) => {
    if ("text" in said) heard.push(String(said.text));
  };
  await future.done;
  assert.equal(heard, ["heard hello\n"]);
};

const asks: Scenario = async (kernel) => {
  const outputs: unknown[] = [];
  const future = kernel.requestExecute({
    code: "(await prompt('Name? ')) + (await confirm('Sure?'))",
    allow_stdin: true,
  });
  future.onIOPub = ({ content }) => {
    if ("data" in content) outputs.push((content.data as Record<string, unknown>)["text/plain"]);
  };
  const answers = ["Ada", "y"];
  future.onStdin = (message) => {
    assert.is(message.header.msg_type, "input_request");
    kernel.sendInputReply({ status: "ok", value: answers.shift()! }, message.header as never);
  };
  assert.is((await future.done).content.status, "ok");
  assert.equal(outputs, ["'Adatrue'"]);
};

const lives: Scenario = async (kernel) => {
  const future = kernel.requestExecute({ code: "console.log('spinning'); while (true) {}" });
  const spinning = new Promise<void>((resolve) => {
    future.onIOPub = ({ content }) => {
      if ("text" in content) resolve();
    };
  });
  await spinning;
  await kernel.interrupt();
  assert.is((await future.done).content.status, "error");
  assert.is(resultOf(await run(kernel, "n")), "20");

  await kernel.restart();
  await kernel.info;
  await becomes(kernel, "idle");
  assert.is(resultOf(await run(kernel, "typeof n")), "'undefined'");
};

const scenarios: readonly (readonly [string, Scenario])[] = [
  ["cells run, print, give results and errors", cells],
  ["completion, inspection, is_complete and history", language],
  ["comms with bytes, opened from either end", talks],
  ["a cell asks, the client answers", asks],
  ["interrupt keeps variables, restart loses them", lives],
];

if (venvPython === undefined) for (const [name] of scenarios) skip(test, name, noPython);
else {
  const server = await startServer(temporaryFolder("services"), "jupyter_server");
  const { kernels, sessions } = connect(server);
  await sessions.ready;
  const session = await sessions.startNew({
    ...{ name: "cells.ipynb", path: "cells.ipynb", type: "notebook", kernel: { name: "taipan" } },
  });
  const kernel = session.kernel!;
  for (const [name, scenario] of scenarios) test(name, () => scenario(kernel));
  test("shutdown ends the session, and the server knows of no kernel any more", async () => {
    await session.shutdown();
    await kernels.refreshRunning();
    assert.equal([...kernels.running()], []);
  });
  test.after(async () => {
    session.dispose();
    sessions.dispose();
    kernels.dispose();
    await server.stop();
  });
}

test.run();
