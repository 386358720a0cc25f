// What of JavaScript's globals is known: their names, constants, and the functions of `Math` with the number of their
// arguments.
import { runInNewContext } from "node:vm";
import type { MathFunction } from "../expressions.ts";

const constantNames = ["E", "LN10", "LN2", "LOG10E", "LOG2E", "PI", "SQRT1_2", "SQRT2"] as const;
const numberNames = ["EPSILON", "MAX_SAFE_INTEGER", "MIN_SAFE_INTEGER", "MAX_VALUE", "MIN_VALUE"] as const;

/** By the text that names it. */
export const numberConstants: Readonly<Record<string, number>> = Object.assign(Object.create(null), {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "Number.NaN": Number.NaN,
  "Number.POSITIVE_INFINITY": Number.POSITIVE_INFINITY,
  "Number.NEGATIVE_INFINITY": Number.NEGATIVE_INFINITY,
  ...Object.fromEntries(constantNames.map((name) => [`Math.${name}`, Math[name]])),
  ...Object.fromEntries(numberNames.map((name) => [`Number.${name}`, Number[name]])),
});

/** Least and most arguments. */
export const mathArity: Readonly<Record<MathFunction, readonly [number, number]>> = {
  abs: [1, 1],
  acos: [1, 1],
  acosh: [1, 1],
  asin: [1, 1],
  asinh: [1, 1],
  atan: [1, 1],
  atan2: [2, 2],
  atanh: [1, 1],
  cbrt: [1, 1],
  ceil: [1, 1],
  cos: [1, 1],
  cosh: [1, 1],
  exp: [1, 1],
  expm1: [1, 1],
  floor: [1, 1],
  fround: [1, 1],
  hypot: [0, Number.POSITIVE_INFINITY],
  log: [1, 1],
  log10: [1, 1],
  log1p: [1, 1],
  log2: [1, 1],
  max: [0, Number.POSITIVE_INFINITY],
  min: [0, Number.POSITIVE_INFINITY],
  pow: [2, 2],
  round: [1, 1],
  sign: [1, 1],
  sin: [1, 1],
  sinh: [1, 1],
  sqrt: [1, 1],
  tan: [1, 1],
  tanh: [1, 1],
  trunc: [1, 1],
};

export const isMathFunction = (name: string): name is MathFunction => Object.hasOwn(mathArity, name);

let standardNames: ReadonlySet<string> | undefined;

/** Whether every realm has a global of this name; the present one also holds what its user declared: a notebook's variables. */
export function isStandardGlobal(name: string): boolean {
  standardNames ??= new Set(runInNewContext("Object.getOwnPropertyNames(globalThis)") as readonly string[]);
  return standardNames.has(name);
}
