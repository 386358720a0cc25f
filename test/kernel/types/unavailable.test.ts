// Without TypeScript's native program names still complete, and whoever asks is told why that is all.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createTypeService } from "../../../kernel/types/service.ts";

test("a service that can't start", async () => {
  const reports: string[] = [];
  const types = createTypeService({
    folder: "/nonexistent folder",
    report: (text) => reports.push(text),
    async load() {
      throw new Error("no native program for this platform");
    },
  });
  const plain = { marked: false };
  const cell = types.begin("const earlier = 1", plain);
  const { entries, start } = await types.complete("const word1 = 1; wor", 20, plain);
  assert.equal(
    entries.map(({ name }) => name),
    ["word1"],
  );
  assert.is(start, 17);
  assert.ok((await types.complete("earl", 4, plain)).entries.some(({ name }) => name === "earlier"));
  assert.equal((await types.complete("word1.", 6, plain)).entries, []);
  for (let i = 0; i < 5; i++) assert.is(await types.inspect("word1", 1, plain), undefined);
  assert.match(types.unavailable!, /no native program/);
  assert.is(await cell.check(), undefined);
  assert.is(await types.check("const a: string = 1", plain), undefined);
  assert.is(reports.length, 1);
  await types.end();
});

test.run();
