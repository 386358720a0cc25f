// Arrays start where vector loads and huge pages want them.
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { bytesOf, type DType } from "../../../specializers/ir/dtype.ts";
import { allocate } from "../../../specializers/runtime/memory.ts";
import { koffi } from "../../../specializers/runtime/native.ts";
import { skip } from "../../support/skip.ts";

const dtypes: readonly DType[] = ["f64", "f32", "i32", "u8"];

test("every array starts at a multiple of 64 bytes and holds zeros", () => {
  for (const dtype of dtypes) {
    for (const length of [0, 1, 7, 64, 1000, 12_345, 300_000]) {
      const array = allocate(dtype, length);
      assert.is(array.length, length);
      assert.is(array.BYTES_PER_ELEMENT, bytesOf[dtype]);
      assert.ok(array.every((value) => value === 0));
      if (length > 0) assert.is(koffi().address(array) % 64n, 0n, `${dtype} ${length}`);
    }
  }
});

test("large arrays start in the first page of a huge one, four lines or more from the seven before, also across half a page", () => {
  const starts = Array.from({ length: 16 }, (_, i) => {
    const address = koffi().address(allocate("f64", i % 2 === 0 ? 1 << 19 : 1_000_003));
    return Number(address % (2n << 20n));
  });
  for (const [i, start] of starts.entries()) {
    assert.ok(start < 4096 && start % 64 === 0, String(start));
    for (const before of starts.slice(Math.max(0, i - 7), i)) {
      const apart = Math.abs(start - before) % 2048;
      assert.ok(Math.min(apart, 2048 - apart) >= 256, `${start} after ${before}`);
    }
  }
});

test("two arrays share no buffer", () => {
  assert.is.not(allocate("f64", 4).buffer, allocate("f64", 4).buffer);
});

test("an array that is too large is a RangeError that says how large it would be", () => {
  assert.throws(
    () => allocate("f64", 2 ** 50),
    (error: unknown) =>
      error instanceof RangeError &&
      /no room for an array of 9,007,199,254,740,992 bytes \(9007199\.3 GB\)/.test(error.message),
  );
});

const pages = (() => {
  try {
    return readFileSync("/sys/kernel/mm/transparent_hugepage/enabled", "utf8");
  } catch {
    return "";
  }
})();

const hugeBytes = (): number =>
  [...readFileSync("/proc/self/smaps", "utf8").matchAll(/^AnonHugePages:\s+(\d+) kB$/gm)].reduce(
    (sum, [, kilobytes]) => sum + Number(kilobytes),
    0,
  );

if (/\[(madvise|always)\]/.test(pages)) {
  test("a large array asks for huge pages before it is touched", () => {
    const flags = (): number => [...readFileSync("/proc/self/smaps", "utf8").matchAll(/^VmFlags:.*\bhg\b/gm)].length;
    const before = flags();
    const array = allocate("f64", 4 << 20).fill(1);
    assert.ok(flags() > before || hugeBytes() > 0);
    assert.is(array[0], 1);
  });
} else
  skip(test, "a large array asks for huge pages before it is touched", "this system gives no huge pages on request");

test.run();
