// What the cache gives back, and what it refuses: damaged, unfinished, foreign.
import { spawn } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { findArtifact, openCache, publishArtifact, readArtifact } from "../../../specializers/cache/index.ts";
import { type ArtifactInputs, artifactKey, fileNameOf } from "../../../specializers/cache/key.ts";
import { temporaryFolder } from "../../support/temp.ts";

const folder = temporaryFolder("artifacts");
const library = join(folder, "made.so");
writeFileSync(library, "not really a library");

const made = (key: string) => ({
  key,
  source: "int x;\n",
  library,
  compiler: "gcc 1",
  flags: ["-O3"],
  cpu: "znver4",
  seconds: 0.25,
  log: "",
});
const KEY = "ab".padEnd(40, "0");

const filled = () => {
  const cache = openCache(join(temporaryFolder("cache"), "taipan"));
  return { cache, artifact: publishArtifact(cache, made(KEY)) };
};

test("what was published is found, with its source and facts", () => {
  const { cache, artifact } = filled();
  const found = findArtifact(cache, KEY);
  assert.equal(found, artifact);
  assert.is(readFileSync(artifact.source, "utf8"), "int x;\n");
  assert.is(readFileSync(artifact.library, "utf8"), "not really a library");
  assert.is(artifact.facts.seconds, 0.25);
  assert.is(findArtifact(cache, KEY.replace("b", "c")), undefined);
});

test("everything in the cache is its owner's alone, whatever the umask", () => {
  const before = process.umask(0);
  try {
    const { cache, artifact } = filled();
    for (const path of [cache.root, artifact.folder, artifact.library, artifact.source])
      assert.is(statSync(path).mode & 0o077, 0, path);
  } finally {
    process.umask(before);
  }
});

const damages: Readonly<Record<string, (folder: string) => void>> = {
  "a truncated library": (at) => truncateSync(join(at, "kernel.so"), 3),
  "a library with another content": (at) => writeFileSync(join(at, "kernel.so"), "something else"),
  "no library": (at) => rmSync(join(at, "kernel.so")),
  "no facts": (at) => rmSync(join(at, "facts.json")),
  "half-written facts": (at) => truncateSync(join(at, "facts.json"), 20),
  "facts of another form": (at) => writeFileSync(join(at, "facts.json"), '{"format":2}'),
};
for (const [what, damage] of Object.entries(damages)) {
  test(`a miss, then repaired: ${what}`, () => {
    const { cache, artifact } = filled();
    damage(artifact.folder);
    assert.is(findArtifact(cache, KEY), undefined);
    assert.equal(publishArtifact(cache, made(KEY)).library, artifact.library);
    assert.ok(findArtifact(cache, KEY));
  });
}

const intrusions: Readonly<Record<string, (folder: string, root: string) => void>> = {
  "a library that others may write": (at) => chmodSync(join(at, "kernel.so"), 0o722),
  "a folder that the group may write": (at) => chmodSync(at, 0o770),
  "a shard that others may write": (at) => chmodSync(dirname(at), 0o707),
  "a root that others may write": (_at, root) => chmodSync(root, 0o777),
  "a library behind a symbolic link": (at) => {
    renameSync(join(at, "kernel.so"), join(at, "elsewhere.so"));
    symlinkSync("elsewhere.so", join(at, "kernel.so"));
  },
};
for (const [what, intrude] of Object.entries(intrusions)) {
  test(`not loaded: ${what}`, () => {
    const { cache, artifact } = filled();
    intrude(artifact.folder, cache.root);
    assert.is(readArtifact(artifact.folder), undefined);
  });
}

test("an artifact under another's name is not loaded", () => {
  const { cache, artifact } = filled();
  const other = artifact.folder.replace(KEY, KEY.replace(/0$/, "1"));
  renameSync(artifact.folder, other);
  assert.is(findArtifact(cache, KEY.replace(/0$/, "1")), undefined);
});

test("a root that another user could write is not used at all", () => {
  const root = join(temporaryFolder("open"), "taipan");
  mkdirSync(root);
  chmodSync(root, 0o777);
  const cache = openCache(root);
  assert.not.ok(cache.lasting);
  assert.not.ok(cache.roots.includes(root));
  assert.match(cache.notes.join(), /may be written by others \(mode 0777\).*chmod 700/);
  const artifact = publishArtifact(cache, made(KEY));
  assert.ok(findArtifact(cache, KEY));
  assert.not.ok(artifact.folder.startsWith(root));
  assert.equal(readdirSync(root), []);
});

test("processes that publish the same key at once all succeed, and leave one artifact", async () => {
  const root = join(temporaryFolder("many"), "taipan");
  const module = new URL("../../../specializers/cache/index.js", import.meta.url).href;
  const script = `const { openCache, publishArtifact, findArtifact } = await import(${JSON.stringify(module)});
    const cache = openCache(${JSON.stringify(root)});
    for (let i = 0; i < 20; i++) publishArtifact(cache, { ...${JSON.stringify(made(KEY))}, key: ${JSON.stringify(KEY.slice(0, 38))} + String(10 + i) });
    process.exit(findArtifact(cache, ${JSON.stringify(KEY.slice(0, 38))} + "10") ? 0 : 1);`;
  const statuses = await Promise.all(
    [1, 2, 3].map(
      () =>
        new Promise((resolve) =>
          spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "inherit" }).on("exit", resolve),
        ),
    ),
  );
  assert.equal(statuses, [0, 0, 0]);
  assert.is(readdirSync(join(root, "artifacts", "ab")).length, 20);
});

test("every input changes the key", () => {
  const inputs: ArtifactInputs = { source: "s", flags: ["-a"], compiler: "c", cpu: "z", openmp: "o", templates: "t" };
  const variants: readonly ArtifactInputs[] = [
    inputs,
    { ...inputs, source: "s2" },
    { ...inputs, flags: ["-a", "-b"] },
    { ...inputs, flags: ["-a -b"] },
    { ...inputs, compiler: "c2" },
    { ...inputs, cpu: "z2" },
    { ...inputs, openmp: "o2" },
    { ...inputs, templates: "t2" },
  ];
  assert.is(new Set(variants.map(artifactKey)).size, variants.length);
  assert.match(artifactKey(inputs), /^[0-9a-f]{40}$/);
});

test("a key that is no file name is hashed", () => {
  assert.is(fileNameOf("laplacian-256.a_b"), "laplacian-256.a_b");
  for (const key of ["../../etc/passwd", "a/b", "", ".hidden", "x".repeat(200), "ü"])
    assert.match(fileNameOf(key), /^[0-9a-f]{40}$/);
});

test.run();
