// Winners and raw trials: written as they come, read with distrust.
import { spawn } from "node:child_process";
import { appendFileSync, chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as v from "valibot";
import {
  appendTrial,
  listWinners,
  openCache,
  readFacts,
  readTrials,
  readWinner,
  type TrialRecord,
  type Winner,
  writeFacts,
  writeWinner,
} from "../../../specializers/cache/index.ts";
import { temporaryFolder } from "../../support/temp.ts";

const fresh = () => openCache(join(temporaryFolder("records"), "taipan"));

const winner: Winner = {
  format: 1,
  recordKey: "laplacian-1",
  kernel: "laplacian",
  signature: "u f64 8×8",
  machine: "m",
  name: "gcc threads 2",
  config: { target: "openmp", threads: 2, streaming: true },
  target: "openmp",
  seconds: 0.001,
  noise: 0.01,
  artifact: "/x",
  final: true,
  noisy: false,
  written: "2026-01-01T00:00:00.000Z",
};

const record = (name: string): TrialRecord => ({
  format: 1,
  machine: "m",
  kernel: "laplacian",
  signature: "u f64 8×8",
  written: "2026-01-01T00:00:00.000Z",
  trial: { name, config: { threads: 1 }, target: "openmp", status: "ok", seconds: 1, samples: [1, 2], why: "", at: 0 },
});

test("the last winner of a key is read back", () => {
  const cache = fresh();
  assert.is(readWinner(cache, "laplacian-1"), undefined);
  writeWinner(cache, { ...winner, seconds: 2 });
  writeWinner(cache, winner);
  assert.equal(readWinner(cache, "laplacian-1"), winner);
  assert.equal(listWinners(cache), [winner]);
  assert.equal(readdirSync(join(cache.root, "winners")), ["laplacian-1.json"]);
});

for (const [what, text] of Object.entries({
  "half-written": '{"format":1,"rec',
  "of another form": '{"format":1}',
  empty: "",
})) {
  test(`a winner that is ${what} counts as none`, () => {
    const cache = fresh();
    writeWinner(cache, winner);
    writeFileSync(join(cache.root, "winners", "laplacian-1.json"), text);
    assert.is(readWinner(cache, "laplacian-1"), undefined);
    assert.equal(listWinners(cache), []);
  });
}

test("a winner that another user could have written counts as none", () => {
  const cache = fresh();
  writeWinner(cache, winner);
  chmodSync(join(cache.root, "winners", "laplacian-1.json"), 0o666);
  assert.is(readWinner(cache, "laplacian-1"), undefined);
});

test("trials are appended; lines that can't be understood are skipped", () => {
  const cache = fresh();
  appendTrial(cache, "k", record("a"));
  appendFileSync(join(cache.root, "trials", "k.jsonl"), '{"format":1,"half\n\nnot JSON\n');
  appendTrial(cache, "k", record("b"));
  assert.equal(
    readTrials(cache, "k").map(({ trial }) => trial.name),
    ["a", "b"],
  );
  assert.equal(readTrials(cache, "other"), []);
});

test("processes that append at once keep their lines whole", async () => {
  const cache = fresh();
  const module = new URL("../../../specializers/cache/index.js", import.meta.url).href;
  const script = (name: string) => `const { openCache, appendTrial } = await import(${JSON.stringify(module)});
    const cache = openCache(${JSON.stringify(cache.root)});
    const record = ${JSON.stringify(record(name))};
    record.trial.why = "x".repeat(20000);
    for (let i = 0; i < 50; i++) appendTrial(cache, "k", record);`;
  const run = (name: string) =>
    new Promise((resolve) =>
      spawn(process.execPath, ["--input-type=module", "-e", script(name)], { stdio: "inherit" }).on("exit", resolve),
    );
  assert.equal(await Promise.all(["a", "b", "c"].map(run)), [0, 0, 0]);
  assert.is(readTrials(cache, "k").length, 150);
  assert.is(readFileSync(join(cache.root, "trials", "k.jsonl"), "utf8").split("\n").length, 151);
});

test("a page of facts is checked against its form", () => {
  const cache = fresh();
  writeFacts(cache, "page", { a: 1 });
  assert.equal(readFacts(cache, "page", v.object({ a: v.number() })), { a: 1 });
  assert.is(readFacts(cache, "page", v.object({ a: v.string() })), undefined);
  assert.is(readFacts(cache, "none", v.object({})), undefined);
});

test.run();
