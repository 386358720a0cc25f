// Order and ownership of outputs: console, native code, child processes, displays, late output.
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../support/root.ts";
import { temporaryFolder } from "../support/temp.ts";
import { type Client, type Executed, kinds, printed, startKernel } from "./client.ts";

const test = suite("outputs");
let client: Client;
test.before(async () => {
  const folder = temporaryFolder("outputs");
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(join(packageRoot, "node_modules", "koffi"), join(folder, "node_modules", "koffi"));
  client = await startKernel({ folder });
  await client.execute("const koffi = require('koffi'); const libc = koffi.load(null); let n = 0;");
});
test.after(() => client.close());

/** Outputs in order, streams as their text. */
const shown = ({ outputs }: Executed): string[] => {
  const list: string[] = [];
  for (const { header, content } of outputs) {
    const data = content.data as Record<string, string> | undefined;
    if (header.msg_type === "stream") list.push(`${content.name}: ${content.text}`);
    else list.push(`${header.msg_type}: ${data?.["text/plain"] ?? content.ename ?? ""}`);
  }
  return list;
};

test("console, native printf, a child process and process.stdout keep their order", async () => {
  const done = await client.execute(`
    const printf = libc.func("int printf(const char *, ...)");
    const { execSync, spawnSync } = require("child_process");
    for (let i = 0; i < 3; i++) {
      console.log("console", i);
      printf("native %d\\n", "int", i);
      execSync("echo child " + i, { stdio: "inherit" });
      process.stdout.write("write " + i + "\\n");
      spawnSync("sh", ["-c", "echo device " + i + " > /dev/stdout"], { stdio: "inherit" });
    }`);
  assert.is(done.reply.status, "ok", JSON.stringify(done.reply));
  const expected = [0, 1, 2].flatMap((i) =>
    ["console", "native", "child", "write", "device"].map((word) => `${word} ${i}\n`),
  );
  assert.is(printed(done), expected.join(""));
});

test("displays, errors and results keep their place among the text of both streams", async () => {
  const done = await client.execute(`
    console.log("a"); display("one"); console.error("b"); display("two"); console.log("c"); clearOutput();
    console.log("d"); throw new Error("end")`);
  const errors = shown(done);
  assert.equal(errors, [
    ...["stdout: a\n", "display_data: 'one'", "stderr: b\n", "display_data: 'two'", "stdout: c\n", "clear_output: "],
    ...["stdout: d\n", "error: Error"],
  ]);
});

test("many displays between lines of text", async () => {
  const done = await client.execute("for (let i = 0; i < 200; i++) { console.log(i); display(i) }");
  const expected = Array.from({ length: 200 }, (_, i) => [`stdout: ${i}\n`, `display_data: ${i}`]).flat();
  assert.equal(shown(done), expected);
});

test("outputs come before the reply, also when there are many", async () => {
  const request = client.send("shell", "execute_request", {
    code: "for (let i = 0; i < 5e4; i++) console.log(i); 'last'",
  });
  await client.reply(request);
  const done = await client.executed(request);
  assert.is(kinds(done).at(-1), "execute_result");
  assert.is(printed(done).split("\n").length, 50_001);
});

test("late output belongs to the cell that started it", async () => {
  const first = client.send("shell", "execute_request", {
    code: "setTimeout(() => { console.log('late text'); display('late display') }, 30); console.log('early')",
  });
  await client.executed(first);
  const second = await client.execute(
    "console.log('second'); await new Promise((r) => setTimeout(r, 80)); console.log('end')",
  );
  assert.equal(shown(second), ["stdout: second\n", "stdout: end\n"]);
  const late = await client.message(
    ({ header, content }) => header.msg_type === "display_data" && /late/.test(JSON.stringify(content)),
  );
  assert.is(late.parent!.msg_id, first.header.msg_id);
  const text = await client.message(
    ({ header, content }) => header.msg_type === "stream" && /late/.test(String(content.text)),
  );
  assert.is(text.parent!.msg_id, first.header.msg_id);
});

test("an output that is updated", async () => {
  const done = await client.execute("const d = display('one'); d.update('two');");
  assert.equal(kinds(done), ["display_data", "update_display_data"]);
  const [a, b] = done.outputs.map(({ content }) => (content.transient as { display_id: string }).display_id);
  assert.is(a, b);
});

test("bytes that are no text, and text that looks like a marker", async () => {
  const done = await client.execute(
    "process.stdout.write(Buffer.from([0x61, 0xff, 0x62])); console.log('\\u001b]x;1\\u0007')",
  );
  assert.is(printed(done), "a\ufffdb\u001b]x;1\u0007\n");
});

test("a completion while a cell runs is answered, and the kernel stays busy", async () => {
  const running = client.send("shell", "execute_request", {
    code: "console.log('runs'); await new Promise(() => {})",
  });
  await client.message(
    ({ parent, header }) => parent?.msg_id === running.header.msg_id && header.msg_type === "stream",
  );
  const request = client.send("shell", "complete_request", { code: "Math.hyp", cursor_pos: 8 });
  const reply = await client.reply(request);
  assert.equal(reply.content.matches, ["hypot"]);
  await client.message(
    ({ parent, content }) => parent?.msg_id === request.header.msg_id && content.execution_state === "idle",
  );
  const states = client.iopub.filter(({ header }) => header.msg_type === "status");
  const at = states.findIndex(
    ({ parent, content }) => parent?.msg_id === request.header.msg_id && content.execution_state === "idle",
  );
  const next =
    states[at + 1] ??
    (await client.message(
      (message) =>
        message.header.msg_type === "status" && client.iopub.indexOf(message) > client.iopub.indexOf(states[at]!),
    ));
  assert.is(next.content.execution_state, "busy");
  assert.is(next.parent!.msg_id, running.header.msg_id);
  client.send("control", "interrupt_request", {});
  assert.is((await client.executed(running)).reply.ename, "KeyboardInterrupt");
});

test.run();
