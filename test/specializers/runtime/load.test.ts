// Compiled code in this process: calls, the cancel word, several compilers' code side by side.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { loadKernel } from "../../../specializers/runtime/load.ts";
import { compare } from "../../../specializers/runtime/trial/verify.ts";
import { findToolchain } from "../../../specializers/toolchain/compilers.ts";
import { skip } from "../../support/skip.ts";
import { codeOf, noCompiler, testCache } from "./compiled.ts";
import { checkOf, kernelOf, parameters, rowSums } from "./kernels.ts";

const cache = testCache();
const missing = noCompiler(cache);
const cancel = () => new Int32Array(new SharedArrayBuffer(4));

const load = (flavour: Parameters<typeof kernelOf>[0], extents?: readonly number[], compiler?: string) => {
  const code = codeOf(cache, kernelOf(flavour, extents), compiler);
  if (code.language !== "c") throw new Error("not native");
  return { library: code.library, ...loadKernel(code.library, parameters) };
};

const native = (name: string, body: () => void | Promise<void>): void => {
  if (missing === undefined) test(name, body);
  else skip(test, name, missing);
};

native("run has its shape compiled in, any takes it", () => {
  const { run, any } = load("right", [5, 7]);
  const { before, after } = checkOf([5, 7]);
  const first = before.out!.slice();
  assert.is(run(before.u!, first, 0.5, cancel()), 0);
  assert.is(compare(first, after.out!, 0, true).index, -1);
  const other = checkOf([9, 4]);
  const second = other.before.out!.slice();
  assert.is(any(BigInt64Array.of(9n, 4n), other.before.u!, second, 0.5, cancel()), 0);
  assert.is(compare(second, other.after.out!, 0, true).index, -1);
});

native("a subclass of a typed array is an array", () => {
  class Grid extends Float64Array {}
  const { run } = load("right", [5, 7]);
  const { before } = checkOf([5, 7]);
  const out = new Grid(35);
  run(Grid.from(before.u!), out, 0.5, cancel());
  const expected = new Float64Array(35);
  rowSums(before.u as Float64Array, expected, 0.5, [5, 7]);
  assert.equal(Float64Array.from(out), expected);
});

native("a library is opened once", () => {
  const a = load("right");
  assert.is(loadKernel(a.library, parameters).run, a.run);
});

native("another thread ends a running call by the cancel word", () => {
  const { run } = load("endless, polls");
  const word = cancel();
  const worker = new Worker(
    "const { workerData } = require('worker_threads'); setTimeout(() => Atomics.store(workerData, 0, 1), 50);",
    {
      eval: true,
      workerData: word,
    },
  );
  assert.is(run(new Float64Array(256), new Float64Array(256), 1, word), 1);
  return worker.terminate().then(() => {});
});

native("runAsync works off the event loop", async () => {
  const { runAsync } = load("endless, polls");
  const word = cancel();
  const running = runAsync(new Float64Array(256), new Float64Array(256), 1, word);
  await new Promise((resolve) => setTimeout(resolve, 20));
  word[0] = 1;
  assert.is(await running, 1);
});

native("a library without the entry points is an error", () => {
  assert.throws(() => loadKernel("/nonexistent/kernel.so", parameters));
});

native("all compilers' code shares one OpenMP runtime, and the process ends well", () => {
  const { compilers } = findToolchain(cache);
  const libraries = compilers.map(({ name }) => load("right", [64, 64], name).library);
  const module = new URL("../../../specializers/runtime/load.js", import.meta.url).href;
  const script = `
    import { readFileSync } from "node:fs";
    const { loadKernel } = await import(${JSON.stringify(module)});
    for (const library of ${JSON.stringify(libraries)}) {
      loadKernel(library, ${JSON.stringify(parameters)}).run(new Float64Array(4096), new Float64Array(4096), 1, new Int32Array(1));
    }
    console.log(readFileSync("/proc/self/maps", "utf8").match(/lib(gomp|omp|iomp5)[^/\\n]*/g)?.join("\\n"));`;
  const ran = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  assert.is(ran.status, 0, `${ran.signal} ${ran.stderr}`);
  const runtimes = new Set(
    ran.stdout
      .split("\n")
      .map((line) => /^lib(gomp|omp)/.exec(line)?.[1])
      .filter((name) => name !== undefined),
  );
  assert.ok(runtimes.size <= 1, [...runtimes].join(" and "));
  // The runtime that was linked is the one that the toolchain names.
  const kind = findToolchain(cache).openmp.kind;
  if (kind !== "none") assert.equal([...runtimes], [kind.slice(3)]);
  assert.ok(readFileSync(libraries[0]!).length > 0);
});

test.run();
