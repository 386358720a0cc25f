// What each Math function is on the targets: whether C gives V8's bits, and whether a vector can compute it.
import type { MathFunction } from "./expressions.ts";

interface Facts {
  /** Every IEEE machine rounds it the same way. */
  readonly exact: boolean;
  /** Computed lane by lane in registers, without a call. */
  readonly vector: boolean;
}

const anywhere: Facts = { exact: true, vector: true };
const library: Facts = { exact: false, vector: false };

export const functionFacts: Readonly<Record<MathFunction, Facts>> = {
  abs: anywhere,
  ceil: anywhere,
  floor: anywhere,
  fround: anywhere,
  max: anywhere,
  min: anywhere,
  round: anywhere,
  sign: anywhere,
  sqrt: anywhere,
  trunc: anywhere,
  acos: library,
  acosh: library,
  asin: library,
  asinh: library,
  atan: library,
  atan2: library,
  atanh: library,
  cbrt: library,
  cos: library,
  cosh: library,
  exp: library,
  expm1: library,
  hypot: library,
  log: library,
  log10: library,
  log1p: library,
  log2: library,
  pow: library,
  sin: library,
  sinh: library,
  tan: library,
  tanh: library,
};

/** `f(f(a, b), c)` of an n-ary function; with one argument that argument. */
export function fold<T>(args: readonly T[], pair: (a: T, b: T) => T): T | undefined {
  return args.length === 0 ? undefined : args.slice(1).reduce(pair, args[0]!);
}
