// Displays through a real client: progress while a cell computes, ids across cells, nothing held back.
// Time limit: 300 s
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Message } from "../../kernel/wire/message.ts";
import { temporaryFolder } from "../support/temp.ts";
import { kinds, startKernel } from "./client.ts";

const folder = temporaryFolder("display");
const client = await startKernel({ folder });
const text = ({ content }: Message): string => String((content.data as Record<string, unknown>)?.["text/plain"] ?? "");

test("a bar reaches the client while its loop computes without a pause", async () => {
  // the loop ends only when the client has seen how far it is
  const request = client.send("shell", "execute_request", {
    code: `const { existsSync } = require("node:fs");
      for (const i of progress(1e9, { label: "busy" })) {
        const until = performance.now() + 1;
        while (performance.now() < until);
        if (existsSync(${JSON.stringify(join(folder, "seen"))})) break;
      }`,
  });
  await client.message((message) => message.header.msg_type === "update_display_data" && / left$/.test(text(message)));
  writeFileSync(join(folder, "seen"), "");
  const done = await client.executed(request);
  assert.is(done.reply.status, "ok");
  assert.match(text(done.outputs.at(-1)!), "stopped at 0 %");
});

test("nor does a large picture hold back what comes behind it in the same loop", async () => {
  const request = client.send("shell", "execute_request", {
    code: `display({ "text/plain": "large".repeat(1e6) }, { raw: true });
      console.log("behind");
      const large = progress.bar({ label: "large", total: 1e9 });
      while (!existsSync(${JSON.stringify(join(folder, "large"))})) large.add();`,
  });
  const own = ({ parent }: Message): boolean => parent?.msg_id === request.header.msg_id;
  await client.message((message) => own(message) && message.content.text === "behind\n");
  await client.message((message) => own(message) && /^large .* left$/.test(text(message)));
  writeFileSync(join(folder, "large"), "");
  assert.is((await client.executed(request)).reply.status, "ok");
});

test("an interrupted bar says where", async () => {
  const request = client.send("shell", "execute_request", { code: "for (const i of progress(1e12)) ;" });
  await client.message(
    (message) => message.parent?.msg_id === request.header.msg_id && message.header.msg_type === "update_display_data",
  );
  client.send("control", "interrupt_request", {});
  const done = await client.executed(request);
  assert.is(done.reply.ename, "KeyboardInterrupt");
  assert.match(text(done.outputs.at(-1)!), /^░{24} {2}interrupted at 0 %/);
});

test("a display id is the same place in later cells", async () => {
  const first = await client.execute('display("one", { id: "place" });');
  const second = await client.execute('display("two", { id: "place", update: true });');
  const ids = [...first.outputs, ...second.outputs].map(({ content }) => content.transient);
  assert.equal(ids, [{ display_id: "place" }, { display_id: "place" }]);
  assert.equal([kinds(first), kinds(second)], [["display_data"], ["update_display_data"]]);
});

test("large values are answered for", async () => {
  const done = await client.execute("new Array(1e7).fill(0)");
  assert.match(text(done.outputs[0]!), "9999900 more items");
  assert.ok(JSON.stringify((await client.execute('"x".repeat(1e8)')).outputs[0]!.content).length < 101_000);
});

test("the kernel ends", () => client.close());

test.run();
