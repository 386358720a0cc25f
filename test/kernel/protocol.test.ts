// Parts of the messaging specification, through the real kernel: what clients rely on beyond a cell and its output.
// Time limit: 300 s
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Content } from "../../kernel/wire/message.ts";
import { temporaryFolder } from "../support/temp.ts";
import { type Client, type ClientChannel, type Executed, startKernel } from "./client.ts";

const folder = temporaryFolder("protocol");
const test = suite("protocol");
let client: Client;
test.before(async () => {
  client = await startKernel({ folder });
});
test.after(() => client.close());

const ask = async (type: string, content: Content = {}, channel: ClientChannel = "shell"): Promise<Content> =>
  (await client.ask(channel, type, content)).content;
const contents = ({ outputs }: Executed): readonly (readonly [string, Content])[] =>
  outputs.map(({ header, content }) => [header.msg_type, content]);

test("kernel_info names the protocol, and none of the optional features that need more than it has", async () => {
  const info = await ask("kernel_info_request");
  assert.is(info.protocol_version, "5.5");
  assert.equal(info.supported_features, []); // the specification knows "debugger" and "kernel subshells"
  assert.is(info.debugger, false);
  assert.match(String(info.banner), /Taipan/);
});

test("a client whose iopub connects last misses nothing of its first requests", async () => {
  let listen = (): void => {};
  const listensAfter = new Promise<void>((resolve) => {
    listen = resolve;
  });
  const late = await startKernel({ folder, listensAfter });
  try {
    // its control is connected, and the kernel there: only the iopub is not
    await late.ask("control", "kernel_info_request", {});
    const info = late.send("shell", "kernel_info_request", {});
    const cell = late.send("shell", "execute_request", { code: "console.log('heard'); 6 * 7" });
    await late.ask("control", "kernel_info_request", {});
    listen();
    const { outputs, messages } = await late.executed(cell);
    assert.equal(
      outputs.map(({ header }) => header.msg_type),
      ["stream", "execute_result"],
    );
    assert.is(messages[0]?.content.execution_state, "busy");
    assert.is((await late.reply(info)).content.status, "ok");
    const first = late.iopub.filter(({ parent }) => parent?.msg_id === info.header.msg_id);
    assert.equal(
      first.map(({ content }) => content.execution_state),
      ["busy", "idle"],
    );
  } finally {
    await late.close();
  }
});

test("a client that does not listen is answered all the same", async () => {
  const deaf = await startKernel({ folder, listensAfter: new Promise(() => {}) });
  try {
    assert.is((await deaf.ask("shell", "execute_request", { code: "1" })).content.status, "ok");
    assert.is((await deaf.ask("shell", "kernel_info_request", {})).content.status, "ok");
  } finally {
    await deaf.close();
  }
});

test("usage tells of the session, on either channel", async () => {
  for (const channel of ["control", "shell"] as const) {
    const usage = await ask("usage_request", {}, channel);
    assert.is(
      usage.pid,
      Number((await client.execute("process.pid")).outputs[0]!.content.data!["text/plain" as never]),
    );
    assert.ok((usage.kernel_memory as number) > 20e6, String(usage.kernel_memory));
    for (const name of ["kernel_cpu", "cpu_count", "host_cpu_percent"]) assert.type(usage[name], "number", name);
    const { total, available, percent } = usage.host_virtual_memory as Record<string, number>;
    assert.ok(available! > 0 && available! <= total! && percent! >= 0 && percent! <= 100);
    assert.type(usage.hostname, "string");
  }
});

test("a display has an id that a later cell updates, by name or by its handle", async () => {
  const first = await client.execute("const handle = display('one', { id: 'mine' });");
  const [[kind, content]] = contents(first) as [[string, { data: Content; transient: Content; metadata: Content }]];
  assert.is(kind, "display_data");
  assert.equal(content.transient, { display_id: "mine" });
  assert.equal(content.metadata, {});
  const second = await client.execute("handle.update('two');");
  const [[updated, { data, transient }]] = contents(second) as [[string, { data: Content; transient: Content }]];
  assert.equal([updated, transient, data], ["update_display_data", { display_id: "mine" }, { "text/plain": "'two'" }]);
});

test("clear_output says whether it waits", async () => {
  const done = await client.execute("console.log('a'); clearOutput(true); console.log('b'); clearOutput();");
  assert.equal(
    contents(done).filter(([kind]) => kind === "clear_output"),
    [
      ["clear_output", { wait: true }],
      ["clear_output", { wait: false }],
    ],
  );
  assert.equal(
    contents(done).map(([kind]) => kind),
    ["stream", "clear_output", "stream", "clear_output"],
  );
});

