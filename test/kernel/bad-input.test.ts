// What may come over the wire and must not: the kernel says what it refuses, answers what it can, and goes on.
// Time limit: 120 s
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createConnection } from "node:net";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Dealer } from "zeromq";
import type { Message } from "../../kernel/wire/message.ts";
import { temporaryFolder } from "../support/temp.ts";
import { type Client, type ClientChannel, printed, startKernel } from "./client.ts";

const test = suite("bad input");
let client: Client;
test.before(async () => {
  client = await startKernel({ folder: temporaryFolder("bad") });
});
test.after(() => client.close());

const channels: readonly ClientChannel[] = ["shell", "control", "stdin"];
/** The frames of a message whose signature is right, whatever is in them. */
const signed = (...fields: readonly (string | Buffer)[]): (string | Buffer)[] => {
  const hmac = createHmac("sha256", client.connection.key);
  for (const field of fields.slice(0, 4)) hmac.update(field);
  return ["<IDS|MSG>", hmac.digest("hex"), ...fields];
};
const header = (type: string): string => JSON.stringify(client.codec.header(type));
/** The kernel has told of something new on its stderr. */
const told = async (pattern: RegExp, times = 1): Promise<void> => {
  const count = (): number => client.stderr().match(new RegExp(pattern, "g"))?.length ?? 0;
  while (count() < times) await new Promise((resolve) => client.child.stderr!.once("data", resolve));
};
const alive = async (): Promise<void> => {
  assert.is((await client.execute("40 + 2")).reply.status, "ok");
  assert.is((await client.ask("control", "kernel_info_request", {})).content.status, "ok");
};
const idleOf = (request: Message): Promise<Message> =>
  client.message(
    ({ parent, content }) => parent?.msg_id === request.header.msg_id && content.execution_state === "idle",
  );

test("malformed JSON, a wrong signature, a repeated message, missing frames and fields, bytes that are no UTF-8", async () => {
  const invalid = Buffer.from('{"code": "\xff\xfe"}', "latin1");
  for (const channel of channels) {
    const run = header("execute_request"); // each time another: else the signature would be a repeated one
    const part = (text: string): string => `{"${channel}": ${text}`;
    const repeated = signed(header("kernel_info_request"), "{}", "{}", "{}");
    client.sendFrames(channel, repeated);
    const cases: readonly (readonly [RegExp, (string | Buffer)[]])[] = [
      [/message refused: .*JSON/, signed(run, "{}", "{}", part(""))],
      [/message refused: .*JSON/, signed(run, "{}", "{}", '{"code": "1"')],
      [/message refused: .*JSON/, signed("{'msg_id': 1}", "{}", "{}", part("1}"))],
      [/message refused: wrong signature/, ["<IDS|MSG>", "0".repeat(64), run, "{}", "{}", '{"code":"1"}']],
      [/message refused: wrong signature/, ["<IDS|MSG>", "", run, "{}", "{}", '{"code":"1"}']],
      [/message refused: no <IDS\|MSG> delimiter/, ["hello"]],
      [/message refused: 2 frames after the delimiter/, ["<IDS|MSG>", "x", "y"]],
      [/message refused: the header has no msg_id/, signed('{"msg_type": "execute_request"}', "{}", "{}", part("1}"))],
      [/message refused: the header has no msg_type/, signed('{"msg_id": "a"}', "{}", "{}", part("1}"))],
      [/message refused: the header is not an object/, signed("[]", "{}", "{}", part("1}"))],
      [/message refused: the content is not an object/, signed(run, "{}", "{}", "5")],
      [/message refused: not UTF-8/, signed(run, "{}", "{}", invalid)],
      [/message refused: not UTF-8/, signed(Buffer.from([0xff]), "{}", "{}", part("1}"))],
      [/message refused: replayed message/, repeated],
    ];
    for (const [pattern, frames] of cases) {
      const before = client.stderr().match(new RegExp(pattern, "g"))?.length ?? 0;
      client.sendFrames(channel, frames);
      await told(pattern, before + 1);
    }
    await alive();
  }
});

test("every field of every request may have any type: each is answered and idle", async () => {
  const fields: Readonly<Record<string, readonly string[]>> = {
    execute_request: ["code", "silent", "store_history", "user_expressions", "allow_stdin", "stop_on_error"],
    complete_request: ["code", "cursor_pos"],
    inspect_request: ["code", "cursor_pos", "detail_level"],
    is_complete_request: ["code"],
    history_request: ["hist_access_type", "output", "raw", "session", "start", "stop", "n", "pattern", "unique"],
    comm_info_request: ["target_name"],
    kernel_info_request: ["anything"],
    usage_request: ["anything"],
  };
  const base: Readonly<Record<string, unknown>> = { code: "1", cursor_pos: 1, hist_access_type: "range" };
  const values = [null, -1, 0.5, 1e300, "x", "", [], [1], {}, { a: 1 }, true];
  const requests = Object.entries(fields).flatMap(([type, names]) => [
    client.send("shell", type, {}),
    ...names.flatMap((name) => values.map((value) => client.send("shell", type, { ...base, [name]: value }))),
  ]);
  for (const request of requests) {
    const { content, header: replied } = await client.reply(request);
    assert.is(replied.msg_type, request.header.msg_type.replace("_request", "_reply"));
    assert.ok(
      ["ok", "error", "aborted", "complete", "incomplete", "invalid", "unknown", undefined].includes(
        content.status as string,
      ),
    );
    await idleOf(request);
  }
  const bad = await client.ask("shell", "execute_request", { code: ["1"] });
  assert.match(bad.content.evalue as string, /"code" of an execute_request must be a string/);
  for (const value of values) {
    client.send("stdin", "input_reply", { value });
    for (const event of ["open", "msg", "close"]) {
      await idleOf(client.send("shell", `comm_${event}`, { comm_id: value, target_name: value, data: value }));
    }
  }
  await alive();
});

