// Generated kernels put to work in tests: compiled, run on guarded arrays, and held against the interpreter.
import * as assert from "uvu/assert";
import { openCache } from "../../../specializers/cache/index.ts";
import { generate } from "../../../specializers/codegen/generate.ts";
import type { GeneratedKernel } from "../../../specializers/codegen/generated.ts";
import { bytesOf, type DType } from "../../../specializers/ir/dtype.ts";
import { loadKernel } from "../../../specializers/runtime/load.ts";
import { allocateBytes, viewAs } from "../../../specializers/runtime/memory.ts";
import type { CallData, Config, NumericArray } from "../../../specializers/specializer.ts";
import { interpret } from "../../../specializers/stencil/interpret.ts";
import { lower } from "../../../specializers/stencil/lower.ts";
import { compileSync } from "../../../specializers/toolchain/compile.ts";
import { findToolchain } from "../../../specializers/toolchain/compilers.ts";
import { temporaryFolder } from "../../support/temp.ts";
import type { Case } from "./build.ts";

process.env.XDG_CACHE_HOME = temporaryFolder("targets");
const cache = openCache();

/** gcc, clang: those that this machine has. */
export const compilers: readonly string[] = findToolchain(cache).compilers.map(({ name }) => name);

/** Runs a kernel on the arrays and scalars of a call; `any` goes through the entry for any extents. */
export type Run = (data: CallData, extents?: readonly number[]) => number;

export function kernelOf({ program, call }: Case, config: Config): GeneratedKernel {
  return generate(lower(program, call, config), config.target === "js" ? "js" : "openmp");
}

/** Compiled without optimisation unless told: the text is what is tested. */
export function native(
  kernel: GeneratedKernel,
  compiler: string,
  flags: readonly string[] = ["-O1"],
  cancelled: 0 | 1 = 0,
): Run {
  const compiled = compileSync({
    kernel: { ...kernel, flags: [...kernel.flags, ...flags, "-Wall", "-Wextra", "-Wno-unused-parameter", "-Werror"] },
    compiler,
    cache,
  });
  if (!compiled.ok) throw new Error(`${compiler}: ${compiled.log}\n${kernel.source}`);
  const { run, any } = loadKernel(compiled.library, kernel.parameters);
  const cancel = Int32Array.of(cancelled);
  return ({ arrays, scalars }, extents) => {
    const values = kernel.parameters.map(({ name }) => arrays[name] ?? scalars[name] ?? Number.NaN);
    return extents ? any(BigInt64Array.from(extents, BigInt), ...values, cancel) : run(...values, cancel);
  };
}

export function javascript(kernel: GeneratedKernel, extents: readonly number[]): Run {
  const make = new Function("extents", kernel.source) as (
    extents: readonly number[],
  ) => (...values: readonly (NumericArray | number)[]) => void;
  return ({ arrays, scalars }, other) => {
    const run = make(other ?? extents);
    run(...kernel.parameters.map(({ name }) => arrays[name] ?? scalars[name] ?? Number.NaN));
    return 0;
  };
}

const GUARD = 512;

export interface Guarded {
  readonly array: NumericArray;
  check(): void;
}

/** An array that starts `skew` elements behind a cache line, between zones that nobody may write. */
export function guarded(name: string, values: NumericArray, dtype: DType, skew: number): Guarded {
  const size = bytesOf[dtype];
  const bytes = values.length * size;
  const { buffer, byteOffset } = allocateBytes(bytes + 2 * GUARD + skew * size);
  const start = byteOffset + GUARD + skew * size;
  const all = new Uint8Array(buffer, byteOffset, bytes + 2 * GUARD + skew * size).fill(0xa5);
  const array = viewAs(dtype, buffer, start, values.length);
  array.set(values);
  return {
    array,
    check() {
      const inside = (i: number) => i >= GUARD + skew * size && i < GUARD + skew * size + bytes;
      const damaged = all.findIndex((byte, i) => byte !== 0xa5 && !inside(i));
      if (damaged >= 0) throw new Error(`${name}: written outside, byte ${damaged - GUARD - skew * size} of ${bytes}`);
    },
  };
}

export const copyOf = ({ arrays, scalars }: CallData): CallData => ({
  arrays: Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, array.slice()])),
  scalars,
});

/** What the interpreter makes of the data. */
export function expected({ program, call }: Case, data: CallData): CallData {
  const copy = copyOf(data);
  interpret(program, call, copy);
  return copy;
}

/** Runs on guarded copies and compares every element of every array, bit for bit (any NaN is NaN). */
export function assertSame(
  what: string,
  run: Run,
  data: CallData,
  wanted: CallData,
  dtypes: Readonly<Record<string, DType>>,
  options: { readonly skew?: number; readonly extents?: readonly number[]; readonly tolerance?: number } = {},
): void {
  const guards = Object.entries(data.arrays).map(
    ([name, values]) => [name, guarded(name, values, dtypes[name] ?? "f64", options.skew ?? 0)] as const,
  );
  const arrays = Object.fromEntries(guards.map(([name, { array }]) => [name, array]));
  assert.is(run({ arrays, scalars: data.scalars }, options.extents), 0, `${what}: status`);
  for (const [name, { array, check }] of guards) {
    check();
    const want = wanted.arrays[name] ?? array;
    for (let i = 0; i < array.length; i++)
      if (!close(array[i] ?? 0, want[i] ?? 0, options.tolerance ?? 0))
        throw new Error(`${what}: ${name}[${i}] of ${array.length} is ${array[i]}, expected ${want[i]}`);
  }
}

const close = (got: number, want: number, tolerance: number): boolean =>
  Object.is(got, want) || (tolerance > 0 && Math.abs(got - want) <= tolerance * Math.max(1, Math.abs(want)));
