// The machine's facts, read from samples of other machines' system files.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { machine, readMachine } from "../../../specializers/toolchain/machine.ts";
import { temporaryFolder } from "../../support/temp.ts";

const systemOf = (files: Readonly<Record<string, string>>): string => {
  const root = temporaryFolder("system");
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
};

const cache = (index: number, level: number, kind: string, size: string): Readonly<Record<string, string>> => ({
  [`sys/devices/system/cpu/cpu0/cache/index${index}/level`]: `${level}\n`,
  [`sys/devices/system/cpu/cpu0/cache/index${index}/type`]: `${kind}\n`,
  [`sys/devices/system/cpu/cpu0/cache/index${index}/size`]: `${size}\n`,
});

const x86 = (flags: string): string =>
  `processor\t: 0\nmodel name\t: Some CPU @ 3 GHz\nflags\t\t: fpu sse2 ${flags}\n\nprocessor\t: 1\n`;

test("an x86 machine with AVX-512", () => {
  const root = systemOf({
    "proc/cpuinfo": x86("avx avx2 avx512f"),
    ...cache(0, 1, "Data", "32K"),
    ...cache(1, 1, "Instruction", "64K"),
    ...cache(2, 2, "Unified", "1024K"),
    ...cache(3, 3, "Unified", "32M"),
  });
  const facts = readMachine({ root, parallelism: 8 });
  assert.is(facts.cpu, "Some CPU @ 3 GHz");
  assert.is(facts.cores, 8);
  assert.is(facts.vectorBytes, 64);
  assert.is(facts.lastLevelCacheBytes, 32 << 20);
  assert.equal(
    facts.caches.map(({ level, bytes }) => [level, bytes]),
    [
      [1, 32 << 10],
      [1, 64 << 10],
      [2, 1 << 20],
      [3, 32 << 20],
    ],
  );
});

test("narrower vectors, and ARM", () => {
  const widthOf = (files: Readonly<Record<string, string>>): number =>
    readMachine({ root: systemOf(files), parallelism: 1 }).vectorBytes;
  assert.is(widthOf({ "proc/cpuinfo": x86("avx avx2") }), 32);
  assert.is(widthOf({ "proc/cpuinfo": x86("") }), 16);
  assert.is(widthOf({ "proc/cpuinfo": "processor\t: 0\nFeatures\t: fp asimd\nCPU implementer\t: 0x41\n" }), 16);
  assert.is(
    widthOf({ "proc/cpuinfo": "Features\t: fp asimd sve\n", "proc/sys/abi/sve_default_vector_length": "32\n" }),
    32,
  );
  assert.is(widthOf({}), 16);
});

test("a container's quota bounds the cores, at whatever level it stands", () => {
  const coresOf = (files: Readonly<Record<string, string>>): number =>
    readMachine({ root: systemOf(files), parallelism: 16 }).cores;
  assert.is(coresOf({}), 16);
  const own = { "proc/self/cgroup": "0::/user/app\n" };
  assert.is(coresOf({ ...own, "sys/fs/cgroup/user/app/cpu.max": "max 100000\n" }), 16);
  assert.is(coresOf({ ...own, "sys/fs/cgroup/user/app/cpu.max": "250000 100000\n" }), 3);
  assert.is(
    coresOf({
      ...own,
      "sys/fs/cgroup/user/cpu.max": "200000 100000\n",
      "sys/fs/cgroup/user/app/cpu.max": "max 100000\n",
    }),
    2,
  );
  assert.is(coresOf({ ...own, "sys/fs/cgroup/cpu.max": "50000 100000\n" }), 1);
  const old = { "proc/self/cgroup": "4:cpu,cpuacct:/docker/x\n" };
  const folder = "sys/fs/cgroup/cpu,cpuacct/docker/x";
  assert.is(
    coresOf({ ...old, [`${folder}/cpu.cfs_quota_us`]: "400000\n", [`${folder}/cpu.cfs_period_us`]: "100000\n" }),
    4,
  );
  assert.is(
    coresOf({ ...old, [`${folder}/cpu.cfs_quota_us`]: "-1\n", [`${folder}/cpu.cfs_period_us`]: "100000\n" }),
    16,
  );
});

test("keys change with what they stand for", () => {
  const keys = (flags: string, parallelism: number) =>
    readMachine({ root: systemOf({ "proc/cpuinfo": x86(flags) }), parallelism });
  assert.is(keys("avx", 2).key, keys("avx", 2).key);
  assert.is.not(keys("avx", 2).key, keys("avx", 4).key);
  assert.is(keys("avx", 2).cpuKey, keys("avx", 4).cpuKey);
  assert.is.not(keys("avx", 2).cpuKey, keys("avx avx2", 2).cpuKey);
});

test("this machine has a core, a vector and a cache", () => {
  const facts = machine();
  assert.ok(facts.cores >= 1 && facts.vectorBytes >= 16 && facts.lastLevelCacheBytes > 0 && facts.cpu !== "");
  assert.is(machine(), facts);
});

test.run();
