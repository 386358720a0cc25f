// Winners and trials move to another cache, as they are, and only once.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { cacheCommand } from "../../../specializers/cache/command.ts";
import {
  appendTrial,
  exportRecords,
  importRecords,
  openCache,
  readTrials,
  readWinner,
  type TrialRecord,
  type Winner,
  writeWinner,
} from "../../../specializers/cache/index.ts";
import { readHistory } from "../../../specializers/tuner/history.ts";
import type { TuneJob } from "../../../specializers/tuner/job.ts";
import { temporaryFolder } from "../../support/temp.ts";

const config = { target: "openmp", tile: 16, vector: 8 };
const winner = (recordKey: string, seconds: number): Winner => ({
  format: 1,
  recordKey,
  kernel: "laplacian",
  signature: "f64 256³",
  machine: "there",
  name: "tile 16",
  config,
  target: "openmp",
  seconds,
  noise: 0.01,
  artifact: "0123",
  final: true,
  noisy: false,
  written: "2026-01-01T00:00:00.000Z",
});
const record = (seconds: number): TrialRecord => ({
  format: 1,
  machine: "there",
  kernel: "laplacian",
  signature: "f64 256³",
  written: "2026-01-01T00:00:00.000Z",
  trial: { name: "tile 16", config, target: "openmp", status: "ok", seconds, samples: [seconds], why: "", at: 1 },
});

const source = openCache(join(temporaryFolder("source"), "taipan"));
writeWinner(source, winner("a key of one call", 2));
appendTrial(source, "a key of one call", record(2));
appendTrial(source, "a key of one call", record(3));

test("winners and trials arrive; a second import adds nothing; artifacts stay at home", () => {
  const target = openCache(join(temporaryFolder("target"), "taipan"));
  const { text, ...counts } = exportRecords(source);
  assert.equal(counts, { winners: 1, trials: 2 });
  assert.equal(importRecords(target, text), { winners: 1, trials: 2 });
  assert.equal(importRecords(target, text), { winners: 0, trials: 0 });
  const { artifact: _, ...moved } = winner("a key of one call", 2);
  assert.equal(readWinner(target, "a key of one call"), moved);
  assert.equal(readTrials(target, "a key of one call"), [record(2), record(3)]);
});

test("a winner that was measured here stays", () => {
  const target = openCache(join(temporaryFolder("target"), "taipan"));
  writeWinner(target, winner("a key of one call", 1));
  assert.equal(importRecords(target, exportRecords(source).text), { winners: 0, trials: 2 });
  assert.is(readWinner(target, "a key of one call")?.seconds, 1);
});

test("on another machine they are where the search starts", () => {
  const target = openCache(join(temporaryFolder("target"), "taipan"));
  importRecords(target, exportRecords(source).text);
  const axes = Object.entries(config).map(([name, value]) => ({ name, values: [value] }));
  const job = {
    kernel: "laplacian",
    signature: "none",
    recordKey: "another key",
    space: { axes, seeds: [] },
  } as unknown as TuneJob;
  assert.equal(readHistory(target, job, "here"), { past: [], seeds: [config] });
});

test("a damaged file names its line and adds nothing", () => {
  const target = openCache(join(temporaryFolder("target"), "taipan"));
  const { text } = exportRecords(source);
  assert.throws(() => importRecords(target, `${text}{"winner":{}}\n`), /^line 5 is damaged: nothing was imported$/);
  assert.throws(() => importRecords(target, "{}"), /no file that `taipan cache export` wrote/);
  assert.throws(() => importRecords(target, text.replace('"format":1', '"format":2')), /newer taipan/);
  assert.is(readWinner(target, "a key of one call"), undefined);
});

test("the command writes a file and reads it", async () => {
  const folder = temporaryFolder("command");
  const file = join(folder, "records.jsonl");
  const before = process.env.XDG_CACHE_HOME;
  const run = async (root: string, ...args: string[]): Promise<readonly [number, string]> => {
    process.env.XDG_CACHE_HOME = root;
    let text = "";
    const status = await cacheCommand(args, (part) => {
      text += part;
    });
    return [status, text];
  };
  try {
    const home = join(source.root, "..");
    assert.equal(await run(home, "export", file), [0, `Exported 1 winner and 2 trials to ${file}.\n`]);
    assert.equal(await run(home, "export"), [0, readFileSync(file, "utf8")]);
    const empty = join(folder, "empty");
    assert.equal(await run(empty, "import", file), [0, "Imported 1 winner and 2 trials that were not here.\n"]);
    writeFileSync(file, "nonsense");
    assert.is((await run(empty, "import", file))[0], 1);
    assert.match((await run(empty, "import", join(folder, "none")))[1], /ENOENT/);
    assert.is((await run(empty, "import"))[0], 2);
  } finally {
    if (before === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before;
  }
});

test.run();
