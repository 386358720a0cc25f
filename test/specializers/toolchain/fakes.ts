// Compilers that do what a test needs: shell scripts under a compiler's name.
import { chmodSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findProgram } from "../../../specializers/toolchain/programs.ts";
import { temporaryFolder } from "../../support/temp.ts";

export const realGcc = findProgram("gcc");

/** A search path with only this compiler. In the script, `$REAL` is the real one and "$@" its arguments. */
export const fakeCompiler = (script: string, name = "gcc"): string => {
  const folder = temporaryFolder("fake");
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\nREAL='${realGcc ?? ""}'\n${script}\n`);
  chmodSync(file, 0o755);
  return folder;
};

/** Answers what it is, and does `script` when it is to compile. */
export const whenCompiling = (script: string): string =>
  `case " $* " in *" -c kernel.c "*) ${script} ;; *) exec "$REAL" "$@" ;; esac`;

/** A search path with only the real compiler of that name. */
export const onlyCompiler = (name: string): string => {
  const folder = temporaryFolder("only");
  const real = findProgram(name);
  if (real !== undefined) symlinkSync(real, join(folder, name));
  return folder;
};