test("%load puts the next input into the payload, and only into its own cell's", async () => {
  writeFileSync(join(folder, "loaded.ts"), "export const loaded = 1;\n");
  const { reply } = await client.execute("%load loaded.ts");
  const [payload] = reply.payload as Content[];
  assert.equal([payload!.source, payload!.replace], ["set_next_input", true]);
  assert.match(String(payload!.text), /export const loaded = 1;$/);
  assert.equal((await client.execute("1")).reply.payload, []);
});

test("user expressions: values with all their kinds, errors with theirs, none for a silent cell's failure", async () => {
  const { reply } = await client.execute("const x = 6", {
    user_expressions: { seven: "x + 1", wrong: "x.y.z", rich: "html('<b>x</b>')", shape: "({ a: x })" },
  });
  const { seven, wrong, rich, shape } = reply.user_expressions as Record<string, { data: Content } & Content>;
  assert.equal(seven, { status: "ok", data: { "text/plain": "7" }, metadata: {} });
  assert.equal([wrong!.status, wrong!.ename], ["error", "TypeError"]);
  assert.is(rich!.data["text/html"], "<b>x</b>");
  assert.is(shape!.data["text/plain"], "{ a: 6 }");
  assert.equal((await client.execute("null.x", { user_expressions: { a: "1" } })).reply.user_expressions, {});
});

test("an answer that nobody has asked for is forgotten, and one that comes after its cell", async () => {
  const asked = () => client.send("shell", "execute_request", { code: "await prompt('?')", allow_stdin: true });
  const question = ({ header }: { readonly header: { readonly msg_id: string } }) =>
    client.message(
      (message) => message.header.msg_type === "input_request" && message.parent?.msg_id === header.msg_id,
    );
  client.send("stdin", "input_reply", { value: "early" });
  const stopped = asked();
  await question(stopped);
  await client.ask("control", "interrupt_request", {});
  assert.is((await client.executed(stopped)).reply.status, "error");
  client.send("stdin", "input_reply", { value: "late" });
  await client.execute("1"); // longer than the answer is on its way
  const answered = asked();
  await question(answered);
  client.send("stdin", "input_reply", { value: "right" });
  const [[, content]] = contents(await client.executed(answered)) as [[string, Content]];
  assert.equal(content.data, { "text/plain": "'right'" });
});

test("is_complete says how far the next line goes in", async () => {
  const of = (code: string): Promise<Content> => ask("is_complete_request", { code });
  assert.equal(await of("for (const x of y) {"), { status: "incomplete", indent: "  " });
  assert.equal(await of("  if (a) {\n    b(["), { status: "incomplete", indent: "      " });
  assert.equal(await of("const text = `a"), { status: "incomplete", indent: "" });
  assert.equal(await of("let a = 1"), { status: "complete" });
  assert.equal(await of("let a b"), { status: "invalid" });
});

test("two kernels write one history: each keeps its lines, and sees the other's", async () => {
  const other = await startKernel({ folder });
  try {
    const count = 10;
    const cells = (kernel: Client, name: string): Promise<unknown>[] =>
      Array.from({ length: count }, (_, i) => kernel.execute(`"${name} ${i}"`));
    await Promise.all([...cells(client, "first"), ...cells(other, "second")]);
    const entries = async (kernel: Client, content: Content): Promise<[number, number, unknown][]> =>
      (await kernel.ask("shell", "history_request", content)).content.history as [number, number, unknown][];

    // what is asked of a kernel itself has its latest cells, which the other sees from then on, or a moment later
    for (const [kernel, mine, others] of [
      [client, "first", "second"],
      [other, "second", "first"],
    ] as const) {
      const range = await entries(kernel, { hist_access_type: "range", session: 0, start: 1, stop: 99 });
      const lines = range.map(([, , input]) => input as string);
      assert.is(lines.filter((line) => line.startsWith(`"${mine}`)).length, count);
      assert.not(lines.some((line) => line.startsWith(`"${others}`)));
    }
    for (const kernel of [client, other]) {
      const search = { hist_access_type: "search", pattern: '"* [0-9]"', n: 100, output: true };
      const found = (await entries(kernel, search)) as [number, number, [string, string]][];
      for (const name of ["first", "second"]) {
        const own = found.filter(([, , [input]]) => input.startsWith(`"${name}`));
        assert.is(own.length, count, `${name}: ${JSON.stringify(found)}`);
        assert.is(new Set(own.map(([session]) => session)).size, 1);
        assert.equal(own[3]![2], [`"${name} 3"`, `'${name} 3'`]);
      }
      const unique = { hist_access_type: "search", pattern: '"first*', n: 3, unique: true, output: false };
      assert.equal(
        (await entries(kernel, unique)).map(([, , input]) => input),
        ['"first 7"', '"first 8"', '"first 9"'],
      );
    }
  } finally {
    await other.close();
  }
});

test.run();
