// The trial process's arrays of the user's shape: guarded copies of what lies in shared memory.
import type { EntryParameter } from "../../codegen/generated.ts";
import { bytesOf } from "../../ir/dtype.ts";
import type { NumericArray } from "../../specializer.ts";
import { viewAs } from "../memory.ts";
import { allocateGuarded, type GuardedArray } from "./guarded.ts";
import type { TrialSetup } from "./protocol.ts";
import { compare, copy, fillSentinel, type Mistake, sameBytes, type Tolerance } from "./verify.ts";

interface TrialArray {
  readonly access: EntryParameter["access"];
  readonly guarded: GuardedArray;
  readonly input: NumericArray;
  readonly expected: NumericArray | undefined;
}

export interface TrialArrays {
  /** The values of a call in the order of its parameters. @param scalars those of the setup, unless others are given */
  values(parameters: readonly EntryParameter[], scalars?: TrialSetup["scalars"]): readonly (NumericArray | number)[];
  /** Arrays that are also read get their first values back. Others keep what they hold, as in the product. */
  restore(): void;
  /** The same, and outputs hold a value that a missing write leaves behind. */
  prepare(): void;
  /** What a run did wrong beside its values: guards, inputs. */
  damage(): Mistake | undefined;
  /** Makes the outputs the result to compare with. */
  establish(): void;
  /** Compares the outputs with that result. */
  verify(
    tolerance: (name: string, expected: NumericArray) => Tolerance,
    exact: boolean,
  ): Mistake | { readonly error: number; readonly bound: number };
}

export const createTrialArrays = (setup: TrialSetup, shared: ArrayBuffer): TrialArrays => {
  const arrays = new Map<string, TrialArray>();
  for (const [name, { dtype, length, input, expected }] of Object.entries(setup.arrays)) {
    const made: TrialArray = {
      access: setup.access[name] ?? "inout",
      guarded: allocateGuarded(dtype, length),
      input: viewAs(dtype, shared, input, length),
      expected: expected === undefined ? undefined : viewAs(dtype, shared, expected, length),
    };
    copy(made.guarded.array, made.input);
    arrays.set(name, made);
  }
  const mistake = (
    kind: Mistake["kind"],
    parameter: string,
    index: number,
    got: number,
    expected: number,
    bound = 0,
  ): Mistake => ({
    kind,
    parameter,
    index,
    length: arrays.get(parameter)?.input.length ?? 0,
    got,
    expected,
    bound,
    extents: setup.extents,
    check: undefined,
  });
  return {
    values: (parameters, scalars = setup.scalars) =>
      parameters.map(({ name, kind }) =>
        kind === "scalar" ? (scalars[name] ?? Number.NaN) : arrayOf(arrays, name).guarded.array,
      ),
    restore: () => {
      for (const { access, guarded, input } of arrays.values()) if (access === "inout") copy(guarded.array, input);
    },
    prepare: () => {
      for (const { access, guarded, input } of arrays.values()) {
        if (access === "out") fillSentinel(guarded.array);
        else copy(guarded.array, input);
        guarded.repair();
      }
    },
    damage: () => {
      for (const [name, { access, guarded, input }] of arrays) {
        const outside = guarded.damage();
        if (outside !== undefined) return mistake("outside", name, outside, Number.NaN, Number.NaN);
        if (access !== "in" || sameBytes(guarded.array, input)) continue;
        const { index } = compare(guarded.array, input, 0, true);
        if (index >= 0) return mistake("input", name, index, guarded.array[index]!, input[index]!);
      }
      return undefined;
    },
    establish: () => {
      for (const { guarded, expected } of arrays.values()) if (expected !== undefined) copy(expected, guarded.array);
    },
    verify: (tolerance, exact) => {
      let error = 0;
      let bound = 0;
      for (const [name, { guarded, expected }] of arrays) {
        // The same bits need no second look; a reassociated sum does.
        if (expected === undefined || sameBytes(guarded.array, expected)) continue;
        const difference = compare(guarded.array, expected, tolerance(name, expected), exact);
        const { index } = difference;
        if (index >= 0) return mistake("value", name, index, guarded.array[index]!, expected[index]!, difference.bound);
        if (difference.error > error) ({ error, bound } = difference);
      }
      return { error, bound };
    },
  };
};

const arrayOf = (arrays: ReadonlyMap<string, TrialArray>, name: string): TrialArray => {
  const found = arrays.get(name);
  if (found === undefined) throw new Error(`The call has no array ${name}`);
  return found;
};

/** Where each array lies in shared memory; every part starts at a page, so that one can't run into the next unseen. */
export const sharedLayout = (
  arrays: Readonly<
    Record<string, { readonly dtype: keyof typeof bytesOf; readonly length: number; readonly output: boolean }>
  >,
  start: number,
): { readonly arrays: TrialSetup["arrays"]; readonly bytes: number } => {
  let at = start;
  const place = (bytes: number): number => {
    const offset = at;
    at += Math.ceil(bytes / 4096) * 4096;
    return offset;
  };
  const placed = Object.entries(arrays).map(([name, { dtype, length, output }]) => {
    const bytes = length * bytesOf[dtype];
    const input = place(bytes);
    return [name, { dtype, length, input, expected: output ? place(bytes) : undefined }] as const;
  });
  return { arrays: Object.fromEntries(placed), bytes: at };
};
