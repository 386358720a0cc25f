// Rules about the files themselves: tests that run, files of a readable size, a README with both commands.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "./support/root.ts";

const rooms = ["kernel", "specializers", "templates", "kernelspec", "test", ".ci"];
const longest = 300;
const outOfScope = /\/(golden|samples|screenshots|results|__pycache__)\//;

const files: ReadonlyMap<string, string> = new Map(
  rooms
    .flatMap((room) =>
      readdirSync(join(packageRoot, room), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(packageRoot.length + 1)),
    )
    .filter((path) => !outOfScope.test(path) && /\.(ts|mjs|py|hbs|txt|md|sh)$|\.ci\/run$/.test(path))
    .map((path) => [path, readFileSync(join(packageRoot, path), "utf8")]),
);
const having = (ending: RegExp): readonly [string, string][] => [...files].filter(([path]) => ending.test(path));

test("the files were found", () => {
  assert.ok(files.has("kernelspec/prepare.mjs") && files.has("test/meta.test.ts") && files.has(".ci/run"));
});

test("each test file runs its tests", () => {
  const silent = having(/\.test\.ts$/).filter(([, text]) => !/^\s*\w+\.run\(\);$/m.test(text));
  assert.equal(
    silent.map(([path]) => path),
    [],
  );
});

test("no test runs alone by accident", () => {
  const only = having(/\.test\.ts$/).filter(([, text]) => /\.only\(/.test(text.replaceAll(/"[^"]*"|\/.*?\//g, "")));
  assert.equal(
    only.map(([path]) => path),
    [],
  );
});

test(`no file is longer than ${longest} lines`, () => {
  const long = [...files].map(([path, text]) => [path, text.split("\n").length] as const);
  assert.equal(
    long.filter(([, lines]) => lines > longest + 1).map(([path, lines]) => `${path}: ${lines} lines`),
    [],
  );
});

test("each TypeScript file opens with a line that says what lives there", () => {
  const bare = having(/\.ts$/).filter(([, text]) => !/^(#!.*\n)?(\/\/|\/\*\*)/.test(text));
  assert.equal(
    bare.map(([path]) => path),
    [],
  );
});

test("nothing is left to do", () => {
  const marker = new RegExp(
    `\\b(${["TO", "FIX", "XX"].map((start, at) => start + ["DO", "ME", "X"][at]).join("|")})\\b`,
  );
  const open = [...files].filter(([, text]) => marker.test(text));
  assert.equal(
    open.map(([path]) => path),
    [],
  );
});

test("no type escapes: neither any nor a lint exception", () => {
  const escapes = having(/\.ts$/).filter(([, text]) =>
    /biome-ignore [a-z]|@ts-(ignore|expect-error|nocheck)/.test(text),
  );
  assert.equal(
    escapes.map(([path]) => path),
    [],
  );
});

test("the README shows both commands", () => {
  const text = readFileSync(join(packageRoot, "README.md"), "utf8");
  assert.match(text, /^npm start$/m);
  assert.match(text, /^npm test$/m);
});

test.run();
