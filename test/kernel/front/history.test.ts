// The persistent history, with several kernels at once.
import { appendFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { globToRegExp, type History, historyFolder, openHistory } from "../../../kernel/front/history.ts";
import { temporaryFolder } from "../../support/temp.ts";

const histories: History[] = [];
const opened = (folder: string): History => {
  const history = openHistory(folder);
  histories.push(history);
  return history;
};
test.after(() => Promise.all(histories.map((history) => history.close())).then(() => {}));

const inputs = (entries: readonly { input: string }[]): string[] => entries.map(({ input }) => input);

test("nothing is written before the first cell, then owner-only", async () => {
  const folder = join(temporaryFolder("history"), "deep", "history");
  const history = opened(folder);
  assert.equal(await history.tail(3), []);
  assert.equal(await history.range(0, 1, 9), []);
  assert.throws(() => statSync(folder));
  await history.store(1, "x", undefined);
  assert.is(statSync(folder).mode & 0o777, 0o700);
  assert.is(statSync(join(folder, "1.jsonl")).mode & 0o777, 0o600);
});

test("kernels at once have numbers of their own, and every line is kept", async () => {
  const folder = temporaryFolder("history");
  const eight = Array.from({ length: 8 }, () => opened(folder));
  await Promise.all(eight.flatMap((history, k) => [1, 2, 3].map((line) => history.store(line, `${k}.${line}`, "o"))));
  assert.is(readdirSync(folder).length, 8);
  const all = await opened(folder).tail(100);
  assert.is(all.length, 24);
  for (const [k, history] of eight.entries()) {
    assert.equal(inputs(await history.range(0, 1, 10)), [`${k}.1`, `${k}.2`, `${k}.3`]);
  }
});

test("tail, range and search", async () => {
  const folder = temporaryFolder("history");
  const first = opened(folder);
  await first.store(1, "const a = 1", undefined);
  await first.store(2, "a + 1", "2");
  const second = opened(folder);
  await second.store(1, "a\n+ 1", undefined);
  await second.store(2, "a + 1", "2");
  await second.store(3, "b", undefined);

  assert.equal(inputs(await second.tail(2)), ["a + 1", "b"]);
  assert.equal(inputs(await second.tail(4)), ["a + 1", "a\n+ 1", "a + 1", "b"]);
  assert.equal(await second.tail(0), []);
  assert.equal(inputs(await second.range(0, 1, 3)), ["a\n+ 1", "a + 1"]);
  assert.equal(inputs(await second.range(-1, 2, 9)), ["a + 1"]);
  assert.equal(inputs(await second.range(1, 1, 2)), ["const a = 1"]);
  assert.equal(await second.range(-2, 1, 9), []);
  assert.equal(await second.range(7, 1, 9), []);

  assert.equal(inputs(await second.search("a*1", 9, false)), ["a + 1", "a\n+ 1", "a + 1"]);
  assert.equal(inputs(await second.search("a*1", 2, false)), ["a\n+ 1", "a + 1"]);
  const unique = await second.search("a*1", 9, true);
  assert.equal(inputs(unique), ["a\n+ 1", "a + 1"]);
  assert.is(unique[1]!.session, 2);
  assert.equal(inputs(await second.search("?", 9, false)), ["b"]);
  assert.is((await second.search("a + 1", 1, false))[0]!.output, "2");
});

test("a question knows of a cell that has only just ended, and closing writes it", async () => {
  const folder = temporaryFolder("history");
  const history = opened(folder);
  void history.store(1, "a", undefined);
  void history.store(2, "b", undefined);
  assert.equal(inputs(await history.tail(9)), ["a", "b"]);
  void history.store(3, "c", undefined);
  await history.close();
  assert.equal(inputs(await opened(folder).tail(9)), ["a", "b", "c"]);
});

test("a cell that is data is left out, its neighbours are not", async () => {
  const history = opened(temporaryFolder("history"));
  await history.store(1, "before", undefined);
  await history.store(2, "x".repeat(1_000_001), undefined);
  await history.store(3, "after", undefined);
  assert.equal(inputs(await history.range(0, 1, 9)), ["before", "after"]);
});

test("a damaged line is passed over", async () => {
  const folder = temporaryFolder("history");
  const history = opened(folder);
  await history.store(1, "one", undefined);
  appendFileSync(join(folder, "1.jsonl"), '{"line":2,"inp\n[]\nnull\n{"line":"3","input":4}\n');
  await history.store(5, "five", undefined);
  assert.equal(inputs(await history.tail(9)), ["one", "five"]);
});

test("globs", () => {
  const matches = (glob: string, text: string): boolean => globToRegExp(glob).test(text);
  assert.ok(matches("a.b*", "a.b\nc"));
  assert.not(matches("a.b", "axb"));
  assert.ok(matches("[ab]?", "b1"));
  assert.not(matches("[!ab]", "a"));
  assert.ok(matches("[^x]", "^"));
  assert.ok(matches("f(x)[", "f(x)["));
  assert.ok(matches("[a-c]\\", "b\\"));
});

test("the folder follows Jupyter's variables", () => {
  assert.is(historyFolder({ JUPYTER_DATA_DIR: "/j" }), "/j/taipan/history");
  if (process.platform === "linux") assert.is(historyFolder({ XDG_DATA_HOME: "/x" }), "/x/jupyter/taipan/history");
});

test.run();
