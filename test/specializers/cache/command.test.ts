// `taipan cache ls|prune|clear`.
import { existsSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { cacheCommand } from "../../../specializers/cache/command.ts";
import {
  type Cache,
  listEntries,
  openCache,
  prune,
  publishArtifact,
  writeFacts,
} from "../../../specializers/cache/index.ts";
import { temporaryFolder } from "../../support/temp.ts";

const library = join(temporaryFolder("library"), "kernel.so");
writeFileSync(library, Buffer.alloc(1000));

const key = (label: string): string => label.padEnd(40, "0");

const filled = (root: string): Cache => {
  const cache = openCache(root);
  for (const [age, label] of ["aa", "bb", "cc"].entries()) {
    const { folder } = publishArtifact(cache, {
      key: key(label),
      source: "",
      library,
      compiler: `gcc ${label}`,
      flags: [],
      cpu: "",
      seconds: 1,
      log: "",
    });
    const used = Date.now() / 1000 - age * 86_400 * 20;
    utimesSync(folder, used, used);
  }
  writeFacts(cache, "machine", {});
  return cache;
};

const names = (cache: Cache): readonly string[] =>
  listEntries(cache).flatMap(({ kind, name }) => (kind === "artifact" ? [name.slice(0, 2)] : []));

test("prune by age, then by size, the least recently used first", () => {
  const cache = filled(join(temporaryFolder("prune"), "taipan"));
  assert.equal(names(cache), ["aa", "bb", "cc"]);
  assert.equal(
    prune(cache, { days: 30 }).map(({ name }) => name),
    [key("cc")],
  );
  const one = listEntries(cache).find(({ kind }) => kind === "artifact")!.bytes;
  prune(cache, { bytes: one });
  assert.equal(names(cache), ["aa"]);
  assert.ok(existsSync(join(cache.root, "facts", "machine.json")));
});

test("the command lists, prunes and clears the cache of the environment", async () => {
  const base = temporaryFolder("command");
  const before = process.env.XDG_CACHE_HOME;
  process.env.XDG_CACHE_HOME = base;
  const run = async (...args: string[]): Promise<readonly [number, string]> => {
    let text = "";
    const status = await cacheCommand(args, (part) => {
      text += part;
    });
    return [status, text];
  };
  try {
    const [status, empty] = await run("ls");
    assert.is(status, 0);
    assert.match(empty, /The cache is empty/);
    assert.not.ok(existsSync(join(base, "taipan")));
    filled(join(base, "taipan"));
    const [, list] = await run();
    assert.match(list, /: 4 entries, /);
    assert.match(list, /artifact .* gcc bb\n/);
    assert.equal(await run("prune", "--days", "10"), [
      0,
      (await run("ls"))[1].includes("1 entry") ? "" : "Deleted 2 entries, 2.4 kB.\n",
    ]);
    assert.match((await run("clear"))[1], /^Deleted 2 entries/);
    assert.equal(readdirSync(join(base, "taipan")), []);
    assert.is((await run("prune", "--days", "x"))[0], 2);
    const [wrong, usage] = await run("burn");
    assert.is(wrong, 2);
    assert.match(usage, /^there is no command "burn"\nUsage: taipan cache/);
  } finally {
    if (before === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before;
  }
});

test.run();
