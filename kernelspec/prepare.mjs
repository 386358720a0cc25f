// Makes a clone ready: npm packages, compiled TypeScript, Python tools in .venv. Plain JavaScript without
// dependencies, as it runs before anything is installed. Does nothing, quickly, when all is up to date, and writes
// nowhere but into the clone (and into npm's and pip's own caches).
//
//   node kernelspec/prepare.mjs [--build] [--pack] [--python=start|test] [--run=FILE ARGUMENTS…]

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { delimiter, dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => join(root, ...parts);

class Missing extends Error {}

const say = (text) => process.stderr.write(`taipan: ${text}\n`);
const read = (path) => (existsSync(path) ? readFileSync(path, "utf8") : undefined);

/** Runs a program in the clone with its output on stderr, so that stdout stays the caller's. */
const run = (program, args, failure) => {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: ["ignore", 2, 2], env: environment() });
  if (status !== 0) throw new Missing(`${failure}${error ? ` (${error.message})` : ""}`);
};

// npm hands its settings to scripts as variables; an npm started from here has to read the clone's own again.
const environment = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(config|package|lifecycle)_/i.test(name)));

const onPath = (name) =>
  (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return statSync(join(folder, name)).isFile();
    } catch {
      return false;
    }
  });

// ---- Node and its packages ----

const oldestNode = [20, 12];

const checkNode = () => {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1]))
    throw new Missing(
      `Node ${process.versions.node} is too old: Taipan needs ${oldestNode.join(".")} or newer.\n` +
        "  curl -fsSL https://deb.nodesource.com/setup_22.x | sudo -E bash - && sudo apt-get install -y nodejs",
    );
};

/** True when npm's own record of what it installed has every package of the lock file in its version. */
const packagesInstalled = () => {
  const record = read(at("node_modules", ".package-lock.json"));
  if (record === undefined) return false;
  const installed = JSON.parse(record).packages;
  const wanted = JSON.parse(readFileSync(at("package-lock.json"), "utf8")).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === "" ||
      (installed[path] ? installed[path].version === version && existsSync(at(path)) : optional === true),
  );
};

const installPackages = () => {
  if (packagesInstalled()) return;
  say("installing npm packages (npm ci)");
  // npm started by npm: the same npm; else the one on PATH.
  const self = process.env.npm_execpath;
  const [program, first] = self?.endsWith("npm-cli.js") ? [process.execPath, [self]] : ["npm", []];
  run(program, [...first, "ci", "--no-audit", "--no-fund"], "npm ci failed: see above.");
};

// ---- TypeScript ----

const sourceFolders = ["kernel", "specializers", "kernelspec", "test"];

const filesUnder = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    : [];

const sources = () =>
  sourceFolders
    .flatMap((folder) => filesUnder(at(folder)))
    .filter((file) => file.endsWith(".ts"))
    .concat(at("tsconfig.json"), at("package-lock.json"), at("kernelspec", "bundle.mjs"))
    .sort();

/** Compiled files whose source is gone: a deleted test must not go on running. */
const removeOrphans = () => {
  for (const file of sourceFolders.flatMap((folder) => filesUnder(at("dist", folder)))) {
    const source = at(relative(at("dist"), file).replace(/\.(d\.ts|js\.map|js)$/, ".ts"));
    if (source.endsWith(".ts") && !existsSync(source)) rmSync(file);
  }
};

const build = async () => {
  const hash = createHash("sha256");
  for (const file of sources()) hash.update(`${relative(root, file)}\0`).update(readFileSync(file));
  const stamp = hash.digest("hex");
  const stampFile = at("dist", ".stamp");
  if (read(stampFile) === stamp) return;
  say("compiling TypeScript");
  rmSync(stampFile, { force: true });
  removeOrphans();
  run(
    process.execPath,
    [at("node_modules", "typescript", "bin", "tsc"), "-p", root],
    "The TypeScript does not compile.",
  );
  const { bundle } = await import("./bundle.mjs");
  await bundle(at("dist"));
  writeFileSync(stampFile, stamp);
};