test("a message on a channel that is not its own, and one of an unknown type", async () => {
  for (const channel of channels) {
    const unknown = client.send(channel, "dance_request", { tango: true });
    await idleOf(unknown);
    await told(new RegExp(`${channel}: unknown message type "dance_request"`));
  }
  assert.is((await client.ask("control", "is_complete_request", { code: "1" })).content.status, "complete");
  const cell = client.send("control", "execute_request", { code: "'by control'" });
  assert.is((await client.executed(cell)).reply.status, "ok");
  client.send("shell", "input_reply", { value: "nobody asked" });
  await alive();
});

test("a message of 100 MB arrives whole", async () => {
  await client.execute(`comms.registerTarget("big", (comm) => void comm.onMessage(({ buffers: [bytes] }) => {
    comm.send({ length: bytes.length, last: bytes.at(-1) });
  }));`);
  await idleOf(client.send("shell", "comm_open", { comm_id: "big", target_name: "big", data: {} }));
  const bytes = Buffer.alloc(100e6, 1);
  bytes[bytes.length - 1] = 42;
  await idleOf(client.send("shell", "comm_msg", { comm_id: "big", data: {} }, { buffers: [bytes] }));
  const answer = await client.message(({ header: { msg_type } }) => msg_type === "comm_msg");
  assert.equal(answer.content.data, { length: 100e6, last: 42 });
  const cell = await client.execute(`/* ${"x".repeat(100e6)} */ 6 * 7`);
  assert.is(cell.reply.status, "ok", String(cell.reply.evalue));
});

test("a cell of 10 MB runs: one long text, and many statements", async () => {
  const text = await client.execute(`const long = "${"ä".repeat(5e6)}"; console.log(long.length)`);
  assert.is(printed(text), "5000000\n", String(text.reply.evalue));
  const line = "total += 1; // one line of many, as a program writes them\n";
  const count = Math.ceil(10e6 / line.length);
  const many = await client.execute(`let total = 0;\n${line.repeat(count)}console.log(total)`);
  assert.is(printed(many), `${count}\n`, String(many.reply.evalue));
  const broken = await client.execute(`${line.repeat(count)}total +;`);
  assert.is(broken.reply.ename, "SyntaxError");
  await alive();
});

test("a client that disappears: in the middle of a question, of a cell, of a frame", async () => {
  const gone = new Dealer({ linger: 1000 });
  gone.connect(client.connection.address.shell);
  await gone.send(client.codec.encode({ ...ask("await prompt('who?')"), identities: [] }));
  const waits = await client.message(({ content }) => content.code === "await prompt('who?')");
  gone.close();
  const behind = client.send("shell", "execute_request", { code: "'behind'" });
  await client.ask("control", "interrupt_request", {});
  const stopped = await client.message(
    ({ header: { msg_type }, parent }) => msg_type === "error" && parent?.msg_id === waits.parent!.msg_id,
  );
  assert.is(stopped.content.ename, "KeyboardInterrupt");
  assert.match(String((await client.executed(behind)).reply.status), /ok|aborted/);

  const path = client.connection.address.shell.slice("ipc://".length);
  for (const start of [Buffer.from([0xff, 0, 0, 0]), Buffer.from("GET / HTTP/1.1\r\n\r\n"), Buffer.alloc(0)]) {
    await new Promise<void>((resolve, reject) => {
      const socket = createConnection(path, () => socket.end(start));
      socket.on("error", reject);
      socket.on("close", () => resolve());
      socket.resume();
      socket.setTimeout(1000, () => socket.destroy()); // what is not ZeroMQ's greeting is left waiting
    });
  }
  await alive();
});

const ask = (code: string): Message => ({
  ...{ identities: [], header: client.codec.header("execute_request"), parent: undefined, metadata: {}, buffers: [] },
  content: { code, allow_stdin: true },
});

test("after all this it is the same kernel, and its session", async () => {
  assert.is(client.child.exitCode, null);
  const { outputs } = await client.execute("[typeof long, process.pid]");
  assert.match((outputs[0]!.content.data as Record<string, string>)["text/plain"]!, /^\[ 'string', \d+ \]$/);
  const status = readFileSync(`/proc/${client.child.pid}/status`, "utf8");
  assert.match(status, /State:\s+[RS]/);
});

test.run();
