// The tuner's own data for a call of the user's shape, in shared memory; the user's arrays are never touched.
import { freemem } from "node:os";
import type { EntryParameter } from "../codegen/generated.ts";
import { bytesOf } from "../ir/dtype.ts";
import { sizeOf } from "../runtime/arrays/shape.ts";
import { viewAs } from "../runtime/memory.ts";
import { createSharedMemory, type SharedMemory } from "../runtime/shared-memory.ts";
import { sharedLayout } from "../runtime/trial/arrays.ts";
import { CONTROL_BYTES, type TrialSetup } from "../runtime/trial/protocol.ts";
import { copy, fillSentinel } from "../runtime/trial/verify.ts";
import type { NumericArray } from "../specializer.ts";
import type { TuneJob } from "./job.ts";
import { createRandom, type Random } from "./random.ts";

export interface CallData {
  readonly setup: TrialSetup;
  readonly memory: SharedMemory;
  /** How far two verified results of the user's shape may lie apart; `single`: when one of them was computed in floats. */
  tolerance(single: boolean): {
    /** By output: what the checks allow ... */
    readonly absolute: Readonly<Record<string, number>>;
    /** ... and this times the largest magnitude. */
    readonly relative: number;
  };
}

/** Values repeat after so many, a prime: no shape has them in step. */
const PERIOD = 65_521;
/** The share of the free memory that tuning may take. */
const SHARE = 0.6;
/** Each of two results may be off by its bound, and the large shape may hold a rarer sum than the small ones. */
const SLACK = 4;

/** Fills inputs with values like those of the checks. A string says why the call can't be tuned here. */
export const createCallData = (job: TuneJob, parameters: readonly EntryParameter[]): CallData | string => {
  const described = parameters
    .filter(({ kind }) => kind === "array")
    .map(({ name, dtype, access }) => {
      const length = job.arrays[name]?.shape.reduce((product, extent) => product * extent, 1) ?? 0;
      return { name, dtype, length, access, output: access !== "in" };
    });
  const missing = described.find(({ name }) => job.arrays[name] === undefined);
  if (missing !== undefined) return `no layout for ${missing.name}`;
  const { arrays, bytes } = sharedLayout(
    Object.fromEntries(described.map((array) => [array.name, array])),
    CONTROL_BYTES,
  );
  const needed = bytes + described.reduce((sum, { dtype, length }) => sum + bytesOf[dtype] * length, 0);
  if (needed > SHARE * freemem())
    return `tuning needs ${(needed / 1e9).toFixed(1)} GB of memory, and ${(freemem() / 1e9).toFixed(1)} GB are free`;

  const memory = createSharedMemory(bytes);
  const random = createRandom(job.seed);
  for (const { name, dtype, length, access } of described) {
    const array = viewAs(dtype, memory.buffer, arrays[name]!.input, length);
    const given = job.given[name];
    if (given) copy(array, given);
    else if (access === "out") fillSentinel(array);
    else fill(array, valuesLike(job, name), random);
  }
  const outputs = described.filter(({ output }) => output);
  const stored = outputs.some(({ dtype }) => dtype === "f32");
  return {
    setup: {
      sharedBytes: bytes,
      arrays,
      access: Object.fromEntries(described.map(({ name, access }) => [name, access])),
      layouts: job.arrays,
      scalars: job.scalars,
      repeated: job.repeated,
      extents: job.extents,
      checks: job.checks,
    },
    memory,
    tolerance: (single) => {
      const slack = job.exact ? 0 : SLACK;
      const epsilon = single || stored ? 2 ** -23 : Number.EPSILON;
      return {
        absolute: Object.fromEntries(outputs.map(({ name }) => [name, slack * largestBound(job, name, single)])),
        relative: slack * job.cost.roundings * epsilon,
      };
    },
  };
};

/** The finite values that the checks put into an array: the function is known to stand them. */
const valuesLike = (job: TuneJob, name: string): readonly number[] =>
  job.checks.flatMap((check) => Array.from(check.before[name] ?? []).filter((value) => Number.isFinite(value)));

const fill = (array: NumericArray, values: readonly number[], random: Random): void => {
  const period = Math.min(array.length, PERIOD);
  for (let i = 0; i < period; i++) array[i] = values[Math.floor(random() * values.length)] ?? random() + 0.5;
  for (let done = period; done < array.length; done *= 2)
    array.copyWithin(done, 0, Math.min(done, array.length - done));
};

const largestBound = (job: TuneJob, name: string, single: boolean): number =>
  job.checks.reduce((largest, check) => {
    const bounds = single ? check.singleBound?.[name] : check.bound[name];
    // a sum's bound is its number of terms × their magnitudes' sum
    const growth = name === job.returned ? (sizeOf(job.extents) / sizeOf(check.extents)) ** 2 : 1;
    for (const bound of bounds ?? []) if (bound * growth > largest && Number.isFinite(bound)) largest = bound * growth;
    return largest;
  }, 0);
