// JavaScript's arithmetic on every target: each operator and function on special values, bit by bit.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { DType } from "../../../specializers/ir/dtype.ts";
import type {
  ArithmeticOperator,
  ComparisonOperator,
  Expression,
  MathFunction,
} from "../../../specializers/ir/expressions.ts";
import { functionFacts } from "../../../specializers/ir/functions.ts";
import type { Config, NumericArray } from "../../../specializers/specializer.ts";
import { skip } from "../../support/skip.ts";
import { binary, call, compare, conditional, load, logical, makeCase, not, num, store, unary } from "./build.ts";
import { compilers, javascript, kernelOf, native } from "./execute.ts";

const test = suite("arithmetic");

const special = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1.5,
  -1.5,
  2.5,
  -2.5,
  3,
  -3,
  0.1,
  0.49999999999999994,
  -0.49999999999999994,
  1e-320,
  -1e-320,
  4503599627370495.5,
  -4503599627370495.5,
  4503599627370497,
  9007199254740994,
  2147483647,
  2147483648,
  -2147483648,
  -2147483649,
  4294967295,
  4294967296.5,
  -4294967297,
  1e10,
  -1e10,
  1e19,
  -1e19,
  2 ** 53 * 2 ** 12,
  1e300,
  -1e300,
  Number.MAX_VALUE,
  Number.MIN_VALUE,
  Math.PI,
  -Math.E,
  Infinity,
  -Infinity,
  NaN,
];
const pairs = special.flatMap((a) => special.map((b) => [a, b] as const));
const a = load("a", 0);
const b = load("b", 0);

interface Entry {
  readonly name: string;
  readonly value: Expression;
  readonly wanted: (a: number, b: number) => number;
}

const arithmetic: Readonly<Record<ArithmeticOperator, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
  "**": (a, b) => a ** b,
  "&": (a, b) => a & b,
  "|": (a, b) => a | b,
  "^": (a, b) => a ^ b,
  "<<": (a, b) => a << b,
  ">>": (a, b) => a >> b,
  ">>>": (a, b) => a >>> b,
};
const comparison: Readonly<Record<ComparisonOperator, (a: number, b: number) => boolean>> = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "===": (a, b) => a === b,
  "!==": (a, b) => a !== b,
};
const twoArguments: ReadonlySet<MathFunction> = new Set<MathFunction>(["atan2", "hypot", "max", "min", "pow"]);
const functions = Object.keys(functionFacts) as MathFunction[];

