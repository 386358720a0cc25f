// The whole front over its sockets, with a session of few lines behind it.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../../support/root.ts";
import { temporaryFolder } from "../../support/temp.ts";
import { type Client, kinds, printed, startKernel } from "../client.ts";

const kernel = join(packageRoot, "dist", "test", "kernel", "front", "fake-kernel.js");
const folder = temporaryFolder("front");
let client: Client;

const test = suite("front");
test.before(async () => {
  client = await startKernel({ folder, kernel });
});
test.after(() => client.close());

const statuses = (messages: readonly { header: { msg_type: string }; content: Readonly<Record<string, unknown>> }[]) =>
  messages.map(({ header, content }) => (header.msg_type === "status" ? content.execution_state : header.msg_type));

test("kernel_info on shell and on control, busy and idle around each", async () => {
  for (const channel of ["shell", "control"] as const) {
    const reply = await client.ask(channel, "kernel_info_request", {});
    assert.is(reply.header.msg_type, "kernel_info_reply");
    const { language_info, protocol_version, status } = reply.content as Record<string, Record<string, string>>;
    assert.is(status as unknown, "ok");
    assert.is(protocol_version as unknown, "5.5");
    assert.is(language_info!.name, "typescript");
    assert.is(language_info!.file_extension, ".ts");
    const id = reply.parent!.msg_id;
    await client.message(({ parent, content }) => parent?.msg_id === id && content.execution_state === "idle");
    assert.equal(statuses(client.iopub.filter(({ parent }) => parent?.msg_id === id)), ["busy", "idle"]);
  }
});

test("the first subscriber is welcomed, then hears once that the kernel starts", () => {
  assert.equal(statuses(client.iopub.slice(0, 2)), ["iopub_welcome", "starting"]);
  assert.is(client.iopub.filter(({ content }) => content.execution_state === "starting").length, 1);
});

test("a cell: busy, input, output, result, reply, idle", async () => {
  const done = await client.execute("console.log('ü'); 6 * 7");
  assert.equal(statuses(done.messages), ["busy", "execute_input", "stream", "execute_result", "idle"]);
  assert.is(printed(done), "ü\n");
  assert.is(done.reply.status, "ok");
  assert.type(done.reply.execution_count, "number");
  const input = done.messages[1]!.content;
  assert.equal(input, { code: "console.log('ü'); 6 * 7", execution_count: done.reply.execution_count });
});

test("counting: store_history and silent", async () => {
  const count = async (options: object): Promise<number> =>
    (await client.execute("1", { ...options })).reply.execution_count as number;
  const first = await count({});
  assert.is(await count({ store_history: false }), first);
  assert.is(await count({ silent: true }), first);
  assert.is(await count({}), first + 1);
});

test("a silent cell publishes its statuses only", async () => {
  const { messages, reply } = await client.execute("console.log(1); console.error(2); 3", { silent: true });
  assert.equal(statuses(messages), ["busy", "idle"]);
  assert.is(reply.status, "ok");
});

test("an error aborts the cells behind it, unless it must not", async () => {
  const send = (code: string, options: object = {}) => client.send("shell", "execute_request", { code, ...options });
  const burst = [send("throw new RangeError('no')"), ...Array.from({ length: 10 }, (_, i) => send(`${i}`))];
  const [failed, ...rest] = await Promise.all(burst.map((request) => client.executed(request)));
  assert.is(failed!.reply.status, "error");
  assert.is(failed!.reply.ename, "RangeError");
  assert.equal(kinds(failed!), ["error"]);
  for (const { reply, messages } of rest) {
    assert.is(reply.status, "aborted");
    assert.equal(statuses(messages), ["busy", "idle"]);
  }
  const going = [send("throw 1", { stop_on_error: false }), send("2")];
  const [, second] = await Promise.all(going.map((request) => client.executed(request)));
  assert.is(second!.reply.status, "ok");
});

test("a cell that was sent after an error's reply runs", async () => {
  for (let i = 0; i < 5; i++) {
    assert.is((await client.execute("throw 1")).reply.status, "error");
    assert.is((await client.execute("1")).reply.status, "ok");
  }
});

