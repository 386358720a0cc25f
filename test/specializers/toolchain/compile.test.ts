// Compilers as they are, missing, broken, failing and hanging: a result every time, never an exception.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { openCache } from "../../../specializers/cache/index.ts";
import { type CompileResult, compile, compileSync } from "../../../specializers/toolchain/compile.ts";
import { findToolchain } from "../../../specializers/toolchain/compilers.ts";
import { skip } from "../../support/skip.ts";
import { temporaryFolder } from "../../support/temp.ts";
import { noCompiler, testCache } from "../runtime/compiled.ts";
import { kernelOf } from "../runtime/kernels.ts";
import { fakeCompiler, onlyCompiler, realGcc, whenCompiling } from "./fakes.ts";

const cache = testCache();
const kernel = kernelOf("right");
const missing = noCompiler(cache);

const withCompiler = (name: string, body: () => void | Promise<void>): void => {
  if (missing === undefined) test(name, body);
  else skip(test, name, missing);
};
const withGcc = (name: string, body: () => void | Promise<void>): void => {
  if (realGcc !== undefined) test(name, body);
  else skip(test, name, "no gcc on PATH");
};

const both = async (request: Parameters<typeof compile>[0], look: (result: CompileResult) => void): Promise<void> => {
  look(compileSync(request));
  look(await compile(request));
};

withCompiler("every compiler makes a library, once", async () => {
  for (const { name, version } of findToolchain(cache).compilers) {
    const first = compileSync({ kernel, compiler: name, cache });
    assert.ok(first.ok, first.log);
    if (!first.ok) return;
    assert.not.ok(first.cached);
    assert.is(first.compiler, version);
    assert.ok(existsSync(first.library));
    const again = await compile({ kernel, compiler: name, cache });
    assert.ok(again.ok && again.cached && again.library === first.library && again.seconds === first.seconds);
  }
});

withCompiler("flags, exactness and templates make another library", () => {
  const requests = [
    { kernel, compiler: undefined, cache },
    { kernel: { ...kernel, flags: ["-DANY"] }, compiler: undefined, cache },
    { kernel: { ...kernel, exact: true }, compiler: undefined, cache },
    { kernel, compiler: undefined, cache, templates: "2" },
  ];
  const keys = requests.map(compileSync).map((result) => (result.ok ? result.key : result.log));
  assert.is(new Set(keys).size, requests.length);
  const exact = compileSync(requests[2]!);
  assert.ok(exact.ok && exact.flags.includes("-ffp-contract=off"));
});

withCompiler("a source that does not compile: the log, and the line", () =>
  both({ kernel: kernelOf("does not compile"), compiler: undefined, cache }, (result) => {
    assert.not.ok(result.ok);
    if (result.ok) return;
    assert.is(result.kind, "error");
    assert.match(result.log, /kernel\.c:\d+:\d+: error:/);
    const line = kernelOf("does not compile").source.split("\n")[(result.at ?? 0) - 1];
    assert.is(line?.trim(), "this is not C;");
  }),
);

withCompiler("a name that nobody defines is an error of the linker, not a crash later", () => {
  const result = compileSync({
    kernel: { ...kernel, source: "extern int nowhere(void);\nint taipan_run(void) { return nowhere(); }\n" },
    compiler: undefined,
    cache,
  });
  assert.not.ok(result.ok);
  if (!result.ok) assert.match(result.log, /nowhere/);
});

test("no compiler on PATH: a result that says what to install", () =>
  both({ kernel, compiler: undefined, cache, path: temporaryFolder("empty") }, (result) => {
    assert.not.ok(result.ok);
    if (result.ok) return;
    assert.is(result.kind, "missing");
    assert.match(result.log, /No C compiler was found on PATH.*apt install gcc/);
  }));

test("a compiler that was not asked for by a known name is missing", () => {
  const result = compileSync({ kernel, compiler: "tcc", cache });
  assert.ok(!result.ok && result.kind === "missing" && /^tcc was not found on PATH/.test(result.log));
});

withGcc("a compiler that fails: its words", () =>
  both(
    {
      kernel,
      compiler: "gcc",
      cache: testCache(),
      path: fakeCompiler(whenCompiling("echo 'cc1: out of patience' >&2; exit 4")),
    },
    (result) => {
      assert.not.ok(result.ok);
      if (result.ok) return;
      assert.is(result.kind, "error");
      assert.is(result.log, "cc1: out of patience\n");
      assert.is(result.at, undefined);
    },
  ),
);

