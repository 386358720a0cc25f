// A long session keeps what its cells keep, and little more: the text of each cell, which its errors are shown in.
// TAIPAN_CELLS sets how many cells run; npm test makes do with fewer.
// Time limit: 900 s
import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { temporaryFolder } from "../support/temp.ts";
import { type Client, printed, startKernel } from "./client.ts";

const CELLS = Number(process.env.TAIPAN_CELLS ?? 300);
const test = suite("many cells");
let client: Client;
test.before(async () => {
  client = await startKernel({ folder: temporaryFolder("many") });
  await client.execute(
    `require("v8").setFlagsFromString("--expose-gc"); const gc = require("vm").runInNewContext("gc"); let n = 0; let big;`,
  );
});
test.after(() => client.close());

/** Bytes of the session's heap and of its arrays, without garbage; and of the front's memory. */
const memory = async () => {
  await client.execute("gc(); await new Promise((resolve) => setTimeout(resolve, 20)); gc()");
  const done = await client.execute("console.log(JSON.stringify(process.memoryUsage()))");
  const { heapUsed, arrayBuffers } = JSON.parse(printed(done)) as NodeJS.MemoryUsage;
  const front = Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${client.child.pid}/status`, "utf8"))![1]) * 1024;
  return { heap: heapUsed, arrays: arrayBuffers, front };
};
/** What the memories grow by while cells run, after some that fill caches. */
const growth = async (cell: (i: number) => string) => {
  for (let i = 0; i < 100; i++) await client.execute(cell(i));
  const before = await memory();
  for (let i = 0; i < CELLS; i++) {
    const { reply } = await client.execute(cell(i));
    assert.is(reply.status, "ok", JSON.stringify(reply));
    (client.iopub as unknown[]).length = 0;
  }
  const after = await memory();
  return { heap: after.heap - before.heap, arrays: after.arrays - before.arrays, front: after.front - before.front };
};

test(`${CELLS} small cells`, async () => {
  const first = await growth(() => "n += 1");
  // The front's garbage counts: V8 takes room for it once, what stays is taken again by the cells that follow.
  const second = await growth(() => "n += 1");
  for (const { heap } of [first, second])
    assert.ok(heap < CELLS * 3000 + 1e6, `the session's heap has grown by ${heap / CELLS} bytes a cell`);
  const front = Math.min(first.front, second.front);
  assert.ok(front < CELLS * 1000 + 25e6, `the front has grown by ${front / 1e6} MB`);
});

test(`${CELLS} cells that define anew what is large`, async () => {
  const { heap, arrays } = await growth(
    (i) =>
      `big = new Float64Array(1e5); const list${i % 10} = Array.from({ length: 1e4 }, (_, i) => ({ i })); function f${i % 10}(x: number) { return x + ${i} }`,
  );
  assert.ok(heap < CELLS * 4000 + 8e6, `the session's heap has grown by ${heap / CELLS} bytes a cell`);
  assert.ok(arrays < 8e6, `its arrays have grown by ${arrays / 1e6} MB`);
});

test(`${CELLS} cells that print and fail`, async () => {
  const { heap } = await growth(
    (i) =>
      `console.log(${i}); try { null.x } catch (error) { console.log(error.stack.length) }; setTimeout(() => {}, 1)`,
  );
  assert.ok(heap < CELLS * 4000 + 1e6, `the session's heap has grown by ${heap / CELLS} bytes a cell`);
});

test.run();
