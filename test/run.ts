// The whole suite: every test file in a process and a temporary folder of its own, two at a time; the last line is
// `N passed, N failed, N skipped`. Arguments are parts of names: `npm test -- kernel/wire images`. With `--every-node`
// what depends on Node's version runs once more on each of the other versions that are supported.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dependsOnNode, type NodeVersion, nodeVersion, otherNodes, pathWith } from "./support/node-versions.ts";
import { allowedInCi, plan, type Result, read, type TestFile } from "./support/results.ts";
import { packageRoot } from "./support/root.ts";

const compiled = join(packageRoot, "dist", "test");
const options = process.argv.slice(2).filter((argument) => argument.startsWith("--"));
const filters = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const unknownOption = options.find((option) => option !== "--every-node");
if (unknownOption !== undefined) throw new Error(`unknown option ${unknownOption}; there is --every-node`);
const strict = Boolean(process.env.CI) || process.env.TAIPAN_NO_SKIPS === "1";
const folder = mkdtempSync(join(tmpdir(), "taipan-run-"));
const running = new Set<number>();
/** How long a process that a test started may outlive it. */
const graceSeconds = 5;

const stop = (pid: number, signal: NodeJS.Signals = "SIGKILL"): void => {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone: what was wanted.
  }
};

const removeFolder = (path: string): void => rmSync(path, { recursive: true, force: true, maxRetries: 5 });

let folders = 0;
const execute = (file: TestFile, node: NodeVersion | undefined): Promise<Result> =>
  new Promise((resolve) => {
    const temporary = join(folder, String(++folders));
    mkdirSync(temporary);
    const start = performance.now();
    // A group of its own, so that what a test leaves running ends with it.
    const child = spawn(node?.program ?? process.execPath, ["--enable-source-maps", file.script], {
      cwd: packageRoot,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        ...(node && { PATH: pathWith(node) }),
        TMPDIR: temporary,
        XDG_CACHE_HOME: join(temporary, "cache"),
        FORCE_COLOR: "0",
      },
    });
    const { pid } = child;
    if (pid !== undefined) running.add(pid);
    let output = "";
    let ended: string | undefined;
    const collect = (text: string): void => {
      output += text;
    };
    child.stdout.setEncoding("utf8").on("data", collect);
    child.stderr.setEncoding("utf8").on("data", collect);
    const timer = setTimeout(() => {
      ended = `no end within ${file.limitSeconds} s`;
      if (pid === undefined) return;
      // A test may have processes in groups of their own: it is asked first, so that it can end them.
      stop(pid, "SIGTERM");
      setTimeout(() => stop(pid), graceSeconds * 1000).unref();
    }, file.limitSeconds * 1000);
    let letGo: NodeJS.Timeout | undefined;
    child.on("exit", () => {
      if (pid !== undefined) stop(pid);
      // A process outside of the group may hold the pipes open: that it outlives its test is a failure.
      letGo = setTimeout(() => {
        ended ??= "processes left behind";
        child.stdout.destroy();
        child.stderr.destroy();
      }, graceSeconds * 1000);
    });
    child.on("error", (error) => collect(`${error.message}\n`));
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      clearTimeout(letGo);
      if (pid !== undefined) running.delete(pid);
      removeFolder(temporary);
      const name = node === undefined ? file.name : `${node.label}: ${file.name}`;
      resolve(read(name, output, ended ?? signal ?? code ?? "no process", (performance.now() - start) / 1000));
    });
  });

const report = (result: Result): void => {
  const bad = result.failures.length > 0;
  const counts = `${result.passed} passed${result.skips.length > 0 ? `, ${result.skips.length} skipped` : ""}`;
  console.log(`${bad ? "FAIL" : "ok  "} ${result.name.padEnd(52)} ${counts}, ${result.seconds.toFixed(1)} s`);
  for (const skip of result.skips) console.log(`     SKIP ${skip.name}: ${skip.reason}`);
  if (!bad) return;
  console.log(result.output.trimEnd().replace(/^/gm, "     | "));
  for (const failure of result.failures) console.log(`     ${failure}`);
};

const results: Result[] = [];

interface Run {
  readonly file: TestFile;
  readonly node: NodeVersion | undefined;
}

const runSome = async (runs: readonly Run[], atOnce: number): Promise<void> => {
  const waiting = [...runs];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const result = await execute(next.file, next.node);
      if (strict)
        for (const skip of result.skips)
          if (!allowedInCi(skip)) result.failures.push(`"${skip.name}" may not be skipped in CI: ${skip.reason}`);
      results.push(result);
      report(result);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
};

/** More at once would take tests that wait for the answer of a process past what they grant it. */
const atOnce = 2;

const runAll = async (runs: readonly Run[]): Promise<void> => {
  await runSome(
    runs.filter(({ file }) => !file.alone),
    atOnce,
  );
  await runSome(
    runs.filter(({ file }) => file.alone),
    1,
  );
};

/** Undefined, and a failure, where it can't be installed. */
const installed = (version: string): NodeVersion | undefined => {
  try {
    return nodeVersion(version);
  } catch (error) {
    const result = read(`Node ${version}`, (error as Error).message, "no installation", 0);
    results.push(result);
    report(result);
    return undefined;
  }
};

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => {
    for (const pid of running) stop(pid);
    removeFolder(folder);
    process.exit(130);
  });

const files = readdirSync(compiled, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".test.js"))
  .map((path) => path.replaceAll("\\", "/").slice(0, -".js".length))
  .filter((name) => filters.length === 0 || filters.some((part) => name.includes(part)))
  .sort()
  .map((name) =>
    plan(name, join(compiled, `${name}.js`), readFileSync(join(packageRoot, "test", `${name}.ts`), "utf8")),
  );

try {
  const others = options.includes("--every-node") ? otherNodes().map(installed) : [];
  const dependent = files.filter((file) => dependsOnNode(file.name));
  await runAll([
    ...files.map((file) => ({ file, node: undefined })),
    ...others.flatMap((node) => (node === undefined ? [] : dependent.map((file) => ({ file, node })))),
  ]);
} finally {
  removeFolder(folder);
}

const sum = (of: (result: Result) => number): number => results.reduce((total, result) => total + of(result), 0);
const failed = sum((result) => result.failures.length);
if (failed > 0 || results.length === 0) {
  process.exitCode = 1;
  console.log(`\n${results.length === 0 ? "No test file has such a name." : "Failed:"}`);
  for (const result of results) for (const failure of result.failures) console.log(`  ${result.name}: ${failure}`);
}
console.log(
  `\n${sum((result) => result.passed)} passed, ${failed} failed, ${sum((result) => result.skips.length)} skipped`,
);
