// Much output: none of it is lost, and none of it piles up, however slowly somebody reads.
// TAIPAN_VOLUME_CELLS sets how many cells print 10,000 lines each; npm test makes do with fewer.
// Time limit: 600 s
import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Subscriber } from "zeromq";
import { createCodec } from "../../kernel/wire/message.ts";
import { temporaryFolder } from "../support/temp.ts";
import { type Client, startKernel } from "./client.ts";

const CELLS = Number(process.env.TAIPAN_VOLUME_CELLS ?? 100);
const LINES = 10_000;
/** More than any of the kernel's processes may grow by at its peak, and much less than what is printed. */
const ROOM = 100 * 2 ** 20;

const test = suite("volume");
let client: Client;
let text: string[] = [];
let bytes = 0;
let keeps = true;
test.before(async () => {
  client = await startKernel({
    folder: temporaryFolder("volume"),
    onStream({ content }) {
      if (keeps) text.push(content.text as string);
      bytes += (content.text as string).length;
    },
  });
});
test.after(() => client.close());

/** The largest memory that a process has had so far, in bytes. */
const peak = (pid: number): number =>
  Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) * 1024;
const sessionPid = async (): Promise<number> => {
  const { outputs } = await client.execute("process.pid");
  return Number((outputs[0]!.content.data as Record<string, string>)["text/plain"]);
};
/** How much the peaks of the front and of the session grow. */
const growth = async (body: () => Promise<void>): Promise<{ readonly front: number; readonly session: number }> => {
  const pids = [client.child.pid!, await sessionPid()];
  const before = pids.map(peak);
  await body();
  const [front = 0, session = 0] = pids.map((pid, i) => peak(pid) - before[i]!);
  return { front, session };
};
const PRINT = `const line = "x".repeat(99); const print = (megabytes) => { for (let i = 0; i < megabytes * 1e4; i++) console.log(line) };`;

test(`${CELLS} cells of ${LINES} lines lose none`, async () => {
  const expected = Array.from({ length: LINES }, (_, i) => `line ${i}\n`).join("");
  for (let i = 0; i < CELLS; i++) {
    text = [];
    const { reply } = await client.execute(`for (let i = 0; i < ${LINES}; i++) console.log("line", i)`);
    assert.is(reply.status, "ok");
    assert.ok(text.join("") === expected, `cell ${i}: ${text.join("").length} of ${expected.length} characters`);
  }
  keeps = false;
});

test("200 MB of output take little memory", async () => {
  bytes = 0;
  const { front, session } = await growth(async () => {
    const { reply } = await client.execute(`${PRINT} print(200)`);
    assert.is(reply.status, "ok");
  });
  assert.is(bytes, 200e6);
  assert.ok(front < ROOM && session < ROOM, `front ${front / 1e6} MB, session ${session / 1e6} MB`);
});

/** Somebody else who reads along; `pause` is waited for before each message. */
const subscribe = async (pause: () => Promise<void>) => {
  const socket = new Subscriber({ linger: 0, receiveHighWaterMark: 1 });
  const codec = createCodec(client.connection);
  socket.connect(client.connection.address.iopub);
  socket.subscribe("stream");
  await client.message(
    ({ header, content }) => header.msg_type === "iopub_welcome" && content.subscription === "stream",
  );
  const read = { bytes: 0, ended: Promise.resolve(), close: () => socket.close() };
  read.ended = (async () => {
    for await (const frames of socket) {
      await pause();
      const { header, content } = codec.decode(frames);
      if (header.msg_type !== "stream") continue;
      read.bytes += (content.text as string).length;
      if ((content.text as string).endsWith("the end\n")) return;
    }
  })();
  return read;
};

test("a subscriber that is slow to read gets all of it, and what waits for it is bounded", async () => {
  const slow = await subscribe(() => new Promise((resolve) => setTimeout(resolve, 5)));
  bytes = 0;
  const { front, session } = await growth(async () => {
    const { reply } = await client.execute("print(60); console.log('the end')");
    assert.is(reply.status, "ok");
    await slow.ended;
  });
  assert.is(bytes, 60e6 + 8);
  assert.is(slow.bytes, 60e6 + 8);
  assert.ok(front < ROOM && session < ROOM, `front ${front / 1e6} MB, session ${session / 1e6} MB`);
  slow.close();
});

test("one that reads nothing for seconds is left behind, which is said; the others get everything", async () => {
  const stuck = await subscribe(() => new Promise(() => {}));
  bytes = 0;
  const { front, session } = await growth(async () => {
    const { reply } = await client.execute("print(60)");
    assert.is(reply.status, "ok");
  });
  assert.is(bytes, 60e6);
  assert.ok(front < ROOM && session < ROOM, `front ${front / 1e6} MB, session ${session / 1e6} MB`);
  assert.match(client.stderr(), "iopub: message not sent: a client has read nothing for 5 s");
  stuck.close();
});

test("a cell that waits for such a one can be interrupted", async () => {
  const stuck = await subscribe(() => new Promise(() => {}));
  bytes = 0;
  const endless = client.send("shell", "execute_request", { code: "for (;;) console.log(line)" });
  // no more comes: the cell waits
  for (let before = -1; before < bytes || bytes === 0; ) {
    before = bytes;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  await client.ask("control", "interrupt_request", {});
  assert.is((await client.reply(endless)).content.ename, "KeyboardInterrupt");
  assert.is((await client.execute("1")).reply.status, "ok");
  stuck.close();
});

test.run();
