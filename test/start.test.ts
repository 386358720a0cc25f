// `npm start` on a copy of the clone, in a folder with a space and an accent, as a user without a display types it.
// Time limit: 300 s
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { jupyterEnvironment, noPython, venvPython } from "./support/python.ts";
import { packageRoot } from "./support/root.ts";
import { skip } from "./support/skip.ts";
import { temporaryFolder } from "./support/temp.ts";

const folder = temporaryFolder("start");
const clone = join(folder, "a clöne");
const environment = jupyterEnvironment(folder);
// What `npm start` itself has to set.
delete environment.JUPYTER_PATH;
delete environment.DISPLAY;
delete environment.WAYLAND_DISPLAY;

mkdirSync(clone);
const copied = ["package.json", "package-lock.json", ".npmrc", "tsconfig.json", "README.md"];
const folders = ["dist", "kernel", "specializers", "templates", "kernelspec", "notebooks", "test"];
for (const name of [...copied, ...folders]) cpSync(join(packageRoot, name), join(clone, name), { recursive: true });
symlinkSync(join(packageRoot, "node_modules"), join(clone, "node_modules"));
// A JupyterLab on PATH is the one that is used.
if (venvPython) environment.PATH = `${dirname(venvPython)}:${environment.PATH}`;

interface Running {
  readonly child: ChildProcess;
  /** What was written so far, both streams. */
  text(): string;
  /** Resolves when `pattern` was written, rejects when the program ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

const groups = new Set<number>();
process.on("exit", () => {
  for (const pid of groups) {
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // It has ended.
    }
  }
});

const npmStart = (...args: readonly string[]): Running => {
  const child = spawn("npm", ["start", "--", ...args], { cwd: clone, env: environment, detached: true, stdio: "pipe" });
  groups.add(child.pid!);
  let text = "";
  const collect = (part: string): void => {
    text += part;
  };
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", collect);
  const ended = new Promise<number | NodeJS.Signals | null>((done) =>
    child.on("close", (code, signal) => {
      groups.delete(child.pid!);
      done(signal ?? code);
    }),
  );
  const says = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((found, failed) => {
      const look = (): void => {
        const match = pattern.exec(text);
        if (match) found(match);
      };
      for (const stream of [child.stdout, child.stderr]) stream.on("data", look);
      ended.then((how) => failed(new Error(`npm start ended with ${how}:\n${text}`)));
      look();
    });
  return { child, text: () => text, says, ended };
};

/** Processes whose command line or environment names the copy. */
const leftBehind = (): readonly string[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")];
      } catch {
        return [];
      }
    })
    .filter((command) => command.includes(clone));

const withJupyter = (name: string, body: () => Promise<void>): void => {
  if (venvPython) test(name, body);
  else skip(test, name, noPython);
};

withJupyter("without a display it prints the address, serves this clone's kernel, and ends on Ctrl-C", async () => {
  const start = npmStart();
  const [, base, token] = await start.says(/JupyterLab is at (http:\S+?)\/lab\S*[?&]token=(\w+)/);
  const reply = await fetch(`${base}/api/kernelspecs?token=${token}`);
  const { kernelspecs } = (await reply.json()) as { kernelspecs: Record<string, { spec: { display_name: string } }> };
  assert.is(kernelspecs.taipan?.spec.display_name, "TypeScript (Taipan)");
  const contents = await fetch(`${base}/api/contents/?token=${token}`);
  const { content } = (await contents.json()) as { content: readonly { name: string }[] };
  assert.ok(
    content.some(({ name }) => name === "01-tour.ipynb"),
    "JupyterLab is not on notebooks/",
  );
  const session = await fetch(`${base}/api/kernels?token=${token}`, { method: "POST", body: '{"name":"taipan"}' });
  assert.is(session.status, 201);
  // Ctrl-C in a terminal goes to the whole group.
  process.kill(-start.child.pid!, "SIGINT");
  await start.ended;
  assert.equal(leftBehind(), []);
  assert.not.ok(existsSync(join(environment.HOME!, ".local")), "the home folder is used");
});

withJupyter("a signal to npm alone ends it too", async () => {
  const start = npmStart();
  await start.says(/JupyterLab is at/);
  start.child.kill("SIGTERM");
  await start.ended;
  assert.equal(leftBehind(), []);
});

/** Small: whether those that come with the package run is test/notebooks.test.ts's subject. */
const sources = [
  'import { grid, type Grid } from "taipan"; const u = grid([300, 300], { fill: (i, j) => i * j }), out = grid([300, 300]);',
  "%%stencil\nfunction cross(u: Grid, out: Grid) {\n  for (const p of out.interior()) out[p] = u.at(p, 1, 0) + u.at(p, 0, 1);\n}",
  "cross(u, out); 'the sum is ' + out[2 * 300 + 3]",
];

withJupyter("NOTEBOOK --execute leaves the executed notebook and a page", async () => {
  const path = join(clone, "notebooks", "small.ipynb");
  const page = join(clone, "notebooks", "small.html");
  const cells = sources.map((source, i) => ({
    ...{ cell_type: "code", id: `cell-${i}`, execution_count: null, metadata: {}, outputs: [], source },
  }));
  const kernelspec = { name: "taipan", display_name: "TypeScript (Taipan)", language: "typescript" };
  writeFileSync(path, JSON.stringify({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }));
  const start = npmStart("notebooks/small.ipynb", "--execute");
  assert.is(await start.ended, 0, start.text());
  assert.match(start.text(), `taipan: executed notebook: ${path}`);
  assert.match(start.text(), `taipan: page: ${page}`);
  for (const file of [path, page]) assert.match(readFileSync(file, "utf8"), /the sum is 17/);
  assert.match(readFileSync(page, "utf8"), /<html/);
  assert.equal(leftBehind(), []);
});

test("a notebook that is not there is said to be missing", async () => {
  const start = npmStart("notebooks/none.ipynb", "--execute");
  assert.is(await start.ended, 2);
  assert.match(start.text(), /there is no notebook .*none\.ipynb/);
});

test.run();