/** The package on npm carries jmp with a stand-in for the zeromq 5 that jmp asks for and that no longer builds. */
const pack = () => {
  const source = at("kernelspec", "vendor", "zeromq5-shim");
  const target = at("node_modules", "jmp", "node_modules", "zeromq");
  const same = filesUnder(source).every((file) => read(file) === read(join(target, relative(source, file))));
  if (!same) cpSync(source, target, { recursive: true });
};

// ---- Python ----

const oldestPython = [3, 10];

const python = (program, code) => {
  const { status, stdout } = spawnSync(program, ["-c", code], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
};

const checkPython = () => {
  const version = python("python3", "import sys; print(*sys.version_info[:2])");
  if (version === undefined) throw new Missing("Python 3 is missing.\n  sudo apt-get install -y python3 python3-venv");
  const [major, minor] = version.split(" ").map(Number);
  if (major < oldestPython[0] || (major === oldestPython[0] && minor < oldestPython[1]))
    throw new Missing(`Python ${major}.${minor} is too old: JupyterLab needs ${oldestPython.join(".")} or newer.`);
  if (python("python3", "import venv, ensurepip") === undefined)
    throw new Missing("Python's venv module is missing.\n  sudo apt-get install -y python3-venv");
};

/** What an environment holds: its place, the version of its Python and the requirements that were installed into it. */
const pythonStamp = (program, purpose) => {
  const version = python(program, "import sys; print(sys.prefix, *sys.version_info[:2])");
  if (version === undefined) return undefined;
  const hash = createHash("sha256").update(version);
  for (const name of ["start", purpose]) hash.update(readFileSync(at("kernelspec", "python", `${name}.txt`)));
  return hash.digest("hex");
};

const preparePython = (purpose) => {
  // A JupyterLab of the user's own is the one to start. Tests want the versions they were written for.
  if (purpose === "start" && onPath("jupyter-lab")) return;
  const program = at(".venv", "bin", "python");
  const file = at("kernelspec", "python", `${purpose}.txt`);
  const stampFile = at(".venv", ".taipan");
  // What is there for the tests serves `npm start` as well.
  const wanted = existsSync(program) ? [...new Set([purpose, "test"])].map((each) => pythonStamp(program, each)) : [];
  const usable = wanted[0] !== undefined;
  if (usable && wanted.includes(read(stampFile))) return;
  checkPython();
  if (!usable) {
    say("making .venv");
    rmSync(at(".venv"), { recursive: true, force: true });
    run("python3", ["-m", "venv", at(".venv")], "python3 -m venv failed: see above.");
  }
  say(`installing Python packages into .venv (kernelspec/python/${purpose}.txt)`);
  run(
    program,
    ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", file],
    "pip failed: see above.",
  );
  // JupyterLab brings scripts in CommonJS; without this they would count as ES modules of the package around them.
  writeFileSync(at(".venv", "package.json"), '{ "type": "commonjs" }\n');
  writeFileSync(stampFile, pythonStamp(program, purpose));
};

const checkCompiler = () => {
  if (!["gcc", "clang", "cc"].some(onPath))
    say("no C compiler found: marked functions run through generated JavaScript.\n  sudo apt-get install -y gcc");
};

// ---- The command line ----

const usage = (option) => new Missing(`unknown option ${option}; see the first lines of kernelspec/prepare.mjs`);

const main = async (args) => {
  let then;
  const steps = [];
  for (const [index, option] of args.entries()) {
    const [name, value] = option.split("=");
    if (name === "--build") continue;
    if (name === "--pack") steps.push(pack);
    else if (name === "--python" && ["start", "test"].includes(value))
      steps.push(() => preparePython(value), checkCompiler);
    else if (name === "--run" && value) {
      then = [value, args.slice(index + 1)];
      break;
    } else throw usage(option);
  }
  checkNode();
  installPackages();
  for (const step of steps) step();
  await build();
  if (then) {
    // In this process, so that Ctrl-C and signals to npm's child reach the program itself.
    const file = at(then[0]);
    process.argv = [process.execPath, file, ...then[1]];
    await import(pathToFileURL(file).href);
  }
};

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Missing)) throw error;
  say(error.message);
  process.exitCode = 1;
}
