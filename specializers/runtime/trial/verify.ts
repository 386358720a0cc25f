// Checks a kernel's results before anybody trusts or times it: values within their bound, nothing else touched.
import type { DType } from "../../ir/dtype.ts";
import type { NumericArray } from "../../specializer.ts";
import type { CheckCase } from "../../tuner/job.ts";
import { allocateGuarded, type GuardedArray } from "./guarded.ts";
import type { TrialKernel } from "./kernel.ts";

/** The first thing found wrong. */
export interface Mistake {
  readonly kind: "value" | "outside" | "input" | "cancelled" | "status";
  readonly parameter: string;
  /** Linear index; for "outside" it lies before 0 or beyond the end. */
  readonly index: number;
  /** Elements of the array. */
  readonly length: number;
  readonly got: number;
  readonly expected: number;
  readonly bound: number;
  /** The extents of the call, and which check it was; undefined: the user's own shape. */
  readonly extents: readonly number[];
  readonly check: number | undefined;
}

export type Verdict =
  | { readonly ok: true; readonly error: number; readonly bound: number; readonly shapes: number }
  | { readonly ok: false; readonly mistake: Mistake };

/** Largest allowed |difference| by element; one number for all elements. */
export type Tolerance = NumericArray | number;

/** "wrong at out[3, 4]: 1.5, expected 2.5", with what is known of the shapes. */
export const describeMistake = (mistake: Mistake): string => {
  const { kind, parameter, index, extents, got, expected } = mistake;
  const place = `${parameter}[${unravel(index, extents, mistake.length).join(", ")}]`;
  const where = mistake.check === undefined ? "" : ` (check ${mistake.check + 1}, ${extents.join("×")})`;
  switch (kind) {
    case "value":
      return `wrong at ${place}: ${got}, expected ${expected}${where}`;
    case "input":
      return `changed its input at ${place}: ${got}, was ${expected}${where}`;
    case "outside":
      return `wrote outside of ${parameter}: element ${index} of ${mistake.length}${where}`;
    case "cancelled":
      return `stopped by the time limit${where}`;
    case "status":
      return `returned ${got}${where}`;
  }
};

/** The subscripts of a linear index, when the array has the extents' number of elements. */
const unravel = (index: number, extents: readonly number[], length: number): readonly number[] => {
  for (let rank = extents.length; rank > 0; rank--) {
    const shape = extents.slice(0, rank);
    if (shape.reduce((a, b) => a * b, 1) !== length) continue;
    const subscripts: number[] = [];
    let rest = index;
    for (let axis = rank - 1; axis >= 0; axis--) {
      subscripts.unshift(rest % shape[axis]!);
      rest = Math.floor(rest / shape[axis]!);
    }
    return subscripts;
  }
  return [index];
};

export interface Difference {
  /** Index of the first element out of bound; -1: none. */
  readonly index: number;
  /** Largest |error| seen, and the bound where it was seen. */
  readonly error: number;
  readonly bound: number;
}

/** NaN equals NaN. Where the bound is 0 and `exact` holds, bits must be equal: then -0 is not 0. */
export const compare = (
  got: NumericArray,
  expected: NumericArray,
  tolerance: Tolerance,
  exact: boolean,
): Difference => {
  let error = 0;
  let bound = 0;
  for (let i = 0; i < expected.length; i++) {
    const a = got[i]!;
    const b = expected[i]!;
    if (a === b && (!exact || a !== 0 || Object.is(a, b))) continue;
    if (Number.isNaN(a) && Number.isNaN(b)) continue;
    const allowed = typeof tolerance === "number" ? tolerance : tolerance[i]!;
    const difference = Math.abs(a - b);
    if (exact || !(difference <= allowed)) return { index: i, error: difference, bound: allowed };
    if (difference > error) {
      error = difference;
      bound = allowed;
    }
  }
  return { index: -1, error, bound };
};

type CheckedKernel = Omit<TrialKernel, "transferSeconds">;

/** Runs the small checks, each in arrays of its own with guards around. `onCheck` hears which one is about to run. */
export const verifyChecks = (
  kernel: CheckedKernel,
  checks: readonly CheckCase[],
  exact: boolean,
  onCheck: (check: number) => void = () => {},
): Verdict => {
  let error = 0;
  let bound = 0;
  for (const [number, check] of checks.entries()) {
    onCheck(number);
    const result = verifyCheck(kernel, check, number, exact);
    if ("kind" in result) return { ok: false, mistake: result };
    if (result.error > error) {
      error = result.error;
      bound = result.bound;
    }
  }
  return { ok: true, error, bound, shapes: checks.length };
};

const verifyCheck = (kernel: CheckedKernel, check: CheckCase, number: number, exact: boolean): Mistake | Difference => {
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
    length: check.before[parameter]?.length ?? 0,
    got,
    expected,
    bound,
    extents: check.extents,
    check: number,
  });
  const guarded = new Map<string, GuardedArray>();
  const bounds = kernel.single ? check.singleBound : check.bound;
  const values = kernel.parameters.map((parameter) => {
    if (parameter.kind === "scalar") return check.scalars[parameter.name] ?? Number.NaN;
    const before = check.before[parameter.name];
    if (before === undefined) throw new Error(`The check has no array for ${parameter.name}`);
    const made = allocateGuarded(dtypeOf(before), before.length);
    copy(made.array, before);
    guarded.set(parameter.name, made);
    return made.array;
  });
  const status = kernel.any(check.extents, values);
  if (status !== 0) return mistake(status === 1 ? "cancelled" : "status", "", 0, status, 0);
  let error = 0;
  let bound = 0;
  for (const parameter of kernel.parameters) {
    const made = guarded.get(parameter.name);
    if (made === undefined) continue;
    const outside = made.damage();
    if (outside !== undefined) return mistake("outside", parameter.name, outside, Number.NaN, Number.NaN);
    const read = parameter.access === "in";
    const expected = read ? check.before[parameter.name]! : check.after[parameter.name]!;
    const difference = compare(made.array, expected, read ? 0 : (bounds?.[parameter.name] ?? 0), exact || read);
    if (difference.index >= 0) {
      const { index } = difference;
      return mistake(
        read ? "input" : "value",
        parameter.name,
        index,
        made.array[index]!,
        expected[index]!,
        difference.bound,
      );
    }
    if (difference.error > error) ({ error, bound } = difference);
  }
  return { index: -1, error, bound };
};

export const dtypeOf = (array: NumericArray): DType => {
  if (array instanceof Float64Array) return "f64";
  if (array instanceof Float32Array) return "f32";
  return array instanceof Int32Array ? "i32" : "u8";
};

/** What an array that is only written holds beforehand: a value that a missing write leaves behind, visibly. */
export const fillSentinel = (array: NumericArray): void => {
  if (array instanceof Float64Array || array instanceof Float32Array) array.fill(Number.NaN);
  else array.fill(array instanceof Int32Array ? -0x5a5a5a5b : 0xa5);
};

/** Copies bytes, so that every NaN stays as it is. */
export const copy = (to: NumericArray, from: NumericArray): void => bytes(to).set(bytes(from));

export const sameBytes = (a: NumericArray, b: NumericArray): boolean => Buffer.compare(bytes(a), bytes(b)) === 0;

const bytes = (array: NumericArray): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
