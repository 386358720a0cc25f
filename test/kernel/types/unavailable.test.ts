// Without TypeScript's native program names still complete, and whoever asks is told why that is all.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createTypeService } from "../../../kernel/types/service.ts";

test("a service that can't start", async () => {
  const reports: string[] = [];
  const types = createTypeService(
    "/nonexistent folder",
    (text) => reports.push(text),
    async () => {
      throw new Error("no native program for this platform");
    },
  );
  const plain = { marked: false };
  types.define("const earlier = 1", plain);
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
  assert.is(reports.length, 3);
  await types.end();
});

test.run();
