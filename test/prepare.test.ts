// kernelspec/prepare.mjs on a copy of the clone: what it says when something is missing, and that it does nothing twice.
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "./support/root.ts";
import { temporaryFolder } from "./support/temp.ts";

const folder = temporaryFolder("prepare");
const clone = join(folder, "a clone");
mkdirSync(join(clone, "kernel"), { recursive: true });
for (const name of [
  "package.json",
  "package-lock.json",
  ".npmrc",
  "tsconfig.json",
  "kernelspec/prepare.mjs",
  "kernelspec/bundle.mjs",
  "kernelspec/python",
  "kernelspec/vendor",
])
  cpSync(join(packageRoot, name), join(clone, name), { recursive: true });
symlinkSync(join(packageRoot, "node_modules"), join(clone, "node_modules"));
const source = join(clone, "kernel", "one.ts");
writeFileSync(source, "export const one: number = 1;\n");
for (const entry of ["main", "session/main", "session/interrupt/watchdog", "session/modules/hooks"]) {
  const file = join(clone, "kernel", `${entry}.ts`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "export {};\n");
}

/** A PATH with just these programs, each a shell script. */
const programs = (scripts: Readonly<Record<string, string>>): string => {
  const bin = join(folder, "bin");
  rmSync(bin, { recursive: true, force: true });
  mkdirSync(bin);
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return bin;
};

const prepare = (args: readonly string[], path: string) =>
  spawnSync(process.execPath, [join(clone, "kernelspec", "prepare.mjs"), ...args], {
    env: { ...process.env, PATH: path },
    encoding: "utf8",
  });
const nothing = programs({});

test("the first build compiles, the second does nothing, a changed file is compiled again", () => {
  const first = prepare(["--build"], nothing);
  assert.is(first.status, 0, first.stderr);
  assert.match(first.stderr, "compiling TypeScript");
  assert.match(readFileSync(join(clone, "dist", "kernel", "one.js"), "utf8"), "const one = 1");
  assert.is(prepare(["--build"], nothing).stderr, "");
  writeFileSync(source, "export const one: number = 2;\n");
  assert.match(prepare(["--build"], nothing).stderr, "compiling TypeScript");
  assert.match(readFileSync(join(clone, "dist", "kernel", "one.js"), "utf8"), "const one = 2");
});

test("what was compiled from a deleted file goes, and a failed build is tried again", () => {
  const other = join(clone, "kernel", "other.ts");
  writeFileSync(other, "export const wrong: number = 'text';\n");
  for (let times = 0; times < 2; times++) {
    const { status, stderr } = prepare(["--build"], nothing);
    assert.is(status, 1);
    assert.match(stderr, "The TypeScript does not compile.");
    assert.match(stderr, "other.ts");
  }
  rmSync(other);
  assert.is(prepare(["--build"], nothing).status, 0);
  assert.not.ok(existsSync(join(clone, "dist", "kernel", "other.js")));
});

test("jmp gets its stand-in for zeromq 5 before packing", () => {
  assert.is(prepare(["--pack"], nothing).status, 0);
  const shim = join(clone, "node_modules", "jmp", "node_modules", "zeromq", "package.json");
  assert.match(JSON.parse(readFileSync(shim, "utf8")).version, /^5\./);
});

test("a missing Python is named with the command that installs it", () => {
  const { status, stderr } = prepare(["--python=test"], nothing);
  assert.is(status, 1);
  assert.match(stderr, /Python 3 is missing\.\n {2}sudo apt-get install -y python3 python3-venv/);
});

test("an old Python is named with its version", () => {
  const { status, stderr } = prepare(["--python=test"], programs({ python3: "echo 3 8" }));
  assert.is(status, 1);
  assert.match(stderr, /Python 3\.8 is too old: JupyterLab needs 3\.10 or newer/);
});

test("a Python without venv, as Debian has it, is named too", () => {
  const python3 = 'case "$2" in *ensurepip*) exit 1;; *) echo 3 12;; esac';
  const { status, stderr } = prepare(["--python=test"], programs({ python3 }));
  assert.is(status, 1);
  assert.match(stderr, /venv module is missing\.\n {2}sudo apt-get install -y python3-venv/);
});

test("with a JupyterLab on PATH no .venv is made; a missing compiler is said, and is no error", () => {
  const { status, stderr } = prepare(["--python=start"], programs({ "jupyter-lab": "exit 0" }));
  assert.is(status, 0, stderr);
  assert.match(stderr, /no C compiler found: .*\n {2}sudo apt-get install -y gcc/);
  assert.not.ok(existsSync(join(clone, ".venv")));
  assert.is(prepare(["--python=start"], programs({ "jupyter-lab": "exit 0", gcc: "exit 0" })).stderr, "");
});

test("a program is run with its own arguments", () => {
  writeFileSync(join(clone, "kernel", "program.ts"), "console.log(process.argv.slice(2).join(' '));\n");
  const { stdout } = prepare(["--run=dist/kernel/program.js", "--one", "two"], nothing);
  assert.is(stdout, "--one two\n");
});

test("an unknown option is refused", () => {
  const { status, stderr } = prepare(["--clean"], dirname(process.execPath));
  assert.is(status, 1);
  assert.match(stderr, "unknown option --clean");
});

test.run();
