// The suite's own bookkeeping: an unnoticed failure here would hide all others.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { allowedInCi, plan, read } from "./results.ts";

const totals = (total: number, passed: number, skipped: number): string =>
  `  Total:     ${total}\n  Passed:    ${passed}\n  Skipped:   ${skipped}\n  Duration:  1.00ms\n\n`;

test("a file that passes", () => {
  const result = read("a", `• •   (2 / 2)\n\n${totals(2, 2, 0)}`, 0, 1);
  assert.equal([result.passed, result.failures, result.skips], [2, [], []]);
});

test("colours don't hide the figures", () => {
  const result = read("a", "\n  Total:     3\n\u001b[32m  Passed:    3\u001b[39m\n  Skipped:   0\n", 0, 1);
  assert.equal([result.passed, result.failures], [3, []]);
});

test("each failed test is counted by name", () => {
  const output = `✘ ✘   (0 / 2)\n\n   FAIL  "one"\n    x\n\n   FAIL  "two"\n    y\n\n${totals(2, 0, 0)}`;
  assert.equal(read("a", output, 1, 1).failures, ['"one"', '"two"']);
});

test("a bad exit code without a failed test is a failure", () => {
  assert.equal(read("a", totals(1, 1, 0), 1, 1).failures, ["ended with 1"]);
  assert.equal(read("a", totals(1, 1, 0), "SIGSEGV", 1).failures, ["ended with SIGSEGV"]);
});

test("no output, or no test at all, is a failure", () => {
  assert.equal(read("a", "", 0, 1).failures, ["ran no test"]);
  assert.equal(read("a", totals(0, 0, 0), 0, 1).failures, ["ran no test"]);
});

test("a skip needs its reason", () => {
  const with_ = read("a", `SKIP f on the GPU: no GPU\n${totals(0, 0, 1)}`, 0, 1);
  assert.equal([with_.skips, with_.failures], [[{ name: "f on the GPU", reason: "no GPU" }], []]);
  assert.equal(read("a", totals(1, 1, 1), 0, 1).failures, ["1 skipped, but 0 with a reason"]);
});

test("in CI only a GPU or nvcc may be missing", () => {
  assert.ok(allowedInCi({ name: "x", reason: "no nvcc on PATH" }));
  assert.ok(allowedInCi({ name: "x", reason: "this machine has no GPU" }));
  assert.not.ok(allowedInCi({ name: "x", reason: "no chromium on PATH" }));
});

test("a file's comments say how it runs", () => {
  assert.equal(plan("a", "a.js", "// What is tested.\n// Runs alone: it measures.\n// Time limit: 300 s\n"), {
    name: "a",
    script: "a.js",
    alone: true,
    limitSeconds: 300,
  });
  assert.equal(plan("a", "a.js", "// What is tested.\n").alone, false);
});

test.run();
