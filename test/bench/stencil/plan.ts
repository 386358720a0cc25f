// A case as the compiler sees it: its plan for given facts of a machine, without a call.
import { makePlan, type Plan } from "../../../specializers/plan.ts";
import type { ArrayLayout, MachineFacts, Specializer } from "../../../specializers/specializer.ts";
import { stencil } from "../../../specializers/stencil/index.ts";
import { functionSourceOf } from "../../../specializers/syntax/function-source.ts";
import { machine } from "../../../specializers/toolchain/machine.ts";
import type { BenchCase } from "./case.ts";

/** This machine, with gcc. */
export const factsHere = (): MachineFacts => {
  const { cores, vectorBytes, lastLevelCacheBytes } = machine();
  return { cores, vectorBytes, lastLevelCacheBytes, compilers: ["gcc"] };
};

/** The plan of a call, or of `iterate` where the case has steps. */
export function planOf(bench: BenchCase, facts: MachineFacts): Plan {
  const { kernel, dtype, shape, inputs, outputs, tables = {}, steps, name } = bench;
  const source = functionSourceOf(kernel);
  const program = stencil.recognise(source);
  if (program === undefined) throw new Error(`${name} is no stencil`);
  const once = { specializer: stencil as unknown as Specializer, program };
  const found = steps === undefined ? once : stencil.iterated?.(program);
  if (found === undefined) throw new Error(`${name} can't be iterated`);
  const layout = (of: Pick<ArrayLayout, "dtype" | "shape">): ArrayLayout => ({ ...of, boundary: "none" });
  const arrays = Object.fromEntries([
    ...[...inputs, ...outputs].map((grid) => [grid, layout({ dtype, shape })] as const),
    ...Object.entries(tables).map(([table, { length }]) => [table, layout({ dtype: "f64", shape: [length] })] as const),
  ]);
  return makePlan({ ...found, source }, { arrays, constants: {} }, facts, { exact: false, targets: undefined });
}
