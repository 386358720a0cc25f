// Every exact pass leaves every bit of every result as it was: random programs, before and after, under the definition.
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { DType } from "../../../specializers/ir/dtype.ts";
import type { Statement } from "../../../specializers/ir/expressions.ts";
import { bodyPasses } from "../../../specializers/ir/passes/index.ts";
import { printBody } from "../../../specializers/ir/print.ts";
import type { NumericArray } from "../../../specializers/specializer.ts";
import { interpret } from "../../../specializers/stencil/interpret.ts";
import type { BoundProgram, SymbolicProgram } from "../../../specializers/stencil/program.ts";
import { createRandom } from "../../../specializers/tuner/random.ts";
import { bodies } from "./random-programs.ts";

const at = { start: 0, end: 0 };
const shape = [3, 4];
const box = {
  from: [0, 0],
  to: shape,
  step: [1, 1],
  fromEdges: shape.map(() => ({ anchor: "start", offset: 0 }) as const),
  toEdges: shape.map(() => ({ anchor: "end", offset: 0 }) as const),
};

const head = {
  kind: "stencil",
  name: "f",
  at,
  source: { name: "", text: "", firstLine: 1 },
  parameters: [],
  captures: [],
  structuralScalars: [],
} as const;
const symbolic: SymbolicProgram = { ...head, stage: "symbolic", sweeps: [] };

const storages = { f64: Float64Array, f32: Float32Array, i32: Int32Array, u8: Uint8Array } as const;

function resultOf(body: readonly Statement[], dtype: DType): NumericArray {
  const random = createRandom(3);
  const specials = [Number.NaN, -0, 0, Number.POSITIVE_INFINITY, 1e300];
  const fill = (index: number) => (index % 5 === 2 ? specials[index % specials.length]! : 6 * random() - 3);
  const out = new storages[dtype](Array.from({ length: 12 }, (_, index) => fill(index)));
  const program: BoundProgram = {
    ...head,
    stage: "bound",
    symbolic,
    exact: true,
    rank: 2,
    dtypes: { out: dtype },
    sweeps: [{ kind: "sweep", at, over: "out", domain: box, body }],
  };
  const layout = (of: DType) => ({ dtype: of, shape, boundary: "wrap" }) as const;
  const call = { arrays: { u: layout("f64"), v: layout("f32"), out: layout(dtype) }, constants: {} };
  const u = Float64Array.from({ length: 12 }, (_, index) => fill(index));
  const v = Float32Array.from({ length: 12 }, (_, index) => fill(index + 1));
  const w = Float64Array.from([1.5, -2, 0.25]);
  interpret(program, call, { arrays: { u, v, out, w }, scalars: { s: -0.75 } });
  return out;
}

const same = (a: NumericArray, b: NumericArray) => [...a].every((value, index) => Object.is(value, b[index]));

const exact = bodyPasses.filter((pass) => pass.exact);
/** More with TAIPAN_RUNS. */
const runs = { numRuns: Number(process.env.TAIPAN_RUNS ?? 100), seed: 20240711, endOnFailure: true };

for (const pass of exact)
  test(`${pass.name} keeps every bit`, () => {
    let changed = 0;
    fc.assert(
      fc.property(bodies, fc.constantFrom<DType>("f64", "f32", "i32", "u8"), (body, dtype) => {
        const after = pass.run(body, { out: dtype });
        if (after !== body) changed++;
        if (!same(resultOf(body, dtype), resultOf(after, dtype)))
          throw new Error(`${dtype}\n${printBody(body).join("\n")}\n-- became\n${printBody(after).join("\n")}`);
      }),
      runs,
    );
    assert.ok(changed > 0, "the pass never changed a program: the test shows nothing");
  });

test("all exact passes in a row keep every bit, and running them again changes nothing that matters", () => {
  fc.assert(
    fc.property(bodies, fc.constantFrom<DType>("f64", "f32", "i32", "u8"), (body, dtype) => {
      const once = exact.reduce((current, pass) => pass.run(current, { out: dtype }), body);
      const twice = exact.reduce((current, pass) => pass.run(current, { out: dtype }), once);
      if (!same(resultOf(body, dtype), resultOf(once, dtype)) || !same(resultOf(body, dtype), resultOf(twice, dtype)))
        throw new Error(`${dtype}\n${printBody(body).join("\n")}\n-- became\n${printBody(once).join("\n")}`);
    }),
    runs,
  );
});

test("a pass that finds nothing to do gives the same list back", () => {
  const body: readonly Statement[] = [
    { kind: "store", at, array: "out", value: { kind: "load", at, type: "number", array: "u", offset: [1, 0] } },
  ];
  for (const pass of bodyPasses) assert.is(pass.run(body, { out: "f64" }), body, pass.name);
});

test("passes that are not exact stay near", () => {
  const relaxed = bodyPasses.filter((pass) => !pass.exact);
  assert.ok(relaxed.length > 0);
  const load = { kind: "load", at, type: "number", array: "u", offset: [0, 0] } as const;
  const three = { kind: "constant", at, type: "number", value: 3 } as const;
  const value = {
    kind: "binary",
    at,
    type: "number",
    operator: "/",
    left: { kind: "binary", at, type: "number", operator: "**", left: load, right: three },
    right: three,
  } as const;
  const body: readonly Statement[] = [{ kind: "store", at, array: "out", value }];
  const after = relaxed.reduce((current, pass) => pass.run(current, { out: "f64" }), body);
  assert.not.equal(after, body);
  const [wanted, got] = [resultOf(body, "f64"), resultOf(after, "f64")];
  for (const [index, each] of wanted.entries())
    assert.ok(
      Object.is(each, got[index]) || Math.abs(each - got[index]!) <= 1e-14 * Math.abs(each),
      `${each} ${got[index]}`,
    );
});

test("x ** 2 is x * x", () => {
  const two = Number("2");
  fc.assert(
    fc.property(fc.double(), (x) => Object.is(x ** two, x * x)),
    { numRuns: 20000, seed: 1 },
  );
});

test.run();