test("the session's death ends the cell with its cause, aborts the queue, and the next cell runs", async () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ["process.exit(3)", "SessionExited", /exited with code 3/],
    ["process.kill(process.pid, 'SIGSEGV'); for (;;);", "SessionCrashed", /SIGSEGV \(a segmentation fault/],
    ["process.abort()", "SessionCrashed", /SIGABRT/],
    ["process.kill(process.pid, 'SIGKILL'); for (;;);", "SessionCrashed", /SIGKILL .*memory/],
  ];
  for (const [code, ename, evalue] of cases) {
    const dies = client.send("shell", "execute_request", { code: `console.log("before"); ${code}` });
    const queued = client.send("shell", "execute_request", { code: "1" });
    const died = await client.executed(dies);
    assert.is(died.reply.ename, ename);
    assert.match(died.reply.evalue as string, evalue);
    assert.match(died.reply.evalue as string, /variables are lost/);
    assert.is(printed(died), "before\n");
    assert.is(kinds(died).at(-1), "error");
    assert.is((await client.executed(queued)).reply.status, "aborted");
    assert.is((await client.execute("1")).reply.status, "ok");
  }
});

test("out of memory is told from V8's last words", async () => {
  const code = `console.error("FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory"); process.abort()`;
  const { reply } = await client.execute(code);
  assert.is(reply.ename, "OutOfMemory");
  assert.match(reply.evalue as string, /heap memory \(SIGABRT\)/);
});

test("large output arrives whole before idle, in few messages", async () => {
  const code = "for (let i = 0; i < 20000; i++) console.log(String(i).padEnd(99, 'é'))";
  const done = await client.execute(code);
  const text = printed(done);
  assert.is(text.length, 20_000 * 100);
  assert.ok(text.startsWith("0éé") && text.trimEnd().split("\n").at(-1)!.startsWith("19999é"));
  assert.ok(done.outputs.length < 500, `${done.outputs.length} messages`);
});

test("characters cut in two are put together, broken ones don't reach the next cell", async () => {
  const euro = await client.execute(
    `process.stdout.write(Buffer.from([0xe2, 0x82])); process.stdout.write(Buffer.from([0xac]))`,
  );
  assert.is(printed(euro), "€");
  const broken = await client.execute("process.stdout.write(Buffer.from([0xe2, 0x82]))");
  assert.is(printed(broken), "\ufffd");
  assert.is(printed(await client.execute("console.log('next')")), "next\n");
});

test("bad requests, junk and unknown types never stop the kernel", async () => {
  const bad = await client.ask("shell", "execute_request", { code: 5 });
  assert.is(bad.content.status, "error");
  assert.match(bad.content.evalue as string, /"code" .* must be a string/);
  client.sendFrames("shell", ["junk"]);
  client.sendFrames("control", ["<IDS|MSG>", "x", "{", "{", "{", "{"]);
  const unknown = client.send("shell", "nonsense_request", {});
  await client.message(
    ({ parent, content }) => parent?.msg_id === unknown.header.msg_id && content.execution_state === "idle",
  );
  client.send("shell", "comm_msg", { data: 1 });
  client.send("stdin", "input_reply", { value: "nobody asked" });
  const history = await client.ask("shell", "history_request", { hist_access_type: "dream" });
  assert.is(history.content.status, "error");
  assert.is((await client.execute("1")).reply.status, "ok");
});

test("history of this kernel", async () => {
  await client.execute("'a' + 'b'");
  await client.execute("'hidden'", { store_history: false });
  const ask = async (content: object) => (await client.ask("shell", "history_request", { ...content })).content.history;
  const tail = (await ask({ hist_access_type: "tail", n: 1, output: true })) as [number, number, [string, string]][];
  assert.equal(tail[0]![2], ["'a' + 'b'", "ab"]);
  const found = (await ask({ hist_access_type: "search", pattern: "*hidden*" })) as unknown[];
  assert.is(found.length, 0);
});

test("is_complete", async () => {
  const ask = async (code: string) => (await client.ask("shell", "is_complete_request", { code })).content;
  assert.equal(await ask("1 + 1"), { status: "complete" });
  assert.equal(await ask("function f() {\n  if (x) {"), { status: "incomplete", indent: "    " });
  assert.equal(await ask("a b"), { status: "invalid" });
  assert.equal(await ask("%%stencil --tune off"), { status: "incomplete", indent: "" });
  assert.equal(await ask("%%stencil\nfunction f() {}"), { status: "complete" });
  assert.equal(await ask(""), { status: "complete" });
});

test("usage_request", async () => {
  const { content } = await client.ask("control", "usage_request", {});
  assert.ok((content.kernel_memory as number) > 20e6);
  assert.ok((content.kernel_memory as number) < 2e9);
});

test("comm_info without comms", async () => {
  assert.equal((await client.ask("shell", "comm_info_request", {})).content, { status: "ok", comms: {} });
});