withGcc("a compiler that hangs is killed with its children, and nothing is left of it", async () => {
  const folder = temporaryFolder("pids");
  const path = fakeCompiler(
    whenCompiling(`sleep 1000 & echo $! >> '${folder}/pids'; echo $$ >> '${folder}/pids'; wait`),
  );
  await both({ kernel, compiler: "gcc", cache: testCache(), path, limitSeconds: 0.5 }, (result) => {
    assert.not.ok(result.ok);
    if (!result.ok) assert.is(result.kind, "timeout");
  });
  const pids = readFileSync(join(folder, "pids"), "utf8").trim().split("\n").map(Number);
  assert.is(pids.length, 4);
  await Promise.all(pids.map(gone));
  assert.equal(
    readdirSync(tmpdir()).filter((name) => name.startsWith(`taipan-${process.pid}-build`)),
    [],
  );
});

withGcc("an aborted compile rejects, and its compiler is killed", async () => {
  const folder = temporaryFolder("pids");
  const controller = new AbortController();
  const path = fakeCompiler(whenCompiling(`echo $$ > '${folder}/pid'; exec sleep 1000`));
  const compiling = compile({ kernel, compiler: "gcc", cache: testCache(), path }, { signal: controller.signal });
  while (!existsSync(join(folder, "pid")) || readFileSync(join(folder, "pid"), "utf8") === "")
    await new Promise((resolve) => setTimeout(resolve, 5));
  controller.abort(new Error("enough"));
  let message = "";
  await compiling.catch((error: Error) => {
    message = error.message;
  });
  assert.is(message, "enough");
  await gone(Number(readFileSync(join(folder, "pid"), "utf8")));
});

test("a compiler that does not work is left out, with a note", () => {
  const { compilers, notes } = findToolchain(
    testCache(),
    fakeCompiler("echo 'gcc: installation is broken' >&2; exit 1"),
  );
  assert.equal(compilers, []);
  assert.match(notes.join("\n"), /gcc is left out: gcc: installation is broken/);
});

withGcc("who the compilers are is asked once, for all processes", () => {
  const folder = temporaryFolder("count");
  const path = fakeCompiler(`echo x >> '${folder}/calls'; exec "$REAL" "$@"`);
  const root = join(temporaryFolder("cache"), "taipan");
  const first = findToolchain(openCache(root), path);
  const calls = readFileSync(join(folder, "calls"), "utf8").length;
  assert.ok(calls > 0);
  // Another root for the same folder: this process remembers nothing of it.
  const again = findToolchain({ ...openCache(root), root: `${root}/.` }, path);
  assert.equal(again, first);
  assert.is(readFileSync(join(folder, "calls"), "utf8").length, calls);
});

withGcc("a compiler that was replaced is asked again", () => {
  const path = fakeCompiler('exec "$REAL" "$@"');
  const root = join(temporaryFolder("cache"), "taipan");
  assert.is(findToolchain(openCache(root), path).compilers.length, 1);
  writeFileSync(join(path, "gcc"), "#!/bin/sh\nexit 1\n");
  assert.is(findToolchain({ ...openCache(root), root: `${root}/.` }, path).compilers.length, 0);
});

withGcc("clang stays out where its OpenMP runtime is missing, and gcc serves alone", () => {
  const path = onlyCompiler("gcc");
  const { compilers, openmp } = findToolchain(testCache(), path);
  assert.equal(
    compilers.map(({ name }) => name),
    ["gcc"],
  );
  assert.is.not(openmp.kind, "none");
});

test("a full or read-only temporary folder is an error, not an exception", () => {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = "/nonexistent";
  try {
    const result = compileSync({ kernel: { ...kernel, flags: ["-DNEW"] }, compiler: undefined, cache });
    assert.not.ok(result.ok);
    if (!result.ok && missing === undefined) assert.match(result.log, /ENOENT/);
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
});

/** Waits until a process is gone, or a zombie that nobody here can wait for. */
const gone = async (pid: number): Promise<void> => {
  for (;;) {
    try {
      if (/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"))) return;
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

test.run();
