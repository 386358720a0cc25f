// Comms through the real kernel: both directions, buffers, listeners that fail, comms that arrive while a cell runs.
// Time limit: 300 s
import { stripVTControlCharacters } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Content, Message } from "../../kernel/wire/message.ts";
import { temporaryFolder } from "../support/temp.ts";
import { type Client, printed, startKernel } from "./client.ts";

const test = suite("comms");
let client: Client;
test.before(async () => {
  client = await startKernel({ folder: temporaryFolder("comms") });
});
test.after(() => client.close());

let serial = 0;
const newId = (): string => `comm-${++serial}`;

/** Everything that was published about a request, once it is idle. */
const about = async (request: Message): Promise<readonly Message[]> => {
  const id = request.header.msg_id;
  const own = ({ parent }: Message): boolean => parent?.msg_id === id;
  await client.message((message) => own(message) && message.content.execution_state === "idle");
  return client.iopub.filter(own);
};
const types = (messages: readonly Message[]): readonly unknown[] =>
  messages.map(({ header, content }) => content.execution_state ?? header.msg_type);
const send = (event: string, content: Content, buffers: readonly Buffer[] = []): Message =>
  client.send("shell", `comm_${event}`, content, { buffers });
const open = (target: string, id: string, data: unknown = {}): Message =>
  send("open", { comm_id: id, target_name: target, data });
const info = async (content: Content = {}): Promise<unknown> =>
  (await client.ask("shell", "comm_info_request", content)).content.comms;

test("a front end opens a comm, sends data and bytes, is answered, closes", async () => {
  await client.execute(`
    const seen: string[] = [];
    comms.registerTarget<{ name: string }>("echo", (comm, { data, metadata }) => {
      seen.push("open " + data.name + " " + comm.id + " " + comm.target + " " + metadata.kind);
      comm.onMessage<{ n: number }>(({ data, buffers }) => {
        const numbers = new Float64Array(buffers[0].buffer);
        comm.send({ n: data.n + 1 }, { metadata: { m: 1 }, buffers: [numbers.map((x) => 2 * x), new Uint8Array([7, 8, 9]).subarray(1)] });
      });
      comm.onClose(({ data }) => seen.push("close " + JSON.stringify(data) + " " + comm.closed));
    });`);
  const id = newId();
  const message = client.codec.header("comm_open");
  client.sendFrames(
    "shell",
    client.codec.encode({
      ...{ identities: [], header: message, parent: undefined, metadata: { kind: "test" }, buffers: [] },
      content: { comm_id: id, target_name: "echo", data: { name: "Ada" } },
    }),
  );
  await client.message(
    ({ parent, content }) => parent?.msg_id === message.msg_id && content.execution_state === "idle",
  );
  assert.equal(await info(), { [id]: { target_name: "echo" } });
  assert.equal(await info({ target_name: "other" }), {});

  const numbers = Buffer.from(new Float64Array([1.5, -0, 1e300]).buffer);
  const answered = await about(send("msg", { comm_id: id, data: { n: 41 } }, [numbers]));
  assert.equal(types(answered), ["busy", "comm_msg", "idle"]);
  const { content, metadata, buffers } = answered[1]!;
  assert.equal(content, { comm_id: id, data: { n: 42 } });
  assert.equal(metadata, { m: 1 });
  assert.equal([...new Float64Array(new Uint8Array(buffers[0]!).buffer)], [3, -0, 2e300]);
  assert.equal([...buffers[1]!], [8, 9]);

  assert.equal(types(await about(send("close", { comm_id: id, data: { bye: 1 } }))), ["busy", "idle"]);
  assert.equal(await info(), {});
  const { outputs } = await client.execute("seen.join()");
  const text = (outputs[0]!.content.data as Record<string, string>)["text/plain"];
  assert.is(text, `'open Ada ${id} echo test,close {"bye":1} true'`);
});

test("a cell opens a comm, and both ends close", async () => {
  const opened = await client.execute(`
    const mine = comms.open("somewhere", { a: 1 }, { metadata: { v: "2" }, buffers: [new Uint16Array([513]).buffer] });
    mine.onMessage(({ data }) => mine.send(["got", data]));
    mine.id`);
  const [start] = opened.outputs;
  assert.is(start!.header.msg_type, "comm_open");
  assert.equal(start!.metadata, { v: "2" });
  assert.equal([...start!.buffers[0]!], [1, 2]);
  const { comm_id, target_name, data } = start!.content;
  assert.equal([target_name, data], ["somewhere", { a: 1 }]);
  assert.is(`'${comm_id}'`, (opened.outputs[1]!.content.data as Record<string, string>)["text/plain"]);
  assert.equal(await info(), { [comm_id as string]: { target_name: "somewhere" } });
  const answered = await about(send("msg", { comm_id, data: "hello" }));
  assert.equal(answered[1]!.content.data, ["got", "hello"]);

  const closed = await client.execute("mine.close({ why: 1 }); mine.close(); mine.closed");
  assert.equal(
    closed.outputs.map(({ header }) => header.msg_type),
    ["comm_close", "execute_result"],
  );
  assert.equal(closed.outputs[0]!.content, { comm_id, data: { why: 1 } });
  assert.equal(await info(), {});
  const late = await client.execute("mine.send(1)");
  assert.match(late.reply.evalue as string, /"somewhere" is closed: open another one/);
});

