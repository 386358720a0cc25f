// The elementwise specializer: what it recognises, that its definition and its generated JavaScript compute what the
// function computes, and what it says where it can't.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { generate } from "../../../specializers/codegen/generate.ts";
import { map } from "../../../specializers/map/index.ts";
import { grid } from "../../../specializers/runtime/arrays/grid.ts";
import type { CallLayout, NumericArray } from "../../../specializers/specializer.ts";
import { DiagnosticError } from "../../../specializers/syntax/diagnostic.ts";
import { functionSourceOf, functionsOf } from "../../../specializers/syntax/function-source.ts";
import { packageRoot } from "../../support/root.ts";

const recognise = (text: string) => map.recognise(functionsOf({ name: "Cell 1", text, firstLine: 1 })[0]!);
const flat = (length: number, dtype: "f64" | "f32" | "i32" = "f64") =>
  ({ dtype, shape: [length], boundary: "none" }) as const;

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostic.code;
    throw error;
  }
  return "nothing was declined";
};

const machine = { cores: 2, vectorBytes: 32, lastLevelCacheBytes: 1 << 24, compilers: ["gcc"] };

test("the specializer is under 120 lines", () => {
  const lines = readFileSync(join(packageRoot, "specializers/map/index.ts"), "utf8").trimEnd().split("\n");
  assert.ok(lines.length < 120, `${lines.length} lines`);
});

test("recognised programs end with a store into an array of their own", () => {
  const program = recognise("function f(x: number, y: number) { return x * y + a; }")!;
  assert.equal(
    program.parameters.map(({ name, access }) => [name, access]),
    [
      ["x", "in"],
      ["y", "in"],
      ["f_out", "out"],
    ],
  );
  assert.equal(map.structural(program), ["a"]);
  assert.is(map.print!(program), "map f\n  f_out[p] = x * y + a");
  for (const other of [
    "function f(u: Grid, p: number) { return u[p]; }",
    "function f(x: number) { g(x); }",
    "function f() { return 1; }",
    "function f({ x }) { return x; }",
    "class K extends StencilKernel { kernel(x: number) { return x; } }",
  ])
    assert.is(recognise(other), undefined, other);
});

test("what can't be: a code for each", () => {
  assert.is(
    codeOf(() => recognise("async function f(x: number) { return x; }")),
    "FUNCTION_ASYNC",
  );
  assert.is(
    codeOf(() => recognise("function f(x: number) { if (x) return 1; }")),
    "FUNCTION_RETURN",
  );
  assert.is(
    codeOf(() => recognise("function f(x: number) { return x + 'a'; }")),
    "EXPRESSION_STRING",
  );
  assert.is(
    codeOf(() => recognise("function f(x: number) { if (x > 1) return x; return x > 0; }")),
    "EXPRESSION_TYPES",
  );
  const program = recognise("function f(x: number) { return x * a; }")!;
  const call = (arrays: CallLayout["arrays"], constants: CallLayout["constants"]) => () =>
    map.bind(program, { arrays, constants });
  assert.is(codeOf(call({ x: flat(3), f_out: flat(4) }, { a: 1 })), "CALL_ELEMENTWISE");
  assert.is(codeOf(call({ x: flat(3), f_out: flat(3) }, {})), "CALL_CAPTURE");
  assert.is(codeOf(call({ x: flat(3) }, { a: 1 })), "CALL_ARGUMENT_KIND");
});

const blend = (x: number, y: number) => {
  let sum = 0;
  for (let k = 1; k <= 3; k++) sum += Math.sign(x) / k;
  if (y > x) return sum - y / 4;
  return Math.max(sum, x % 2) ** 2;
};

