// Generated CUDA as a library that runs on the CPU.
import { execFileSync } from "node:child_process";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { GeneratedKernel } from "../../../specializers/codegen/generated.ts";
import { packageRoot } from "../root.ts";
import { temporaryFolder } from "../temp.ts";

const folder = temporaryFolder("cuda");
let count = 0;

/** Not optimised: compiling takes longer than what the tests run. */
const STANDARD = ["-std=c++17", "-O0", "-fPIC", "-Wall", "-Werror"];
const QUIET = ["-Wno-unused-variable", "-Wno-unused-function", "-Wno-unused-but-set-variable"];

const compile = (contract: string, ...rest: string[]): void =>
  void execFileSync("g++", [...STANDARD, ...QUIET, `-ffp-contract=${contract}`, ...rest], {
    encoding: "utf8",
    stdio: "pipe",
  });

/** The header, compiled beforehand: it takes most of the time. */
const prepared = new Set<string>();
const prepare = (contract: string, version: number): string => {
  const own = join(folder, `${contract}-${version}.h`);
  if (!prepared.has(own)) {
    copyFileSync(join(packageRoot, "test", "support", "cuda", "emulate.h"), own);
    compile(contract, `-DCUDART_VERSION=${version}`, "-x", "c++-header", own, "-o", `${own}.gch`);
    prepared.add(own);
  }
  return own;
};

/** The library's file, made for a version of CUDA's runtime. @throws Error with what the compiler said */
export function emulated({ source, flags }: Pick<GeneratedKernel, "source" | "flags">, version = 13000): string {
  const file = join(folder, `kernel-${count++}.cu`);
  const library = `${file}.so`;
  writeFileSync(file, source);
  const contract = flags.includes("-fmad=true") ? "fast" : "off";
  try {
    compile(
      contract,
      "-shared",
      `-DCUDART_VERSION=${version}`,
      "-include",
      prepare(contract, version),
      "-x",
      "c++",
      file,
      "-o",
      library,
    );
  } catch (error) {
    throw new Error(`${(error as { stderr?: string }).stderr}\n${source}`);
  }
  return library;
}
