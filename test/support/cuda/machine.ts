// A machine with a CUDA device, emulated: a driver library that sees one, and an nvcc that compiles for the CPU. Both
// are found as real ones are, by the loader's and the shell's search paths.
import { execFileSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../root.ts";
import { temporaryFolder } from "../temp.ts";

/** The environment of a process on such a machine; its compiled code and records are its own. */
export function emulatedMachine(): NodeJS.ProcessEnv {
  const folder = temporaryFolder("gpu");
  const support = join(packageRoot, "test", "support", "cuda");
  execFileSync("gcc", ["-shared", "-fPIC", join(support, "driver.c"), "-o", join(folder, "libcuda.so.1")]);
  const nvcc = join(folder, "nvcc");
  writeFileSync(
    nvcc,
    `#!/bin/sh
case "$1" in --version) echo "Cuda compilation tools, release 13.0, V13.0.0"; exit 0 ;; esac
contract=off
for argument; do case "$argument" in -fmad=true) contract=fast ;; esac; done
exec g++ -std=c++17 -O1 -fPIC -shared "-ffp-contract=$contract" -include '${join(support, "emulate.h")}' -x c++ kernel.cu -o kernel.so
`,
  );
  chmodSync(nvcc, 0o755);
  return {
    ...process.env,
    PATH: `${folder}:${process.env.PATH}`,
    LD_LIBRARY_PATH: folder,
    XDG_CACHE_HOME: temporaryFolder("gpu-cache"),
  };
}
