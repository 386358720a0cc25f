// Whatever ends the session ends its cell with the cause, and the next cell finds a fresh session at once.
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../support/root.ts";
import { temporaryFolder } from "../support/temp.ts";
import { type Client, kinds, printed, startKernel } from "./client.ts";

const folder = join(temporaryFolder("crashes"), "nötes 数");
mkdirSync(join(folder, "node_modules"), { recursive: true });
symlinkSync(join(packageRoot, "node_modules", "koffi"), join(folder, "node_modules", "koffi"));
const test = suite("crashes");
let client: Client;
test.before(async () => {
  client = await startKernel({ folder });
});
test.after(() => client.close());

const childrenOf = (pid: number): readonly number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number);

/** Resolves when a process has ended; a test that waits for ever says that it has not. */
const gone = async (pid: number): Promise<void> => {
  for (;;) {
    try {
      // a zombie has ended, though its new parent has not noticed
      if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"))) return;
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

const koffi = `const koffi = require("koffi"); const libc = koffi.load(null);`;
const CASES: readonly (readonly [string, string, string, RegExp])[] = [
  [
    "a segmentation fault",
    `${koffi} libc.func("int *strcpy(void *, void *)")(null, null)`,
    "SessionCrashed",
    /SIGSEGV .*fault/,
  ],
  ["an abort in native code", `${koffi} libc.func("void abort()")()`, "SessionCrashed", /SIGABRT .*abort/],
  ["process.abort", "process.abort()", "SessionCrashed", /SIGABRT .*abort/],
  ["process.exit", "process.exit(7)", "SessionExited", /code 7/],
  [
    "process.exit in a timer",
    "setTimeout(() => process.exit(0), 1); await new Promise(() => {})",
    "SessionExited",
    /code 0/,
  ],
  [
    "process.kill of itself",
    "process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})",
    "SessionCrashed",
    /SIGKILL/,
  ],
];

for (const [name, code, ename, evalue] of CASES) {
  test(name, async () => {
    await client.execute("let before = 1");
    const dies = client.send("shell", "execute_request", { code: `console.log("printed"); ${code}` });
    const queued = client.send("shell", "execute_request", { code: "1" });
    const died = await client.executed(dies);
    assert.is(died.reply.status, "error");
    assert.is(died.reply.ename, ename, JSON.stringify(died.reply));
    assert.match(died.reply.evalue as string, evalue);
    assert.match(printed(died), /^printed\n/);
    assert.is(kinds(died).at(-1), "error");
    assert.is((await client.executed(queued)).reply.status, "aborted");
    const next = await client.execute("console.log(typeof before)");
    assert.is(printed(next), "undefined\n");
  });
}

test("out of memory", async () => {
  const small = await startKernel({ folder, env: { NODE_OPTIONS: "--max-old-space-size=64" } });
  await small.execute("let before = 1");
  const code = "const hoard = []; for (;;) hoard.push(new Array(1e5).fill({}))";
  const dies = small.send("shell", "execute_request", { code });
  const queued = small.send("shell", "execute_request", { code: "1" });
  const died = await small.executed(dies);
  assert.is(died.reply.ename, "OutOfMemory", JSON.stringify(died.reply));
  assert.match(died.reply.evalue as string, /ran out of JavaScript heap memory/);
  assert.match(died.reply.evalue as string, /variables/);
  assert.is((await small.executed(queued)).reply.status, "aborted");
  assert.is(printed(await small.execute("console.log(typeof before)")), "undefined\n");
  await small.close();
});

test("a session that dies between cells is replaced, and that is said", async () => {
  await client.execute("setTimeout(() => process.exit(5), 10)");
  const said = await client.message(
    ({ header, content }) => header.msg_type === "stream" && /SessionExited.*code 5/.test(String(content.text)),
  );
  assert.is(said.content.name, "stderr");
  assert.is((await client.execute("1")).reply.status, "ok");
});

test("children of a session that died do not outlive it", async () => {
  const done = await client.execute(
    `const child = require("child_process").spawn("sleep", ["1000"]); console.log(child.pid)`,
  );
  const pid = Number(printed(done));
  process.kill(pid, 0);
  await client.execute("process.exit(1)");
  await gone(pid);
});

test("everything ends with a front that is killed, a looping session and TypeScript's service too", async () => {
  const short = await startKernel({ folder });
  await short.ask("shell", "complete_request", { code: "Math.", cursor_pos: 5 });
  const looping = short.send("shell", "execute_request", { code: "console.log('loops'); while (true) {}" });
  await short.message(({ parent, header }) => parent?.msg_id === looping.header.msg_id && header.msg_type === "stream");
  const children = childrenOf(short.child.pid!);
  assert.ok(children.length >= 2, `${children}`);
  short.child.kill("SIGKILL");
  for (const pid of children) await gone(pid);
  await short.close();
});

test("a shutdown ends a looping session", async () => {
  const short = await startKernel({ folder });
  short.send("shell", "execute_request", { code: "console.log('loops'); while (true) {}" });
  await short.message(({ header }) => header.msg_type === "stream");
  const children = childrenOf(short.child.pid!);
  await short.close();
  for (const pid of children) await gone(pid);
});

test.run();