test("magics complete at a cell's start", async () => {
  const ask = async (code: string) =>
    (await client.ask("shell", "complete_request", { code, cursor_pos: code.length })).content;
  const names = await ask("%%st");
  assert.equal([names.matches, names.cursor_start, names.cursor_end], [["%%stencil"], 0, 4]);
  const options = await ask("%%stencil --exact --t");
  assert.equal([options.matches, options.cursor_start], [["--tune", "--targets"], 18]);
  assert.equal((await ask("%%stencil --tune ")).matches, ["idle", "now", "off"]);
  assert.equal((await ask("// a comment\n%%stencil --tune=o")).matches, ["off"]);
  assert.not(((await ask("1\n%%st")).matches as string[]).includes("%%stencil"));
  const help = await client.ask("shell", "inspect_request", { code: "%%stencil", cursor_pos: 5, detail_level: 0 });
  assert.match((help.content.data as Record<string, string>)["text/plain"]!, /^%%stencil \[--tune/);
});

test("a name with a question mark opens the pager", async () => {
  const { reply, outputs } = await client.execute("Math.hypot?");
  assert.is(reply.status, "ok");
  assert.equal(outputs, []);
  const [page] = reply.payload as { source: string; data: Record<string, string>; start: number }[];
  assert.is(page!.source, "page");
  assert.match(page!.data["text/plain"]!, /^Math\.hypot: \(\.\.\.values: number\[\]\) => number/);
  const unknown = (await client.execute("nothingSuch?")).reply.payload as (typeof page)[];
  assert.match(unknown[0]!.data["text/plain"]!, /Nothing is known of nothingSuch/);
});

test.run();

const ends = suite("ends");
const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const gone = async (pid: number): Promise<void> => {
  while (alive(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
};
const sessionPid = async (from: Client): Promise<number> =>
  Number((await from.execute("process.pid")).outputs[0]!.content.data?.["text/plain" as never]);

for (const channel of ["shell", "control"] as const) {
  for (const restart of [false, true]) {
    ends(`shutdown on ${channel}, restart ${restart}: replied to, told to all, nothing is left`, async () => {
      const own = temporaryFolder("end");
      const short = await startKernel({ folder: own, kernel });
      const pid = await sessionPid(short);
      const reply = await short.ask(channel, "shutdown_request", { restart });
      assert.equal(reply.content, { status: "ok", restart });
      await short.message(({ header }) => header.msg_type === "shutdown_reply");
      assert.is(await short.ended, 0);
      await gone(pid);
      assert.equal(
        readdirSync(own).filter((name) => !name.endsWith(".json") && name !== "data"),
        [],
      );
      await short.close();
    });
  }
}

ends("the session ends with a front that is killed", async () => {
  const short = await startKernel({ folder, kernel });
  const pid = await sessionPid(short);
  short.child.kill("SIGKILL");
  await gone(pid);
  await short.close();
});

ends("SIGTERM ends the kernel in order", async () => {
  const short = await startKernel({ folder, kernel });
  const pid = await sessionPid(short);
  short.child.kill("SIGTERM");
  assert.is(await short.ended, 0);
  assert.not(alive(pid));
  await short.close();
});

ends("without a temporary folder output still comes, and what is lost is said", async () => {
  const short = await startKernel({ folder, kernel, env: { TMPDIR: join(folder, "none") } });
  const done = await short.execute("console.log('a'); console.error('b')");
  assert.equal([printed(done), printed(done, "stderr")], ["a\n", "b\n"]);
  assert.match(short.stderr(), /no named pipes \(ENOENT/);
  await short.close();
});

ends("the kernel ends when Jupyter's process is gone", async () => {
  const { spawn } = await import("node:child_process");
  const jupyter = spawn("sleep", ["1000"]);
  const short = await startKernel({ folder, kernel, env: { JPY_PARENT_PID: String(jupyter.pid) } });
  assert.is((await short.execute("1")).reply.status, "ok");
  jupyter.kill("SIGKILL");
  assert.is(await short.ended, 0);
  await short.close();
});

ends("a connection file that is missing is told, with exit code 1", async () => {
  const { spawnSync } = await import("node:child_process");
  const { status, stderr } = spawnSync(process.execPath, [kernel, "-f", join(folder, "none.json")], {
    encoding: "utf8",
  });
  assert.is(status, 1);
  assert.match(stderr, /none\.json can't be read/);
  assert.not(existsSync(join(folder, "none.json")));
});

ends.run();