const operators: readonly Entry[] = [
  ...Object.entries(arithmetic)
    .filter(([operator]) => operator !== "**")
    .map(([operator, wanted]) => ({
      name: operator,
      value: binary(operator as ArithmeticOperator, a, b),
      wanted,
    })),
  ...Object.entries(comparison).map(([operator, holds]) => ({
    name: operator,
    value: conditional(compare(operator as ComparisonOperator, a, b), num(1), num(-0)),
    wanted: (x: number, y: number) => (holds(x, y) ? 1 : -0),
  })),
  { name: "-a", value: unary("-", a), wanted: (x) => -x },
  { name: "- -a", value: unary("-", unary("-", a)), wanted: (x) => x },
  { name: "+a", value: unary("+", a), wanted: (x) => +x },
  { name: "~a", value: unary("~", a), wanted: (x) => ~x },
  { name: "a ? b : 7", value: conditional(a, b, num(7)), wanted: (x, y) => (x ? y : 7) },
  { name: "a && b", value: logical("&&", a, b), wanted: (x, y) => x && y },
  { name: "a || b", value: logical("||", a, b), wanted: (x, y) => x || y },
  { name: "!a + !b", value: binary("+", not(a), not(b)), wanted: (x, y) => Number(!x) + Number(!y) },
  {
    name: "a < b && !(b > 1)",
    value: conditional(logical("&&", compare("<", a, b), not(compare(">", b, num(1)))), a, b),
    wanted: (x, y) => (x < y && !(y > 1) ? x : y),
  },
  { name: "0 - (a | 0)", value: binary("-", num(0), binary("|", a, num(0))), wanted: (x) => 0 - (x | 0) },
  { name: "-(a | 0) + 0", value: binary("+", unary("-", binary("|", a, num(0))), num(0)), wanted: (x) => -(x | 0) + 0 },
  { name: "a - (b - a)", value: binary("-", a, binary("-", b, a)), wanted: (x, y) => x - (y - x) },
  { name: "a + (b + 0.1)", value: binary("+", a, binary("+", b, num(0.1))), wanted: (x, y) => x + (y + 0.1) },
  { name: "a / (b * 3)", value: binary("/", a, binary("*", b, num(3))), wanted: (x, y) => x / (y * 3) },
  { name: "max()", value: call("max"), wanted: () => -Infinity },
  { name: "min()", value: call("min"), wanted: () => Infinity },
  { name: "hypot()", value: call("hypot"), wanted: () => 0 },
  { name: "max(a)", value: call("max", a), wanted: (x) => x },
  { name: "max(a, b, 0)", value: call("max", a, b, num(0)), wanted: (x, y) => Math.max(x, y, 0) },
  { name: "min(a, -0, b)", value: call("min", a, num(-0), b), wanted: (x, y) => Math.min(x, -0, y) },
];
const calls: readonly Entry[] = [
  ...functions.map((fn) => ({
    name: `Math.${fn}`,
    value: twoArguments.has(fn) ? call(fn, a, b) : call(fn, a),
    wanted: (x: number, y: number) =>
      twoArguments.has(fn)
        ? (Math[fn] as (a: number, b: number) => number)(x, y)
        : (Math[fn] as (a: number) => number)(x),
  })),
  { name: "**", value: binary("**", a, b), wanted: arithmetic["**"] },
  { name: "hypot(a, b, 3)", value: call("hypot", a, b, num(3)), wanted: (x, y) => Math.hypot(x, y, 3) },
];
const isExact = ({ name }: Entry): boolean => {
  const fn = name.replace("Math.", "") as MathFunction;
  return functionFacts[fn]?.exact ?? !/hypot\(a|^\*\*$/.test(name);
};
const isVector = ({ name }: Entry): boolean => {
  const fn = name.replace("Math.", "") as MathFunction;
  return functionFacts[fn]?.vector ?? !/[%&|^~]|<<|>>|\*\*|hypot/.test(name.replace("&&", "").replace("||", ""));
};

/** One kernel for all entries: a sweep and an output for each. */
function makeTable(entries: readonly Entry[], dtype: DType = "f64") {
  return makeCase({
    extents: [pairs.length],
    arrays: [
      { name: "a", dtype: "f64", access: "in" },
      { name: "b", dtype: "f64", access: "in" },
      ...entries.map((_, i) => ({ name: `result${i}`, dtype, access: "out" as const })),
    ],
    sweeps: entries.map(({ value }, i) => ({ body: [store(`result${i}`, value)] })),
  });
}

/** A native call takes at most 64 values. */
const MOST = 40;

function check(config: Config, entries: readonly Entry[], dtype?: DType, make?: (n: number) => NumericArray): void {
  for (let i = 0; i < entries.length; i += MOST) checkSome(config, entries.slice(i, i + MOST), dtype, make);
}

function checkSome(
  config: Config,
  entries: readonly Entry[],
  dtype: DType = "f64",
  make: (n: number) => NumericArray = (n) => new Float64Array(n),
): void {
  const table = makeTable(entries, dtype);
  const kernel = kernelOf(table, config);
  const arrays: Record<string, NumericArray> = {
    a: Float64Array.from(pairs, ([x]) => x),
    b: Float64Array.from(pairs, ([, y]) => y),
  };
  for (const i of entries.keys()) arrays[`result${i}`] = make(pairs.length);
  const run =
    config.target === "js" ? javascript(kernel, [pairs.length]) : native(kernel, String(config.compiler), ["-O2"]);
  assert.is(run({ arrays, scalars: {} }), 0);
  const one = make(1);
  for (const [i, entry] of entries.entries())
    for (const [k, [x, y]] of pairs.entries()) {
      one[0] = entry.wanted(x, y);
      const got = arrays[`result${i}`]?.[k] ?? 0;
      const want = one[0];
      const near = !isExact(entry) && Number.isFinite(want) && Math.abs(got - want) <= 1e-14 * Math.abs(want) + 1e-323;
      assert.ok(
        Object.is(got, want) || near,
        `${config.target} ${config.compiler}: ${entry.name} of ${x}, ${y} is ${got}, expected ${want}`,
      );
    }
}

const everything = [...operators, ...calls];

test("javascript is what it was", () => check({ target: "js" }, everything));

const conversions: readonly Entry[] = [
  { name: "a", value: a, wanted: (x) => x },
  { name: "a * 3", value: binary("*", a, num(3)), wanted: (x) => x * 3 },
];
const stores = [
  ["i32", (n: number) => new Int32Array(n)],
  ["u8", (n: number) => new Uint8Array(n)],
  ["f32", (n: number) => new Float32Array(n)],
] as const;

for (const compiler of compilers) {
  const scalar = { target: "openmp", compiler };
  test(`${compiler}: scalars`, () => check({ ...scalar, vector: 0 }, everything));
  for (const vector of [16, 32, 64])
    test(`${compiler}: vectors of ${vector} bytes`, () => check({ ...scalar, vector }, everything.filter(isVector)));
  for (const [dtype, make] of stores) {
    test(`${compiler}: stores to ${dtype}`, () => check({ ...scalar, vector: 0 }, conversions, dtype, make));
    test(`${compiler}: stores to ${dtype} from vectors`, () =>
      check({ ...scalar, vector: 32 }, conversions, dtype, make));
  }
}
if (compilers.length < 2) skip(test, "arithmetic through gcc and clang", `only ${compilers.join()} is installed`);

test.run();
