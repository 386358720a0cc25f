// What a user sees when the machine is not as it should be: every call gives the right answer, and the card says what happened.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { temporaryFolder } from "../support/temp.ts";

const test = suite("machine");

/** A stencil on a grid large enough for native code, in a process with this environment. */
const script = (tuneSeconds: number, options = {}) => `
const { grid, specialize } = await import(${JSON.stringify(new URL("../../specializers/index.js", import.meta.url).href)});
const f = specialize.stencil(function blur(u, out) {
  for (const p of out.interior()) out[p] = (u.at(p, 1, 0) + u.at(p, -1, 0) + u.at(p, 0, 1) + u.at(p, 0, -1)) / 4;
}, ${JSON.stringify(options)});
const u = grid([200, 210], { fill: (i, j) => Math.sin(i * j) });
const [out, wanted] = [grid([200, 210]), grid([200, 210])];
f.reference(u, wanted);
const started = performance.now();
f(u, out);
const seconds = (performance.now() - started) / 1000;
const right = out.every((value, i) => Math.abs(value - wanted[i]) <= 1e-15);
if (${tuneSeconds} > 0) await f.tune([u, out], { seconds: ${tuneSeconds} });
out.fill(0);
f(u, out);
const rightAfter = out.every((value, i) => Math.abs(value - wanted[i]) <= 1e-15);
console.log(JSON.stringify({ right, rightAfter, seconds, report: f.report(), text: f.explain().text }));
`;

interface Outcome {
  readonly right: boolean;
  readonly rightAfter: boolean;
  readonly seconds: number;
  readonly report: {
    readonly final: boolean;
    readonly best: { readonly target: string } | null;
    readonly variants: readonly { readonly status: string }[];
  };
  readonly text: string;
}

function run(environment: NodeJS.ProcessEnv, tuneSeconds = 0, options = {}): Outcome {
  const text = script(tuneSeconds, options);
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", text], {
    env: { ...process.env, ...environment },
    encoding: "utf8",
    timeout: 120_000,
  });
  assert.is(status, 0, stderr);
  return JSON.parse(stdout) as Outcome;
}

/** A folder with a `gcc` that knows who it is; `compile` is what it does when it is asked for an object. */
function fakeCompiler(compile: string): string {
  const folder = temporaryFolder("path");
  const text = `#!/bin/sh\ncase "$*" in *" -v "*) echo "gcc version 12.0.0 (fake)" >&2; exit 0;; esac\n${compile}\n`;
  writeFileSync(join(folder, "gcc"), text);
  chmodSync(join(folder, "gcc"), 0o755);
  return folder;
}

test("no compiler on PATH: the js target serves, and the note says what to install", () => {
  const { right, text } = run({ PATH: "/nonexistent", XDG_CACHE_HOME: temporaryFolder("cache") });
  assert.ok(right);
  assert.match(text, /js target/);
  assert.match(text, /apt install gcc/);
});

test("a compiler that fails: the js target serves, with the compiler's words", () => {
  const { right, text } = run({
    PATH: fakeCompiler('echo "kernel.c:1: error: no room" >&2; exit 1'),
    XDG_CACHE_HOME: temporaryFolder("cache"),
  });
  assert.ok(right);
  assert.match(text, /no room/);
});

test("a compiler that fails where only its target was asked for: TypeScript runs, the compiler's words say why, once", () => {
  const file = join(temporaryFolder("count"), "compiled");
  const { right, rightAfter, text } = run(
    {
      PATH: fakeCompiler(`echo "$*" >> '${file}'; echo "kernel.c:1: error: no room" >&2; exit 1`),
      XDG_CACHE_HOME: temporaryFolder("cache"),
    },
    0,
    { targets: ["openmp"] },
  );
  assert.ok(right && rightAfter);
  assert.match(text, /CALL_TARGETS.*\(openmp\).*: gcc: kernel\.c:1: error: no room/s);
  assert.is(readFileSync(file, "utf8").match(/ kernel\.c /g)?.length, 1);
});

test("a compiler that hangs is stopped, and the js target serves", () => {
  const { right, seconds } = run({
    PATH: fakeCompiler("exec /bin/sleep 100"),
    XDG_CACHE_HOME: temporaryFolder("cache"),
  });
  assert.ok(right);
  assert.ok(seconds < 60, `the call took ${seconds} s`);
});

test("no cache can be made: everything works for as long as the process lives", () => {
  const file = join(temporaryFolder("cache"), "file");
  writeFileSync(file, "");
  const { right, text } = run({ XDG_CACHE_HOME: file });
  assert.ok(right);
  assert.match(text, /cache/i);
});

test("a cache that others can write is not used", () => {
  const root = temporaryFolder("cache");
  mkdirSync(join(root, "taipan"));
  chmodSync(join(root, "taipan"), 0o777);
  const { right, text } = run({ XDG_CACHE_HOME: root });
  assert.ok(right);
  assert.match(text, /cache is not used/i);
  assert.equal(readdirSync(join(root, "taipan")), []);
});

test("damaged artifacts and records count as absent", () => {
  const root = temporaryFolder("cache");
  assert.ok(run({ XDG_CACHE_HOME: root }).right);
  let damaged = 0;
  for (const entry of readdirSync(root, { recursive: true, encoding: "utf8" })) {
    const path = join(root, entry);
    if (!statSync(path).isFile()) continue;
    writeFileSync(path, "garbage");
    damaged++;
  }
  assert.ok(damaged > 2);
  assert.ok(run({ XDG_CACHE_HOME: root }).right);
});

test("two processes tune the same function on one cache at once", async () => {
  const { spawn } = await import("node:child_process");
  const root = temporaryFolder("cache");
  const one = () =>
    new Promise<Outcome>((resolve, reject) => {
      const child = spawn(process.execPath, ["--input-type=module", "-e", script(3)], {
        env: { ...process.env, XDG_CACHE_HOME: root },
        stdio: ["ignore", "pipe", "inherit"],
      });
      let text = "";
      child.stdout.on("data", (chunk) => {
        text += chunk;
      });
      child.on("exit", (status) =>
        status === 0 ? resolve(JSON.parse(text) as Outcome) : reject(new Error(`exit ${status}`)),
      );
    });
  for (const { right, rightAfter, report } of await Promise.all([one(), one()])) {
    assert.ok(right && rightAfter);
    assert.ok(report.best !== null);
    assert.is(report.variants.filter(({ status }) => status === "wrong" || status === "crash").length, 0);
  }
  assert.ok(run({ XDG_CACHE_HOME: root }).rightAfter);
});

test.run();
