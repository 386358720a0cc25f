// Many generated kernels in one library, so that the compiler is started once for all of them.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cTypeOf } from "../../../specializers/ir/dtype.ts";
import { koffi } from "../../../specializers/runtime/native.ts";
import type { CallData } from "../../../specializers/specializer.ts";
import { temporaryFolder } from "../../support/temp.ts";
import { copyOf, guarded } from "../targets/execute.ts";
import { compare, type Native } from "./held-alike.ts";

/** Compiles all, runs each through both of its entries on guarded arrays. @throws Error where one differs */
export function runTogether(natives: readonly Native[], compiler: string): void {
  const folder = temporaryFolder("together");
  const files = natives.map(({ kernel }, number) => {
    const file = join(folder, `k${number}.c`);
    const names = `#define taipan_run run_${number}\n#define taipan_any any_${number}\n`;
    writeFileSync(file, names + kernel.source);
    return file;
  });
  const library = join(folder, "together.so");
  // -O0: the text is what is tested; the flags that change results are those of all kernels together
  for (const contract of ["off", "fast"]) {
    const some = natives
      .map((native, number) => ({ native, number }))
      .filter(({ native }) => native.kernel.flags.includes(`-ffp-contract=${contract}`));
    if (some.length === 0) continue;
    const target = library.replace(".so", `-${contract}.so`);
    const flags = [
      "-O0",
      "-march=native",
      "-fopenmp",
      "-fPIC",
      "-shared",
      "-w",
      `-ffp-contract=${contract}`,
      "-fno-math-errno",
    ];
    const ran = spawnSync(compiler, [...flags, "-o", target, ...some.map(({ number }) => files[number]!), "-lm"], {
      encoding: "utf8",
    });
    if (ran.status !== 0) throw new Error(`${compiler}: ${ran.stderr.slice(0, 2000)}`);
    const opened = koffi().load(target);
    for (const { native, number } of some) {
      const types = native.kernel.parameters.map(({ kind, dtype }) =>
        kind === "array" ? `${cTypeOf[dtype]} *` : "double",
      );
      const run = opened.func(`run_${number}`, "int32_t", [...types, "int32_t *"]);
      const any = opened.func(`any_${number}`, "int32_t", ["int64_t *", ...types, "int32_t *"]);
      const extents = BigInt64Array.from(native.extents, BigInt);
      check(native, "C", (values) => run(...values, Int32Array.of(0)));
      check(native, "C for any shape", (values) => any(extents, ...values, Int32Array.of(0)));
    }
  }
}

function check(native: Native, what: string, run: (values: readonly unknown[]) => number): void {
  const { kernel, data, sample, config, wanted, limits } = native;
  const guards = kernel.parameters.flatMap(({ name, kind, dtype }) =>
    kind === "array" ? [[name, guarded(name, data.arrays[name]!, dtype, 0)] as const] : [],
  );
  const arrays = Object.fromEntries(guards.map(([name, { array }]) => [name, array]));
  const status = run(kernel.parameters.map(({ name }) => arrays[name] ?? data.scalars[name]));
  if (status !== 0) throw new Error(`${sample.name}: status ${status}`);
  const got: CallData = copyOf({ arrays, scalars: data.scalars });
  compare(`${sample.name}, ${what} ${JSON.stringify(config)}`, sample, got, wanted, limits);
  for (const [, { check: unharmed }] of guards) unharmed();
}
