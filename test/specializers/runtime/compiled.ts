// Compiles hand-made kernels for tests, in a cache of the test's own.
import { type Cache, openCache } from "../../../specializers/cache/index.ts";
import type { GeneratedKernel } from "../../../specializers/codegen/generated.ts";
import type { TrialCode } from "../../../specializers/runtime/trial/kernel.ts";
import { compileSync } from "../../../specializers/toolchain/compile.ts";
import { findToolchain } from "../../../specializers/toolchain/compilers.ts";
import { temporaryFolder } from "../../support/temp.ts";

export const testCache = (): Cache => openCache(temporaryFolder("cache"));

/** Why no kernel can be compiled here; undefined when one can. */
export const noCompiler = (cache: Cache): string | undefined => {
  const { compilers, notes } = findToolchain(cache);
  return compilers.length > 0 ? undefined : notes.join(" ");
};

export const codeOf = (cache: Cache, kernel: GeneratedKernel, compiler?: string): TrialCode => {
  const { parameters, source } = kernel;
  if (kernel.language === "js") return { language: "js", source, parameters };
  const result = compileSync({ kernel, compiler, cache });
  if (!result.ok) throw new Error(result.log);
  return { language: "c", library: result.library, parameters };
};