test("a target that nobody has registered, or not any more, closes at once", async () => {
  await client.execute("comms.registerTarget('gone', () => {}); comms.unregisterTarget('gone');");
  for (const target of ["nobody", "gone"]) {
    const id = newId();
    const messages = await about(open(target, id));
    assert.equal(types(messages), ["busy", "comm_close", "idle"]);
    assert.is(messages[1]!.content.comm_id, id);
  }
  assert.equal(await info(), {});
});

test("what a listener prints and shows belongs to its message, and so do its errors, which end nothing", async () => {
  await client.execute(`
    comms.registerTarget("loud", (comm) => {
      console.log("opened");
      comm.onMessage(({ data }) => {
        display(data);
        throw new RangeError("out of it");
      });
      comm.onMessage(async () => {
        console.log("the second listener");
        throw new TypeError("later");
      });
    });
    comms.registerTarget("refuses", () => { throw new Error("not today"); });`);
  const id = newId();
  assert.equal(types(await about(open("loud", id))), ["busy", "stream", "idle"]);
  const request = send("msg", { comm_id: id, data: 5 });
  const later = await client.message(
    ({ parent, content }) => parent?.msg_id === request.header.msg_id && /later/.test(String(content.text)),
  );
  assert.is(later.content.name, "stderr");
  const messages = await about(request);
  const text = stripVTControlCharacters(messages.map(({ content }) => content.text ?? "").join(""));
  assert.match(text, /RangeError: out of it/);
  assert.match(text, /the second listener/);
  assert.match(text, /Cell \d+[\s\S]*throw new RangeError\("out of it"\)/);
  assert.ok(types(messages).includes("display_data"));

  const refused = newId();
  const closed = await about(open("refuses", refused));
  assert.ok(types(closed).includes("comm_close"));
  assert.match(closed.map(({ content }) => content.text ?? "").join(""), /not today/);
  assert.is((await client.execute("1")).reply.status, "ok");
});

test("messages are heard while a cell waits, and a cell can wait for one", async () => {
  const waiting = client.send("shell", "execute_request", {
    code: `console.log("waiting");
      const told = await new Promise((resolve) =>
        comms.registerTarget("tell", (comm) => void comm.onMessage(({ data }) => resolve(data))));
      console.log("told", told);`,
  });
  const behind = client.send("shell", "execute_request", { code: "console.log('behind')" });
  await client.message(
    ({ parent, content }) => parent?.msg_id === waiting.header.msg_id && /waiting/.test(String(content.text)),
  );
  const id = newId();
  await about(open("tell", id));
  await about(send("msg", { comm_id: id, data: "enough" }));
  assert.match(printed(await client.executed(waiting)), /told enough/);
  assert.is(printed(await client.executed(behind)), "behind\n");
});

test("messages that come while a cell computes are handled after it, in order", async () => {
  await client.execute(`const order: unknown[] = [];
    comms.registerTarget("order", (comm) => void comm.onMessage(({ data }) => order.push(data)));`);
  const id = newId();
  await about(open("order", id));
  const busy = client.send("shell", "execute_request", {
    code: `console.log("computing"); { const end = Date.now() + 300; while (Date.now() < end); } order.push("cell");`,
  });
  await client.message(
    ({ parent, content }) => parent?.msg_id === busy.header.msg_id && /computing/.test(String(content.text)),
  );
  const sent = Array.from({ length: 50 }, (_, i) => send("msg", { comm_id: id, data: i }));
  for (const request of sent) assert.equal(types(await about(request)).at(-1), "idle");
  const { outputs } = await client.execute("order.join()");
  const text = (outputs[0]!.content.data as Record<string, string>)["text/plain"];
  assert.is(text, `'cell,${sent.map((_, i) => i).join()}'`);
});

test("a listener that loops is interrupted, and the kernel goes on", async () => {
  await client.execute(`comms.registerTarget("loops", (comm) =>
    void comm.onMessage(() => { console.log("looping"); for (;;); }));`);
  const id = newId();
  await about(open("loops", id));
  const request = send("msg", { comm_id: id, data: 0 });
  await client.message(
    ({ parent, content }) => parent?.msg_id === request.header.msg_id && /looping/.test(String(content.text)),
  );
  await client.ask("control", "interrupt_request", {});
  assert.is(types(await about(request)).at(-1), "idle");
  assert.is((await client.execute("seen.length")).reply.status, "ok");
});

test("bad comm messages change nothing", async () => {
  const requests = [
    send("open", { target_name: "echo" }),
    send("open", { comm_id: 5, target_name: "echo" }),
    send("open", { comm_id: newId(), target_name: 7 }),
    send("msg", { comm_id: "nobody", data: {} }),
    send("msg", {}),
    send("close", { comm_id: "nobody" }),
  ];
  for (const request of requests) assert.is(types(await about(request)).at(-1), "idle");
  const values = await client.execute("comms.open('x', { big: 1n })");
  assert.match(values.reply.evalue as string, /BigInt/);
  const opened = Object.values((await info()) as Record<string, { target_name: string }>);
  assert.not(opened.some(({ target_name }) => target_name === "x" || target_name === "echo"));
});

test("comms die with their session, and the clients hear of it", async () => {
  const opened = await client.execute("comms.open('doomed'); 0");
  const id = opened.outputs[0]!.content.comm_id;
  await client.execute("process.exit(1)");
  await client.message(({ header, content }) => header.msg_type === "comm_close" && content.comm_id === id);
  assert.equal(await info(), {});
  assert.is((await client.execute("1")).reply.status, "ok");
});

test.run();
