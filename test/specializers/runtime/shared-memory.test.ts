// Memory that a child process inherits by its descriptor.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createSharedMemory, mapSharedMemory } from "../../../specializers/runtime/shared-memory.ts";

test("what a child writes is seen here, and the other way round", () => {
  const memory = createSharedMemory(8192);
  const words = new Int32Array(memory.buffer);
  words[1000] = 41;
  const module = new URL("../../../specializers/runtime/shared-memory.js", import.meta.url).href;
  const ran = spawnSync(
    process.execPath,
    [
      "--input-type=module",
      "-e",
      `const { mapSharedMemory } = await import(${JSON.stringify(module)}); new Int32Array(mapSharedMemory(3, 8192).buffer)[1000]++;`,
    ],
    { stdio: ["ignore", "inherit", "inherit", memory.descriptor] },
  );
  assert.is(ran.status, 0);
  assert.is(words[1000], 42);
  memory.close();
});

test("new memory is zero, and its descriptor is closed with it", () => {
  const memory = createSharedMemory(4096);
  assert.ok(new Uint8Array(memory.buffer).every((byte) => byte === 0));
  assert.ok(existsSync(`/proc/self/fd/${memory.descriptor}`));
  memory.close();
  memory.close();
  assert.not.ok(existsSync(`/proc/self/fd/${memory.descriptor}`));
});

test("no room is a RangeError", () => {
  assert.throws(
    () => createSharedMemory(2 ** 60),
    (error: unknown) => error instanceof RangeError,
  );
});

test("a descriptor that can't be mapped is a RangeError", () => {
  assert.throws(
    () => mapSharedMemory(-1, 4096),
    (error: unknown) => error instanceof RangeError,
  );
});

test.run();
