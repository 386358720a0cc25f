// Memory that can't be had in a call of native code: an error that says how many bytes it was, the arrays as they were,
// and the same call works once there is room.
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { generate } from "../../specializers/codegen/generate.ts";
import type { GeneratedKernel } from "../../specializers/codegen/generated.ts";
import { layoutOf } from "../../specializers/gmm/program.ts";
import { mixture } from "../../specializers/gmm/specializer.ts";
import { type Grid, grid, specialize } from "../../specializers/index.ts";
import { cache } from "../../specializers/pipeline.ts";
import { loadKernel } from "../../specializers/runtime/load.ts";
import { libc } from "../../specializers/runtime/native.ts";
import { iteration } from "../../specializers/stencil/iterate/index.ts";
import { compileSync } from "../../specializers/toolchain/compile.ts";
import { machine } from "../../specializers/toolchain/machine.ts";
import { skip } from "../support/skip.ts";
import { casesOf, programOf as mixtureOf } from "./gmm/cases.ts";
import { arraysFor, programOf, star, wavefront } from "./stencil/iterated.ts";
import { compilers } from "./targets/execute.ts";

const setLimit = libc("int setrlimit(int resource, const uint64_t *limits)");
const RLIMIT_AS = 9;
const UNLIMITED = 2n ** 64n - 1n;
const why =
  compilers.length === 0 ? "no C compiler" : process.platform !== "linux" || !setLimit ? "no Linux" : undefined;

/** Runs with so many bytes of address space beyond those in use, and no more. */
function withRoomFor<T>(bytes: number, run: () => T): T {
  const used = 1024 * Number(/VmSize:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))![1]);
  setLimit!(RLIMIT_AS, BigUint64Array.of(BigInt(used + bytes), UNLIMITED));
  try {
    return run();
  } finally {
    setLimit!(RLIMIT_AS, BigUint64Array.of(UNLIMITED, UNLIMITED));
  }
}

const thrownBy = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
};

const iterates = "`iterate` without room for its buffers";
if (why) skip(test, iterates, why);
else
  test(iterates, async () => {
    function heat(u: Grid, out: Grid) {
      for (const p of out.interior())
        out[p] = 0.25 * (u.at(p, 1, 0, 0) + u.at(p, -1, 0, 0) + u.at(p, 0, 1, 0) + u.at(p, 0, 0, -1));
    }
    const f = specialize.stencil(heat, { targets: ["openmp"], tune: "off" });
    const shape = [10, 400, 400];
    const [u, out] = [grid(shape, { fill: (i, j, k) => (i * j + k) % 17 }), grid(shape, { fill: 7 })];
    const [before, other] = [u.slice(), out.slice()];
    // its threads and the code are there from now on
    f.iterate(2, u, out);
    u.set(before);
    out.set(other);
    const error = withRoomFor(1 << 20, () => thrownBy(() => f.iterate(9, u, out)));
    assert.instance(error, RangeError);
    assert.match(
      String(error),
      /^RangeError: heat: there is no room for \d{7,} bytes of buffers; the arrays are as they were\. Free some memory/,
    );
    assert.ok(Buffer.from(u.buffer, u.byteOffset, u.byteLength).equals(Buffer.from(before.buffer)));
    assert.ok(Buffer.from(out.buffer, out.byteOffset, out.byteLength).equals(Buffer.from(other.buffer)));
    const [again, next] = [grid(shape), grid(shape)];
    again.set(before);
    next.set(other);
    const kept = specialize.stencil(heat, { targets: ["js"], tune: "off" }).iterate(9, again, next);
    const got = f.iterate(9, u, out);
    assert.ok(got.every((value, i) => Math.abs(value - kept[i]!) <= 1e-12));
  });

/** The kernel in a process whose C library never has memory. */
function withoutMemory(kernel: GeneratedKernel, compiler: string) {
  const source = `#define aligned_alloc no_memory
static void *no_memory(__SIZE_TYPE__ a, __SIZE_TYPE__ b) { (void)a; (void)b; return 0; }
${kernel.source}`;
  const built = compileSync({ kernel: { ...kernel, source }, compiler, cache: cache() });
  if (!built.ok) throw new Error(built.log);
  return loadKernel(built.library, kernel.parameters);
}

for (const compiler of compilers) {
  test(`${compiler}: an iteration says what it asked for, in both of its entries`, () => {
    const made = star({ rank: 2, radius: 1, extents: [23, 30], dtype: "f64", boundary: "wrap", interior: 0 });
    const { repeated, call } = programOf(made);
    const kernel = generate(iteration.lower(repeated, call, wavefront(2)), "openmp");
    const { run, any, failure } = withoutMemory(kernel, compiler);
    const arrays = arraysFor(made, 3);
    const [u, out] = [arrays.u!, arrays.out!];
    const before = [u.slice(), out.slice()];
    const cancel = new Int32Array(1);
    assert.is(run(u, out, 20, cancel), -3);
    assert.match(failure!(), /^there is no room for \d+ bytes of buffers$/);
    assert.is(any(BigInt64Array.of(23n, 30n), u, out, 20, cancel), -3);
    assert.equal([u, out], before);
    assert.is(run(u, out, 3, cancel), 0, "single sweeps need none");
    assert.not.equal(u, before[0]);
  });

  test(`${compiler}: so does an iteration of EM`, () => {
    const program = mixtureOf("full", 5, 3);
    const facts = { ...machine(), compilers: [compiler] };
    const config = mixture.variants(program, layoutOf(program, 1000), facts, false).default;
    const kernel = generate(mixture.lower(program, layoutOf(program, 1000), config), "openmp");
    const { run, failure } = withoutMemory(kernel, compiler);
    const { before, scalars } = casesOf(program)[0]!;
    const values = kernel.parameters.map(({ name }) => before[name]?.slice() ?? scalars[name]!);
    const copies = structuredClone(values);
    assert.is(run(...values, new Int32Array(1)), -3);
    assert.match(failure!(), /^there is no room for \d+ bytes of buffers$/);
    assert.ok(isDeepStrictEqual(values, copies));
  });
}

test("a strided array that can't be packed", () => {
  function copy(u: Grid, out: Grid) {
    for (const p of out.points()) out[p] = u[p]!;
  }
  const f = specialize.stencil(copy);
  const out = grid([3, 4], { fill: 7 });
  // one element that stands for all: 2^50 bytes side by side
  const wide = { data: Float64Array.of(1), shape: [2 ** 20, 2 ** 27], stride: [0, 0], offset: 0 };
  const error = thrownBy(() => f(wide as unknown as Grid, out)) as RangeError & { diagnostic: { code: string } };
  assert.instance(error, RangeError);
  assert.is(error.diagnostic.code, "CALL_MEMORY");
  assert.match(
    error.message,
    /^`u` is strided, and there is no room for the 1,125,899,906,842,624 bytes \(1125899\.9 GB\) that its 1048576×134217728 elements take side by side\. Free some memory, or pass/,
  );
  assert.ok(out.every((value) => value === 7));
  assert.equal([...wide.data], [1]);
  f({ data: Float64Array.of(3), shape: [3, 4], stride: [0, 0], offset: 0 } as unknown as Grid, out);
  assert.ok(out.every((value) => value === 3));
});

test.run();
