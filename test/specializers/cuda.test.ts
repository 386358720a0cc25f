// The cuda target from a call to its result, on an emulated machine with a device, and on one without. No test of this
// suite has run on a GPU: the emulator is what there is.
// Time limit: 300 s
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Grid, grid } from "../../specializers/index.ts";
import { cudaDevice } from "../../specializers/runtime/cuda-device.ts";
import { specialize } from "../../specializers/specialize.ts";
import { findProgram } from "../../specializers/toolchain/programs.ts";
import { emulatedMachine } from "../support/cuda/machine.ts";
import { packageRoot } from "../support/root.ts";
import { skip } from "../support/skip.ts";
import { temporaryFolder } from "../support/temp.ts";

process.env.XDG_CACHE_HOME = temporaryFolder("cuda-calls");
const test = suite("cuda calls");

/** What cuda-calls.ts prints of each part. */
interface Result {
  readonly error: number;
  readonly relative: number;
  readonly most: boolean;
  readonly untouched: boolean;
  readonly codes: readonly unknown[];
  readonly message: string;
  readonly notes: string;
  readonly text: string;
  readonly name: string;
  readonly cleared: boolean;
  readonly regions: number;
  readonly after: number;
  /** Arrays that moved to the device, and back. */
  readonly elsewhere: readonly number[];
  readonly counted: Readonly<Record<string, readonly [number, number]>>;
  readonly variants: readonly {
    readonly target: string;
    readonly why: string;
    readonly seconds: number;
    readonly transfers: { readonly within: number; readonly afterHost: number } | null;
  }[];
}
type Part = "sweep" | "iterate" | "totals" | "full" | "lost" | "managed" | "fails" | "tuned" | "mixture";
type Results = Readonly<Record<Part, Result>>;

const twice = (u: Grid, out: Grid) => {
  for (const p of out.points()) out[p] = 2 * u[p]!;
};

if (typeof cudaDevice() !== "string") skip(test, "a machine without a device", "this one has a CUDA device");
else {
  test("without a device, asking for cuda alone is declined with the reason, and TypeScript does the call", () => {
    const f = specialize.stencil(twice, { targets: ["cuda"] });
    const out = grid([4, 4]);
    f(grid([4, 4], { fill: 3 }), out);
    assert.is(out[5], 6);
    assert.equal(
      f.diagnostics.map(({ code }) => code),
      ["CALL_TARGETS"],
    );
    assert.match(
      f.diagnostics[0]!.message,
      /\(cuda\) none can run this call: no CUDA device: the driver's libcuda.so.1/,
    );
  });

  test("without a device, the report lists cuda as illegal, once, and the function runs", async () => {
    const f = specialize.stencil(twice);
    const out = grid([40, 40]);
    const report = await f.tune([grid([40, 40], { fill: 3 }), out], { seconds: 1 });
    const listed = report.toJSON().variants.filter(({ target }) => target === "cuda");
    assert.equal(
      listed.map(({ status, why }) => [status, /no CUDA device/.test(why)]),
      [["illegal", true]],
    );
    f(grid([40, 40], { fill: 3 }), out);
    assert.is(out[5], 6);
  });
}

if (findProgram("g++") === undefined || findProgram("gcc") === undefined)
  skip(test, "an emulated device", "gcc and g++ are not installed");
else {
  const ran = spawnSync(process.execPath, [join(packageRoot, "dist", "test", "specializers", "cuda-calls.js")], {
    env: emulatedMachine(),
    encoding: "utf8",
    timeout: 250_000,
  });
  const result = (): Results => {
    assert.is(ran.status, 0, ran.stderr);
    return JSON.parse(ran.stdout.trim().split("\n").at(-1)!);
  };

  test("a sweep on the device is what TypeScript gives", () => {
    const { sweep } = result();
    assert.equal(sweep.codes, []);
    assert.ok(sweep.error < 1e-13, `${sweep.error}`);
  });

  test("iterate takes steps together in the device's memory, and leaves both grids as single steps do", () => {
    const { iterate } = result();
    assert.ok(iterate.error < 1e-12, `${iterate.error}`);
    assert.match(iterate.text, /5 steps together/);
  });

  test("totals are made by blocks, within their bound", () => {
    const { totals } = result();
    assert.equal(totals.codes, []);
    assert.ok(totals.relative < 1e-12 && totals.most, JSON.stringify(totals));
  });

  test("a device without room: a clear error, and the arrays are as they were", () => {
    const { full } = result();
    assert.match(
      full.message,
      /RangeError: .*the CUDA device has no room for this call \(the device's memory: out of memory\)/,
    );
    assert.ok(full.untouched);
  });

  test("large grids stay on the device until the host touches them, and iterate moves nothing in between", () => {
    const { cleared, regions, counted, elsewhere, error } = result().managed;
    assert.ok(cleared);
    assert.is(regions, 5);
    assert.equal(counted, {
      first: [2, 0],
      again: [0, 0],
      read: [0, 1],
      afterRead: [1, 0],
      iterated: [0, 0],
    });
    assert.equal(elsewhere, [0, 0]);
    assert.ok(error < 1e-12, `${error}`);
  });

  test("a device lost in a call: its work is done again, unless it has overwritten what it read; that is said", () => {
    const { error, message, after, notes } = result().fails;
    assert.ok(error < 1e-13, `${error}`);
    assert.match(
      message,
      /Error: twice: the CUDA device failed \(the device: .*\) while it overwrote `u`: .* Fill them again/,
    );
    assert.is(after, 6);
    assert.match(notes, /The CUDA device failed \(.*\): js serves/);
  });

  test("transfers are a part of a variant's time, and said beside it", () => {
    const { variants, text } = result().tuned;
    const onDevice = variants.filter(({ target }) => target === "cuda");
    assert.ok(onDevice.length > 0);
    for (const { transfers, seconds, why } of onDevice) {
      assert.ok(transfers && transfers.within <= seconds && transfers.afterHost >= 0, JSON.stringify(onDevice));
      assert.match(why, /transfers: .* of it, .* after the host used the arrays/);
    }
    assert.match(text, /transfers: /);
  });

  test("a device that is gone: another way does the call, and the report says so", () => {
    const { lost } = result();
    assert.ok(lost.error < 1e-13, `${lost.error}`);
    assert.match(lost.notes, /The CUDA device failed \(.*unavailable\): TypeScript serves/);
  });

  test("a mixture's events stay on the device; when it is gone the next iteration is the CPU's", () => {
    const { mixture } = result();
    assert.ok(mixture.error < 1e-11, `${mixture.error}`);
    assert.match(mixture.name, /^nvcc .*fused/);
    assert.match(mixture.text, /^(?:gcc|clang) /);
    assert.match(mixture.notes, /The CUDA device failed \(.*unavailable\): openmp serves/);
    assert.ok(mixture.most, "a second is too short for nvcc");
  });
}

test.run();
