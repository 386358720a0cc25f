// What a cell has begun and comes late, text and errors, is the cell's own: it has its parent header, however it comes.
// Time limit: 300 s
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { temporaryFolder } from "../support/temp.ts";
import { type Client, startKernel } from "./client.ts";

const test = suite("late output");
let client: Client;
test.before(async () => {
  client = await startKernel({ folder: temporaryFolder("late") });
});
test.after(() => client.close());

/** Each waits for `gate`, which another cell opens, and then prints "late" or throws. */
const WAYS: readonly (readonly [name: string, code: string])[] = [
  ["a timer", "setTimeout(function again() { if (!open) setTimeout(again, 1); else print() }, 1)"],
  ["a promise", "gate.then(print)"],
  ["an async function", "(async () => { await gate; await null; print() })()"],
  ["an async function's timer", "(async () => { await gate; await new Promise((r) => setTimeout(r, 2)); print() })()"],
  ["process.nextTick", "gate.then(() => process.nextTick(print))"],
  ["queueMicrotask", "gate.then(() => queueMicrotask(print))"],
  ["a file's callback", "gate.then(() => require('fs').stat('.', print))"],
  ["an event", "const emitter = new (require('events'))(); emitter.on('x', print); gate.then(() => emitter.emit('x'))"],
  ["a stream", "gate.then(() => require('stream').Readable.from([1]).on('data', print))"],
  [
    "a worker",
    "const worker = new (require('worker_threads').Worker)('require(\"worker_threads\").parentPort.once(\"message\", (m) => require(\"worker_threads\").parentPort.postMessage(m))', { eval: true }); worker.on('message', print); gate.then(() => worker.postMessage(1))",
  ],
];

const begun = async (code: string): Promise<string> => {
  // whatever fails here would leave the text awaited for ever
  const gate = "var open = false; var letGo; var gate = new Promise((resolve) => { letGo = resolve });";
  const { reply } = await client.execute(gate);
  assert.is(reply.status, "ok", JSON.stringify(reply));
  const cell = client.send("shell", "execute_request", { code: `{ ${code} }` });
  const begins = (await client.executed(cell)).reply;
  assert.is(begins.status, "ok", JSON.stringify(begins));
  return cell.header.msg_id;
};
/** The cell to which the text belongs that comes when the gate is open, while another cell runs. */
const owner = async (word: string): Promise<string | undefined> => {
  const other = client.send("shell", "execute_request", {
    code: "open = true; letGo(); await new Promise((resolve) => { globalThis.came = resolve }); console.log('other')",
  });
  const { reply } = await client.executed(other);
  assert.is(reply.status, "ok", JSON.stringify(reply));
  const said = await client.message(
    ({ header, content }) => header.msg_type === "stream" && String(content.text).includes(word),
  );
  return said.parent?.msg_id;
};
for (const [index, [name, code]] of WAYS.entries()) {
  test(`text: ${name}`, async () => {
    const word = `late ${index}.`;
    const cell = await begun(`const print = () => { console.log("${word}"); came() }; ${code}`);
    assert.is(await owner(word), cell);
  });
  test(`an error: ${name}`, async () => {
    const word = `thrown ${index}.`;
    const cell = await begun(`const print = () => { setImmediate(came); throw new Error("${word}") }; ${code}`);
    assert.is(await owner(word), cell);
    assert.is((await client.execute("1")).reply.status, "ok");
  });
}
test.run();
