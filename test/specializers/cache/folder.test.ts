// Cache folders that can't be used as they should: read-only, full, in the way. Work goes on without them, with a note.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { cacheRoot, openCache, sweepTemporaryFolders } from "../../../specializers/cache/index.ts";
import { skip } from "../../support/skip.ts";
import { temporaryFolder } from "../../support/temp.ts";

const script = fileURLToPath(new URL("./use-cache.js", import.meta.url));
const library = join(temporaryFolder("library"), "kernel.so");
writeFileSync(library, Buffer.alloc(100_000, 1));

const use = (root: string, label: string, before = ""): unknown => {
  const quoted = [process.execPath, script, root, library, label].map((word) => `'${word}'`).join(" ");
  const ran =
    before === ""
      ? spawnSync("sh", ["-c", `exec ${quoted}`], { encoding: "utf8" })
      : spawnSync("unshare", ["-Urm", "sh", "-c", `${before} && exec ${quoted}`], { encoding: "utf8" });
  assert.is(ran.status, 0, ran.stderr);
  return JSON.parse(ran.stdout);
};

/** Whether this process may mount file systems in a name space of its own. */
const mounts =
  spawnSync("unshare", ["-Urm", "sh", "-c", `mount -t tmpfs tmpfs '${temporaryFolder("mount")}'`]).status === 0;

const works = { found: true, winner: "n", trials: 1 };

test("the folder follows XDG_CACHE_HOME when that is absolute", () => {
  assert.is(cacheRoot({ XDG_CACHE_HOME: "/somewhere" }), "/somewhere/taipan");
  for (const value of ["relative", "", undefined])
    assert.is(cacheRoot(value === undefined ? {} : { XDG_CACHE_HOME: value }), join(homedir(), ".cache", "taipan"));
});

test("a new folder serves the next process", () => {
  const root = join(temporaryFolder("new"), "deep", "taipan");
  assert.equal(use(root, "aa"), { ...works, lasting: true, notes: [], hit: false, inRoot: true });
  assert.equal(use(root, "aa"), { ...works, trials: 2, lasting: true, notes: [], hit: true, inRoot: true });
});

test("a file in the folder's place: works without, with a note", () => {
  const root = join(temporaryFolder("file"), "taipan");
  writeFileSync(root, "in the way");
  const result = use(root, "aa") as { notes: string[] };
  assert.match(result.notes.join(), /The cache is not used: EEXIST|ENOTDIR/);
  assert.equal(result, { ...works, lasting: false, notes: result.notes, hit: false, inRoot: false });
});

test("a folder that stops taking entries: works without", () => {
  const root = join(temporaryFolder("blocked"), "taipan");
  mkdirSync(root, { mode: 0o700 });
  for (const part of ["artifacts", "winners", "trials"]) writeFileSync(join(root, part), "in the way");
  assert.equal(use(root, "aa"), { ...works, lasting: true, notes: [], hit: false, inRoot: false });
});

if (mounts) {
  test("a full folder: works without", () => {
    const root = temporaryFolder("full");
    const result = use(root, "aa", `mount -t tmpfs -o size=64k,mode=0700 tmpfs '${root}'`) as { inRoot: boolean };
    assert.equal(result, { ...works, lasting: true, notes: [], hit: false, inRoot: false });
  });
} else skip(test, "a full folder: works without", "no file system can be mounted here");

if (process.geteuid?.() !== 0) {
  test("a read-only folder: read, with a note, and works without", () => {
    const root = join(temporaryFolder("read-only"), "taipan");
    use(root, "aa");
    chmodSync(root, 0o500);
    const result = use(root, "aa") as { notes: string[] };
    chmodSync(root, 0o700);
    assert.match(result.notes.join(), /The cache can't be written: EACCES/);
    assert.equal(result, { ...works, lasting: false, notes: result.notes, hit: true, inRoot: false, trials: 2 });
  });
} else if (mounts) {
  test("a read-only folder: read, with a note, and works without", () => {
    const root = join(temporaryFolder("read-only"), "taipan");
    use(root, "aa");
    const result = use(root, "aa", `mount --bind '${root}' '${root}' && mount -o remount,bind,ro '${root}'`) as {
      notes: string[];
    };
    assert.match(result.notes.join(), /The cache can't be written: EROFS/);
    assert.equal(result, { ...works, lasting: false, notes: result.notes, hit: true, inRoot: false, trials: 2 });
  });
} else
  skip(
    test,
    "a read-only folder: read, with a note, and works without",
    "root may write everywhere, and no file system can be mounted here",
  );

test("a private folder ends with its process", () => {
  const root = join(temporaryFolder("file"), "taipan");
  writeFileSync(root, "in the way");
  const temporary = temporaryFolder("tmp");
  const before = process.env.TMPDIR;
  process.env.TMPDIR = temporary;
  try {
    use(root, "aa");
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
  assert.equal(readdirSync(temporary), []);
});

test("what a killed process left in the temporary folder is swept, what a living one has is not", () => {
  const ended = spawnSync(process.execPath, ["-e", ""]).pid;
  const stale = join(tmpdir(), `taipan-${ended}-build-x`);
  const living = join(tmpdir(), `taipan-${process.pid}-build-x`);
  mkdirSync(stale);
  mkdirSync(living);
  sweepTemporaryFolders();
  assert.not.ok(existsSync(stale));
  assert.ok(existsSync(living));
  chmodSync(living, 0o700);
  spawnSync("rmdir", [living]);
});

test("opening a folder twice is the same folder", () => {
  const root = join(temporaryFolder("twice"), "taipan");
  assert.equal(openCache(root), openCache(root));
});

test.run();
