// The package as a user gets it: packed, installed globally into an empty prefix, its kernel driven by jupyter_client.
// Time limit: 300 s
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type CellResult, printed, runCells } from "./support/cells.ts";
import { jupyterEnvironment, noPython, venvPython } from "./support/python.ts";
import { packageRoot } from "./support/root.ts";
import { skip } from "./support/skip.ts";
import { temporaryFolder } from "./support/temp.ts";

const folder = temporaryFolder("package");
const prefix = join(folder, "global");
const environment = jupyterEnvironment(folder);

const npm = (args: readonly string[], env: NodeJS.ProcessEnv = environment): string =>
  execFileSync("npm", args, { cwd: packageRoot, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
/** npm's cache and settings stay the user's, though the home folder is an empty one. */
const npmSetting = (name: string): string => {
  const inherited = Object.entries(process.env).filter(([key]) => !/^npm_/i.test(key));
  return npm(["config", "get", name], Object.fromEntries(inherited)).trim();
};

interface Packed {
  readonly filename: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

// Not in a "before" hook: uvu swallows what is thrown there.
environment.npm_config_cache = npmSetting("cache");
environment.npm_config_userconfig = npmSetting("userconfig");
// What the build says goes to stderr, so stdout is npm's JSON alone.
const packed: Packed = JSON.parse(npm(["pack", "--json", "--pack-destination", folder]))[0];

test("the package holds the product and nothing of the tests", () => {
  const paths = packed.files.map((file) => file.path);
  for (const part of [
    "dist/kernelspec/cli.js",
    "dist/specializers/index.js",
    "node_modules/jmp/package.json",
    "README.md",
  ])
    assert.ok(paths.includes(part), `${part} is missing`);
  assert.ok(paths.some((path) => path.startsWith("templates/")));
  assert.ok(paths.includes("node_modules/jmp/node_modules/zeromq/package.json"), "jmp has no zeromq of its own");
  assert.equal(
    paths.filter((path) => /^(test|dist\/test|\.venv|\.ci)\//.test(path)),
    [],
  );
  assert.ok(packed.unpackedSize < 10_000_000, `${packed.unpackedSize} bytes`);
});

test("npm installs it globally, and its tree is whole", () => {
  mkdirSync(prefix);
  npm(["install", "--global", "--prefix", prefix, join(folder, packed.filename)]);
  npm(["ls", "--global", "--all", "--prefix", prefix]);
  assert.ok(existsSync(join(prefix, "bin", "taipan")));
});

const stencil = `%%stencil
function blur(u: Grid, out: Grid) {
  for (const p of out.interior()) out[p] = (u.at(p, -1) + u.at(p, 0) + u.at(p, 1)) / 3;
}`;
const call = `import { grid } from "taipan";
const u = grid([8], { fill: (i) => i * i });
const out = grid([8]);
blur(u, out);
console.log(Array.from(out).map((x) => x.toFixed(3)).join(" "));`;
const expected = [0, ...[1, 2, 3, 4, 5, 6].map((i) => i * i + 2 / 3), 0].map((x) => x.toFixed(3)).join(" ");

const result = (cell: CellResult): string | undefined =>
  cell.outputs.find((output) => output.type === "execute_result")?.data?.["text/plain"];

if (venvPython)
  test("taipan install makes a kernel that runs cells and specializes", () => {
    const jupyter = join(environment.JUPYTER_PATH!, "..", "..");
    execFileSync(join(prefix, "bin", "taipan"), ["install", "--prefix", jupyter], { env: environment, stdio: "pipe" });
    const { info, cells } = runCells(environment, ["const answer: number = 6 * 7;\nanswer", stencil, call]);
    assert.is(info.language_info.name, "typescript");
    assert.is(info.protocol_version, "5.5");
    for (const cell of cells) assert.is(cell.reply.status, "ok", cell.reply.evalue);
    assert.is(result(cells[0]!), "42");
    assert.is(printed(cells[2]!), `${expected}\n`);
    assert.not.ok(
      existsSync(join(environment.HOME!, ".local", "share", "jupyter", "kernels")),
      "the home folder is used",
    );
  });
else skip(test, "taipan install makes a kernel that runs cells and specializes", noPython);

test.run();