test("definition, passes and generated JavaScript agree with the function, with arrays and numbers as arguments", () => {
  const program = map.recognise(functionSourceOf(blend, "blend"))!;
  const xs = Float64Array.from([1, -2.5, Number.NaN, -0, 7, Number.POSITIVE_INFINITY, 0.1]);
  const ys = Float32Array.from([0.5, -7, 1, 0, 9, 2, Number.NEGATIVE_INFINITY]);
  const calls: { readonly layouts: CallLayout["arrays"]; readonly args: readonly (NumericArray | number)[] }[] = [
    { layouts: { x: flat(7), y: flat(7, "f32"), blend_out: flat(7, "f32") }, args: [xs, ys, new Float32Array(7)] },
    { layouts: { x: flat(7), blend_out: flat(7, "i32") }, args: [xs, 1.5, new Int32Array(7)] },
    { layouts: { y: flat(7, "f32"), blend_out: flat(7) }, args: [-2, ys, new Float64Array(7)] },
  ];
  for (const { layouts, args } of calls) {
    const call: CallLayout = { arrays: layouts, constants: {} };
    map.runOriginal!(blend as (...args: readonly unknown[]) => unknown, args);
    const wanted = args[2] as NumericArray;
    const bound = map.bind(program, call);
    const passed = map.passes.filter(({ exact }) => exact).reduce((current, pass) => pass.run(current), bound);
    for (const each of [bound, passed]) {
      const out = wanted.slice().fill(0);
      const values = Object.fromEntries(["x", "y"].map((name, index) => [name, args[index]!]));
      const arrays = Object.fromEntries(
        Object.entries({ ...values, blend_out: out }).filter(([, value]) => typeof value !== "number"),
      );
      const scalars = Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === "number"));
      map.interpret(each, call, {
        arrays: arrays as Record<string, NumericArray>,
        scalars: scalars as Record<string, number>,
      });
      assert.equal([...out], [...wanted]);
    }
    const space = map.variants(passed, call, machine, true);
    const js = space.seeds.find(({ target }) => target === "js")!;
    const lowered = map.lower(passed, call, js);
    const run = new Function("extents", generate(lowered, "js").source)(lowered.extents) as (
      ...args: readonly unknown[]
    ) => void;
    const out = wanted.slice().fill(0);
    run(args[0], args[1], out);
    assert.equal([...out], [...wanted]);
  }
});

test("the variant space: legal default and seeds, reasons for the rest; exact keeps C out where it rounds otherwise", () => {
  const sine = recognise("function f(x: number) { return Math.sin(x); }")!;
  const call: CallLayout = { arrays: { x: flat(1 << 20), f_out: flat(1 << 20) }, constants: {} };
  const bound = map.bind(sine, call);
  const free = map.variants(bound, call, machine, false);
  assert.is(free.default.target, "openmp");
  assert.is(free.default.threads, 2);
  for (const seed of free.seeds) assert.is(free.illegal(seed), undefined);
  assert.is(free.illegal({ ...free.default, compiler: "none" }), "native code needs a compiler");
  assert.is(map.variants(bound, call, machine, true).default.target, "js");
  assert.equal(map.cost(bound, call), { points: 1 << 20, flops: 1 << 20, bytes: 1 << 24, roundings: 5 });
});

test("f.map makes an array like the first one", () => {
  const marked = (...args: readonly unknown[]) => {
    const out = args.at(-1) as number[];
    if (args.length === 1) return 42;
    for (let i = 0; i < out.length; i++) out[i] = i;
    return undefined;
  };
  const one = recognise("function f(x: number) { return x; }")!;
  const two = recognise("function f(x: number, y: number) { return x + y; }")!;
  const u = grid([2, 3], { dtype: "f32", boundary: "wrap" });
  const made = map.methods!.map!(marked, [2, u], two) as ReturnType<typeof grid>;
  assert.equal([made.shape, made.dtype, made.boundary, made[5]], [[2, 3], "f32", "wrap", 5]);
  assert.not(made === u);
  assert.ok(map.methods!.map!(marked, [new Int32Array(4)], one) instanceof Int32Array);
  assert.is(map.methods!.map!(marked, [3], one), 42);
  assert.ok(map.runsAsScalar!([1, 2]));
  assert.not(map.runsAsScalar!([1, u]));
});

test.run();
