// `taipan install` and the other commands, each in folders of its own.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { install, jupyterData } from "../../kernelspec/install.ts";
import { packageRoot } from "../support/root.ts";
import { temporaryFolder } from "../support/temp.ts";

const cli = join(packageRoot, "dist", "kernelspec", "cli.js");
const folder = temporaryFolder("install");
const plain = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(JUPYTER|XDG|VIRTUAL_ENV|CONDA)/.test(name)),
);

const taipan = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  spawnSync(process.execPath, [cli, ...args], {
    env: { ...plain, HOME: join(folder, "home"), ...env },
    encoding: "utf8",
  });
const specIn = (data: string) => JSON.parse(readFileSync(join(data, "kernels", "taipan", "kernel.json"), "utf8"));

test("the kernelspec says what Jupyter needs, with absolute paths", () => {
  const data = join(folder, "data");
  const { status, stdout } = taipan(["install", "--user"], { JUPYTER_DATA_DIR: data });
  assert.is(status, 0);
  assert.match(stdout, join(data, "kernels", "taipan"));
  const spec = specIn(data);
  assert.is(spec.display_name, "TypeScript (Taipan)");
  assert.is(spec.language, "typescript");
  assert.is(spec.interrupt_mode, "message");
  assert.is(spec.kernel_protocol_version, "5.5");
  assert.is(spec.metadata.supported_encryption, "curve");
  const [node, ...values] = spec.argv;
  const main = values.find((value: string) => !value.startsWith("--"));
  assert.ok(isAbsolute(node) && existsSync(node));
  assert.is(main, join(packageRoot, "dist", "kernel", "main.js"));
  assert.equal(values.slice(values.indexOf(main)), [main, "-f", "{connection_file}"]);
  const files = readdirSync(join(data, "kernels", "taipan")).sort();
  assert.equal(files, ["kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg"]);
});

test("where it goes follows the options and Jupyter's variables", () => {
  const none = { HOME: "/h" };
  assert.is(jupyterData({ kind: "prefix", folder: "/p" }, none), "/p/share/jupyter");
  assert.is(jupyterData({ kind: "user" }, { ...none, JUPYTER_DATA_DIR: "/j" }), "/j");
  if (process.platform === "linux") {
    assert.is(jupyterData({ kind: "user" }, none), "/h/.local/share/jupyter");
    assert.is(jupyterData({ kind: "user" }, { ...none, XDG_DATA_HOME: "/x" }), "/x/jupyter");
  }
  assert.is(jupyterData({ kind: "sys-prefix" }, { ...none, VIRTUAL_ENV: "/v" }), "/v/share/jupyter");
  assert.is(jupyterData({ kind: "sys-prefix" }, { ...none, CONDA_PREFIX: "/c" }), "/c/share/jupyter");
});

test("--sys-prefix without an environment asks the Python on PATH, and says so when there is none", () => {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "python3"), `#!/bin/sh\necho '${join(folder, "py")}'\n`, { mode: 0o755 });
  assert.is(taipan(["install", "--sys-prefix"], { PATH: bin }).status, 0);
  assert.is(specIn(join(folder, "py", "share", "jupyter")).language, "typescript");
  const { status, stderr } = taipan(["install", "--sys-prefix"], { PATH: join(folder, "empty") });
  assert.is(status, 1);
  assert.match(stderr, /--prefix DIR/);
});

test("installing again replaces what was there", () => {
  const target = { kind: "prefix", folder: join(folder, "twice") } as const;
  const at = install(packageRoot, target);
  writeFileSync(join(at, "kernel.json"), "broken");
  install(packageRoot, target);
  assert.is(JSON.parse(readFileSync(join(at, "kernel.json"), "utf8")).language, "typescript");
});

test("a folder that can't be written is an error without a stack", () => {
  const file = join(folder, "a-file");
  writeFileSync(file, "");
  const { status, stderr } = taipan(["install", "--prefix", file]);
  assert.is(status, 1);
  assert.match(stderr, /^taipan: .*a-file/);
  assert.not.match(stderr, / at /);
});

test("version, help, and what is not understood", () => {
  const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));
  assert.is(taipan(["--version"]).stdout, `${version}\n`);
  const help = taipan(["--help"]);
  assert.is(help.status, 0);
  for (const command of ["install", "doctor", "cache"]) assert.match(help.stdout, command);
  for (const args of [[], ["dance"], ["install", "--user", "--sys-prefix"], ["install", "--where"], ["install", "x"]]) {
    const { status, stderr } = taipan(args);
    assert.is(status, 2, args.join(" "));
    assert.match(stderr, /Usage: taipan/);
  }
});

test("cache and doctor answer", () => {
  const cache = taipan(["cache", "ls"], { XDG_CACHE_HOME: join(folder, "cache") });
  assert.is(cache.status, 0, cache.stderr);
  assert.match(cache.stdout, /cache/i);
  const doctor = taipan(["doctor"], { XDG_CACHE_HOME: join(folder, "cache") });
  assert.match(doctor.stdout, /gcc|clang|compiler/i, doctor.stderr);
});

test.run();
