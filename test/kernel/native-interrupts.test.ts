// Interrupts of specialized functions: native code on the main thread and on another one stops, and is called again.
// Time limit: 300 s
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { noCompiler, testCache } from "../specializers/runtime/compiled.ts";
import { skip } from "../support/skip.ts";
import { temporaryFolder } from "../support/temp.ts";
import { type Client, startKernel } from "./client.ts";

const test = suite("native interrupts");
const folder = temporaryFolder("native");
let client: Client;
test.before(async () => {
  client = await startKernel({ folder });
});
test.after(() => client.close());

const SLOW = `%%stencil --tune off
function slow(u: Grid, out: Grid) {
  for (const p of out.interior()) {
    let sum = 0;
    for (let i = 0; i < 100; i++) sum += Math.sin(u[p] + i);
    out[p] = sum;
  }
}`;
const missing = noCompiler(testCache());
const native = (name: string, body: () => Promise<void>): void => {
  if (missing === undefined) test(name, body);
  else skip(test, name, missing);
};

native("a function that takes long is compiled", async () => {
  for (const code of [
    SLOW,
    `import { grid } from "taipan"; const u = grid([512, 512], { fill: (i, j) => i + j }), out = grid([512, 512]); let kept = 7; slow(u, out);`,
  ]) {
    const { reply } = await client.execute(code);
    assert.is(reply.status, "ok", JSON.stringify(reply));
  }
});

for (const [name, call] of [
  ["calls", "slow(u, out)"],
  ["sweeps", "slow.iterate(1e6, u, out)"],
  ["calls on another thread", "await slow.async(u, out)"],
  ["many calls on other threads", "await Promise.all([1, 2, 3, 4].map(() => slow.async(u, out)))"],
] as const)
  native(`${name}: the interrupt is answered, the cell ends, and the next call gives the right result`, async () => {
    const request = client.send("shell", "execute_request", { code: `console.log("go"); for (;;) ${call}` });
    await client.message(
      ({ parent, header }) => parent?.msg_id === request.header.msg_id && header.msg_type === "stream",
    );
    const answer = await client.ask("control", "interrupt_request", {});
    assert.is(answer.content.status, "ok");
    assert.is((await client.executed(request)).reply.ename, "KeyboardInterrupt");
    const next = await client.execute(
      `out.fill(0); slow(u, out); const other = grid([512, 512]); slow.reference(u, other);
       [kept, out.every((value, i) => Math.abs(value - other[i]) < 1e-9)]`,
    );
    assert.is(next.reply.status, "ok", JSON.stringify(next.reply));
    const shown = next.outputs.find(({ header }) => header.msg_type === "execute_result");
    assert.is((shown!.content.data as Record<string, string>)["text/plain"], "[ 7, true ]");
  });

test.run();
