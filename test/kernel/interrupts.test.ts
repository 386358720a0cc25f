// Random interrupts over many kinds of cell: every cell is answered, no later cell is harmed, no session is lost.
// TAIPAN_INTERRUPTS sets how many; npm test makes do with fewer.
// Time limit: 300 s
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { temporaryFolder } from "../support/temp.ts";
import { type Client, printed, startKernel } from "./client.ts";

const COUNT = Number(process.env.TAIPAN_INTERRUPTS ?? 100);

/** Cells that end by themselves or never; whichever comes first, the interrupt or the end, must be fine. */
const CELLS: readonly string[] = [
  "while (true) {}",
  "await 1; while (true) {}",
  "await new Promise(() => {})",
  "1 + 1",
  "await new Promise((r) => setTimeout(r, 3)); while (true) {}",
  "await new Promise((r) => setImmediate(() => { for (let i = 0; i < 1e7; i++); r(0) }))",
  "await new Promise((r) => require('fs').readFile('/etc/hostname', () => { for (let i = 0; i < 1e7; i++); r(0) }))",
  "for (;;) { try { for (;;); } catch {} finally { continue } }",
  "for (let i = 0; i < 3e4; i++) console.log(i)",
  "const list = Array.from({ length: 2e5 }, Math.random); list.sort((x, y) => x - y); 1",
  "await import('node:path'); class K { static x = JSON.stringify(Array.from({ length: 3e4 }, (_, i) => ({ i }))) }",
  "setTimeout(() => { while (true) {} }, 1); await new Promise(() => {})",
  "const { execSync } = require('child_process'); execSync('sleep 5')",
  "/(a+)+$/.test('a'.repeat(40) + 'b')",
  "const tick = () => Promise.resolve().then(tick); await tick()",
];

const folder = temporaryFolder("interrupts");
const test = suite("interrupts");
let client: Client;
test.before(async () => {
  client = await startKernel({ folder });
});
test.after(() => client.close());

/** A fixed sequence, so that a failure can be had again. */
let seed = 20_240_607;
const random = (): number => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 32;
};
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test(`${COUNT} random interrupts`, async () => {
  await client.execute("let kept = 0; const session = process.pid;");
  const first = await client.execute("session");
  for (let i = 1; i <= COUNT; i++) {
    const code = CELLS[Math.floor(random() * CELLS.length)]!;
    const request = client.send("shell", "execute_request", { code });
    await sleep(random() < 0.3 ? 0 : random() * 30);
    const interrupts = [client.send("control", "interrupt_request", {})];
    if (random() < 0.2) interrupts.push(client.send("control", "interrupt_request", {})); // impatience
    const { reply } = await client.executed(request);
    // channels know nothing of each other: one that is on its way while the next cell is sent would rightly stop that one
    for (const interrupt of interrupts) await client.reply(interrupt);
    assert.ok(reply.status === "ok" || reply.ename === "KeyboardInterrupt", `${code}: ${JSON.stringify(reply)}`);
    const next = await client.execute("kept += 1; kept");
    assert.is(next.reply.status, "ok", `after ${code}: ${JSON.stringify(next.reply)}`);
    const shown = next.outputs.find(({ header }) => header.msg_type === "execute_result");
    assert.is((shown!.content.data as Record<string, string>)["text/plain"], String(i), `after ${code}`);
  }
  const last = await client.execute("session");
  assert.equal(
    last.outputs.map(({ content }) => content.data),
    first.outputs.map(({ content }) => content.data),
  );
});

test("a queue behind an interrupted cell is aborted", async () => {
  const looping = client.send("shell", "execute_request", { code: "console.log('go'); while (true) {}" });
  const queued = client.send("shell", "execute_request", { code: "console.log('never')" });
  await client.message(
    ({ parent, header }) => parent?.msg_id === looping.header.msg_id && header.msg_type === "stream",
  );
  client.send("control", "interrupt_request", {});
  assert.is((await client.executed(looping)).reply.ename, "KeyboardInterrupt");
  assert.is((await client.executed(queued)).reply.status, "aborted");
});

test("an interrupt while nothing runs is harmless, and ends a timer's loop of an earlier cell", async () => {
  client.send("control", "interrupt_request", {});
  assert.is((await client.execute("1")).reply.status, "ok");
  await client.execute("setTimeout(() => { console.log('loops'); while (true) {} }, 5); 0");
  await client.message(({ header, content }) => header.msg_type === "stream" && content.text === "loops\n");
  const next = client.send("shell", "execute_request", { code: "'after'" });
  client.send("control", "interrupt_request", {});
  const { reply } = await client.executed(next);
  assert.ok(reply.status === "ok" || reply.ename === "KeyboardInterrupt");
  assert.is((await client.execute("2")).reply.status, "ok");
});

test("a session that can't be interrupted is ended by a later interrupt, and that is said", async () => {
  await client.execute("let lost = 1");
  // a child process that ignores SIGINT, awaited by native code; it says so itself, once it does
  const shell = "trap '' INT; echo stuck; exec sleep 1000";
  const code = `require("child_process").execSync(${JSON.stringify(shell)}, { stdio: "inherit" })`;
  const stuck = client.send("shell", "execute_request", { code });
  const queued = client.send("shell", "execute_request", { code: "1" });
  await client.message(({ parent, header }) => parent?.msg_id === stuck.header.msg_id && header.msg_type === "stream");
  let answered = false;
  const done = client.executed(stuck).finally(() => {
    answered = true;
  });
  const interrupts = [];
  while (!answered) {
    interrupts.push(client.send("control", "interrupt_request", {}));
    await sleep(200); // a user's impatience
  }
  const { reply, outputs } = await done;
  assert.is(reply.ename, "SessionKilled");
  assert.match(reply.evalue as string, /did not react .* variables are lost/);
  assert.is(outputs.at(-1)!.header.msg_type, "error");
  assert.is((await client.executed(queued)).reply.status, "aborted");
  for (const interrupt of interrupts) await client.reply(interrupt); // none is for the cell that comes now
  const fresh = await client.execute("console.log(typeof lost)");
  assert.is(fresh.reply.status, "ok", JSON.stringify(fresh.reply));
  assert.is(printed(fresh), "undefined\n");
});

test.run();
