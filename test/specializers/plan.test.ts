// What records of a plan go by.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { makePlan } from "../../specializers/plan.ts";
import type { Specializer } from "../../specializers/specializer.ts";
import { type StencilProgram, stencil } from "../../specializers/stencil/index.ts";
import { functionSourceOf } from "../../specializers/syntax/function-source.ts";

const test = suite("plan");

const machine = { cores: 2, vectorBytes: 32, lastLevelCacheBytes: 1 << 20, compilers: ["gcc"] };
const layout = { dtype: "f64", shape: [20, 20], boundary: "none" } as const;

function keyOf(specializer: Specializer<StencilProgram>, text: string, exact = false): string {
  const source = functionSourceOf(new Function(`return ${text}`)() as () => void, "f");
  const program = specializer.recognise(source)!;
  const call = { arrays: { u: layout, out: layout }, constants: {} };
  return makePlan({ specializer, source, program }, call, machine, { exact, targets: undefined }).key;
}

const twice = "function f(u, out) { for (const p of out.points()) out[p] = 2 * u[p]; }";

test("the same program has the same key, wherever it stands", () => {
  assert.is(keyOf(stencil, twice), keyOf(stencil, twice.replace("{ for", "{\n  // twice\n  for")));
  assert.is.not(keyOf(stencil, twice), keyOf(stencil, twice.replace("2 *", "3 *")));
  assert.is.not(keyOf(stencil, twice), keyOf(stencil, twice, true));
});

test("a specializer of the same name that lowers otherwise has other keys", () => {
  const other: typeof stencil = { ...stencil, lower: (program, call, config) => stencil.lower(program, call, config) };
  assert.is.not(keyOf(stencil, twice), keyOf(other, twice));
});

test.run();
