// A rewritten cell as a script in the session's own context; what only V8 finds wrong with it gets its place.
import vm from "node:vm";
import type { Place } from "../transform/positions.ts";
import type { CellRuntime } from "./cell-runtime.ts";

export type CellFunction = (runtime: CellRuntime) => Promise<readonly [unknown] | undefined>;

/** Modules that a cell imports resolve from the folder of `filename`. */
export function compile(script: string, filename: string): CellFunction {
  return new vm.Script(script, {
    filename,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }).runInThisContext({ displayErrors: false }) as CellFunction;
}

/** Line, column and length of what V8 could not compile: it draws them above the stack. */
export function placeOfCompileError(
  error: unknown,
  filename: string,
): (Place & { readonly length: number }) | undefined {
  if (!(error instanceof SyntaxError) || typeof error.stack !== "string") return undefined;
  const [location = "", , marks = ""] = error.stack.split("\n");
  const line = location.startsWith(`${filename}:`) ? Number(location.slice(filename.length + 1)) : Number.NaN;
  const under = /\^+/.exec(marks);
  return Number.isInteger(line) && under ? { line, column: under.index + 1, length: under[0].length } : undefined;
}
