// C files of `native/`, compiled by gcc with the flags of every kernel.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openCache } from "../../../specializers/cache/index.ts";
import { compileSync } from "../../../specializers/toolchain/compile.ts";
import { packageRoot } from "../../support/root.ts";

/** The library's file. @throws Error where gcc can't */
export function compileNative(name: string, flags: readonly string[] = []): string {
  const folder = join(packageRoot, "test/bench/native");
  const source = readFileSync(join(folder, `${name}.c`), "utf8");
  const compiled = compileSync({
    kernel: {
      language: "c",
      source,
      parameters: [],
      lines: new Map(),
      flags: [`-I${folder}`, ...flags],
      exact: false,
      single: false,
    },
    compiler: "gcc",
    cache: openCache(),
  });
  if (!compiled.ok) throw new Error(compiled.log);
  return compiled.library;
}
