// The doctor's findings: what is there, what is missing, and what to do about it.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { openCache } from "../../../specializers/cache/index.ts";
import { writeCeilings } from "../../../specializers/toolchain/ceilings.ts";
import { doctor, doctorCommand, doctorText } from "../../../specializers/toolchain/doctor.ts";
import { machine } from "../../../specializers/toolchain/machine.ts";
import { skip } from "../../support/skip.ts";
import { temporaryFolder } from "../../support/temp.ts";
import { fakeCompiler, realGcc } from "./fakes.ts";

process.env.XDG_CACHE_HOME = temporaryFolder("doctor");

test("nothing on PATH: not well, and every missing thing has a command", async () => {
  const report = await doctor(temporaryFolder("empty"));
  assert.not.ok(report.ok);
  const missing = report.findings.filter(({ state }) => state === "missing");
  assert.equal(
    missing.map(({ what }) => what).filter((what) => what !== "OpenMP"),
    ["gcc", "clang", "CUDA (nvcc)", "MPI (mpicc)"],
  );
  assert.ok(missing.every(({ fix }) => fix !== undefined && fix.length > 5));
  const text = doctorText(report);
  assert.match(text, /^gcc +missing: not on PATH$/m);
  assert.match(text, /^ {2}gcc: .*gcc/m);
  assert.match(text, /No native code here: the js target serves until a C compiler is installed\.\n$/);
});

test("a broken compiler is missing, and why", async () => {
  const report = await doctor(fakeCompiler("echo 'gcc: broken' >&2; exit 1"));
  assert.match(report.findings[0]!.detail, /gcc is left out: gcc: broken/);
});

test("bandwidth is unknown until it was measured", async () => {
  const finding = async () => (await doctor()).findings.find(({ what }) => what === "memory bandwidth");
  assert.is((await finding())?.state, "unknown");
  writeCeilings(openCache(), machine(), {
    format: 1,
    bytesPerSecond: 4e10,
    flopsPerSecond: 1e11,
    copyBytesPerSecond: 4e10,
    triadBytesPerSecond: 3e10,
    measured: "2026-01-02T03:04:05Z",
  });
  assert.is((await finding())?.detail, "copy 40.0 GB/s, triad 30.0 GB/s, arithmetic 100.0 GFLOP/s (2026-01-02)");
});

if (realGcc !== undefined) {
  test("a machine with gcc is well", async () => {
    let text = "";
    assert.is(await doctorCommand([], (part) => (text += part)), 0);
    assert.match(text, /^gcc +gcc \d+\.\d+.*, \/.*gcc, for \S+$/m);
    assert.match(text, /^cpu .*core/m);
    assert.match(text, /Native code can be made here\.\n$/);
  });
} else skip(test, "a machine with gcc is well", "no gcc on PATH");

test("an argument is not understood", async () => {
  assert.is(await doctorCommand(["now"], () => {}), 2);
});

test.run();
