// What a crash is said to have been: the cell, the timer, the specialized function in whose native code it happened.
// Time limit: 300 s
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { noCompiler, testCache } from "../specializers/runtime/compiled.ts";
import { packageRoot } from "../support/root.ts";
import { skip } from "../support/skip.ts";
import { temporaryFolder } from "../support/temp.ts";
import { type Client, printed, startKernel } from "./client.ts";

const folder = temporaryFolder("places");
mkdirSync(join(folder, "node_modules"));
symlinkSync(join(packageRoot, "node_modules", "koffi"), join(folder, "node_modules", "koffi"));
const test = suite("crash places");
let client: Client;
test.before(async () => {
  client = await startKernel({ folder });
});
test.after(() => client.close());

/** Takes a page of an array's memory away, so that native code that writes there faults. */
const PREPARE = `
  const koffi = require("koffi");
  const libc = koffi.load(null);
  const crash = () => libc.func("int *strcpy(void *, void *)")(null, null);
  const protect = (array) => {
    const page = (koffi.address(array) + 65536n) & ~4095n;
    if (libc.func("int mprotect(uint64_t, size_t, int)")(page, 65536, 1) !== 0) throw new Error("mprotect");
  };`;
const STENCIL = `%%stencil --tune off
function smooth(u, out) {
  for (const p of out.interior()) out[p] = u.at(p, 1, 0) + u.at(p, -1, 0);
}`;

/** Sends a cell; gives its number and what its end said. */
const dies = async (
  code: string,
): Promise<{ readonly number: number; readonly words: string; readonly name: string }> => {
  const { reply } = await client.execute(code);
  assert.is(reply.status, "error", JSON.stringify(reply));
  return { number: reply.execution_count as number, words: reply.evalue as string, name: reply.ename as string };
};

const missing = noCompiler(testCache());
const native = (name: string, body: () => Promise<void>): void => {
  if (missing === undefined) test(name, body);
  else skip(test, name, missing);
};

for (const [way, call] of [
  ["a call", "smooth(u, out)"],
  ["a call on another thread", "await smooth.async(u, out)"],
] as const)
  native(`${way} of a specialized function that faults is named with its cell`, async () => {
    const { reply } = await client.execute(PREPARE);
    assert.is(reply.status, "ok", JSON.stringify(reply));
    const marked = await client.execute(STENCIL);
    assert.is(marked.reply.status, "ok", JSON.stringify(marked.reply));
    const made = await client.execute(
      `import { grid } from "taipan"; const u = grid([512, 512]), out = grid([512, 512]); smooth(u, out)`,
    );
    assert.is(made.reply.status, "ok", JSON.stringify(made.reply));
    const { number, words, name } = await dies(`protect(out); ${call}`);
    assert.is(name, "SessionCrashed");
    assert.match(words, `SIGSEGV (a segmentation fault in native code) while Cell ${number} ran`);
    assert.match(words, `in the native code of smooth of Cell ${marked.reply.execution_count}.`);
    assert.match(words, "All variables are lost; a fresh session has been started.");
  });

test("a fault in other native code after such calls does not name them", async () => {
  await client.execute(PREPARE);
  await client.execute(STENCIL);
  const { number, words } = await dies(
    `import { grid } from "taipan"; const v = grid([512, 512]), w = grid([512, 512]); smooth(v, w); crash()`,
  );
  assert.match(words, `while Cell ${number} ran. All variables`);
});

const late = (pattern: RegExp) =>
  client.message(({ header, content }) => header.msg_type === "stream" && pattern.test(String(content.text)));

test("a timer that faults between cells, and one that faults while a later cell runs, are told apart", async () => {
  await client.execute(PREPARE);
  // it waits for a file, so that the cell has surely ended
  const idle = await client.execute(
    `setInterval(() => { if (require("node:fs").existsSync("go")) crash() }, 5); undefined`,
  );
  writeFileSync(join(folder, "go"), "");
  const said = await late(/SIGSEGV.* in code that Cell/);
  assert.match(String(said.content.text), `in code that Cell ${idle.reply.execution_count} had left running.`);
  await client.execute(PREPARE);
  const first = await client.execute("let go = false; const timer = setInterval(() => { if (go) crash() }, 5)");
  const { number, words } = await dies("go = true; await new Promise(() => {})");
  assert.match(words, `while Cell ${number} ran, in a timer that Cell ${first.reply.execution_count} had left running`);
});

test("a session that is killed while it waits is replaced, and that is said", async () => {
  const pid = Number(printed(await client.execute("console.log(process.pid)")));
  process.kill(pid, "SIGKILL");
  // it may not even have got from its last message to its rest
  await late(/SIGKILL.* (while no cell ran|had left running)/);
  assert.is((await client.execute("1")).reply.status, "ok");
});

test("ten crashes in a row are survived, each with what waited behind it aborted, whatever its request says", async () => {
  for (let i = 0; i < 10; i++) {
    const request = { code: `process.kill(process.pid, "SIGKILL"); for (;;) {}`, stop_on_error: false };
    const crashing = client.send("shell", "execute_request", request);
    const behind = [1, 2].map(() => client.send("shell", "execute_request", { code: "1", stop_on_error: false }));
    assert.is((await client.executed(crashing)).reply.ename, "SessionCrashed");
    for (const each of behind) assert.is((await client.executed(each)).reply.status, "aborted");
    assert.is((await client.execute("1")).reply.status, "ok");
  }
});

test.run();
