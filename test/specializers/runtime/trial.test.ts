// Verification in a process of its own: right kernels pass, each kind of wrong one is caught and named.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { allocateGuarded } from "../../../specializers/runtime/trial/guarded.ts";
import { measure } from "../../../specializers/runtime/trial/sample.ts";
import { compare, describeMistake } from "../../../specializers/runtime/trial/verify.ts";
import { verifySync } from "../../../specializers/runtime/trial/verify-sync.ts";
import { skip } from "../../support/skip.ts";
import { codeOf, noCompiler, testCache } from "./compiled.ts";
import { checkOf, checks, type Flavour, javaScriptKernel, kernelOf } from "./kernels.ts";

const cache = testCache();
const missing = noCompiler(cache);

const verdicts: Readonly<Partial<Record<Flavour, RegExp>>> = {
  "wrong at one point": /^wrong at out\[3, 2\]: 1\.8740\d+, expected 1\.8730\d+ \(check 2, 5×7\)$/,
  "missing write": /^wrong at out\[1, 1\]: NaN, expected 1\.9363\d+ \(check 1, 3×3\)$/,
  "out of bounds": /^wrote outside of out: element 12 of 9 \(check 1, 3×3\)$/,
  "before the start": /^wrote outside of out: element -2 of 9 \(check 1, 3×3\)$/,
  "changes its input": /^changed its input at u\[1, 2\]: 7, was 2\.7984\d+ \(check 1, 3×3\)$/,
};

const native = (name: string, body: () => void): void => {
  if (missing === undefined) test(name, body);
  else skip(test, name, missing);
};

native("a right kernel passes, with its largest error", () => {
  const result = verifySync(codeOf(cache, kernelOf("right")), checks, false);
  assert.equal(result, { ok: true, error: 0, bound: 0, shapes: 3 });
});

for (const [flavour, message] of Object.entries(verdicts)) {
  native(`caught: ${flavour}`, () => {
    const result = verifySync(codeOf(cache, kernelOf(flavour as Flavour)), checks, false);
    assert.not.ok(result.ok);
    if (result.ok) return;
    assert.is(result.status, "wrong");
    assert.match(result.why, message);
  });
}

native("a segfault is a crash that says where, and harms nobody", () => {
  const result = verifySync(codeOf(cache, kernelOf("segfault")), checks, false);
  assert.equal(result, { ok: false, status: "crash", why: "crashed: SIGSEGV (check 1, 3×3)", mistake: undefined });
});

native("an endless loop is a timeout", () => {
  const result = verifySync(codeOf(cache, kernelOf("endless loop")), checks, false, 1);
  assert.equal(result, { ok: false, status: "timeout", why: "no result within 1 s", mistake: undefined });
});

native("a library that can't be opened is a crash with the loader's words", () => {
  const code = codeOf(cache, kernelOf("right"));
  const result = verifySync({ ...code, library: "/nonexistent/kernel.so" } as typeof code, checks, false);
  assert.not.ok(result.ok);
  if (!result.ok) assert.match(result.why, /nonexistent/);
});

test("generated JavaScript is verified like C", () => {
  assert.equal(verifySync(codeOf(cache, javaScriptKernel()), checks, true), {
    ok: true,
    error: 0,
    bound: 0,
    shapes: 3,
  });
  const result = verifySync(codeOf(cache, javaScriptKernel(1)), checks, true);
  assert.not.ok(result.ok);
  if (!result.ok) assert.match(result.why, /^wrong at out\[1, 1\]/);
});

test("an error within the bound passes and is reported with it", () => {
  const check = checkOf([3, 3]);
  const loose = { ...check, bound: { out: new Float64Array(9).fill(0.5) } };
  assert.equal(verifySync(codeOf(cache, javaScriptKernel(0.25)), [loose], false), {
    ok: true,
    error: 0.25,
    bound: 0.5,
    shapes: 1,
  });
});

test("compare: NaN and infinities are values, and exact means every bit", () => {
  const a = Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY, 0, 1);
  assert.is(compare(a, a.slice(), 0, true).index, -1);
  assert.is(compare(Float64Array.of(-0), Float64Array.of(0), 0, false).index, -1);
  assert.is(compare(Float64Array.of(-0), Float64Array.of(0), 0, true).index, 0);
  assert.is(compare(Float64Array.of(1, Number.NaN), Float64Array.of(1, 2), 1e9, false).index, 1);
  assert.is(
    compare(Float64Array.of(Number.POSITIVE_INFINITY), Float64Array.of(Number.NEGATIVE_INFINITY), 1, false).index,
    0,
  );
  assert.equal(compare(Float64Array.of(1.25, 2), Float64Array.of(1, 2), Float64Array.of(0.5, 0), false), {
    index: -1,
    error: 0.25,
    bound: 0.5,
  });
  assert.is(compare(Float64Array.of(1.25), Float64Array.of(1), 0.5, true).index, 0);
});

test("guards notice a single byte on either side, and name the element", () => {
  for (const length of [9, 1 << 19]) {
    const guarded = allocateGuarded("f64", length);
    assert.is(guarded.damage(), undefined);
    const bytes = new Uint8Array(guarded.array.buffer);
    const start = guarded.array.byteOffset;
    const spoil = (at: number): void => {
      bytes[at] = bytes[at]! ^ 0xff;
    };
    for (const [offset, element] of [
      [-1, -1],
      [-9, -2],
      [8 * length, length],
      [8 * length + 4000, length + 500],
    ] as const) {
      spoil(start + offset);
      assert.is(guarded.damage(), element);
      guarded.repair();
      assert.is(guarded.damage(), undefined);
    }
  }
});

test("describeMistake gives linear indices where the extents don't fit", () => {
  const mistake = {
    kind: "value",
    parameter: "table",
    index: 3,
    length: 5,
    got: 1,
    expected: 2,
    bound: 0,
    extents: [4, 4, 5],
    check: undefined,
  } as const;
  assert.is(describeMistake(mistake), "wrong at table[3]: 1, expected 2");
});

test("a sample that a stop fell into is taken again", async () => {
  let epoch = 0;
  let runs = 0;
  const result = await measure({
    samples: 3,
    batch: 2,
    settle: 0,
    prepare: () => {},
    run: () => {
      runs++;
      if (runs === 3) setImmediate(() => epoch++);
      return 0;
    },
    epoch: () => epoch,
  });
  assert.is(result.seconds.length, 3);
  assert.is(runs, 8);
  assert.not.ok(result.cancelled);
});

test("calls that settle the caches come before each sample, after what prepares it, and are no part of its time", async () => {
  const log: string[] = [];
  const busy = (milliseconds: number): void => {
    for (const end = performance.now() + milliseconds; performance.now() < end; );
  };
  const { seconds } = await measure({
    samples: 2,
    batch: 1,
    settle: 2,
    prepare: () => log.push("prepare"),
    run: () => {
      log.push("run");
      // the first call after something else is slow
      busy(log.at(-2) === "prepare" ? 50 : 1);
      return 0;
    },
    epoch: () => 0,
  });
  assert.is(log.join(" "), "prepare run run run prepare run run run");
  assert.ok(Math.max(...seconds) < 0.03, seconds.join());
});

test("a cancelled call ends the samples", async () => {
  const result = await measure({ samples: 3, batch: 1, settle: 0, prepare: () => {}, run: () => 1, epoch: () => 0 });
  assert.equal(result, { seconds: [], transfers: [], cancelled: true });
});

test.run();
