// No generated code reads or writes outside of its arrays: exactly sized ones under the address sanitizer.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { GeneratedKernel } from "../../../specializers/codegen/generated.ts";
import { bytesOf, cTypeOf } from "../../../specializers/ir/dtype.ts";
import type { Config } from "../../../specializers/specializer.ts";
import { machine } from "../../../specializers/toolchain/machine.ts";
import { skip } from "../../support/skip.ts";
import { temporaryFolder } from "../../support/temp.ts";
import { makeCase, type ProgramSpec } from "./build.ts";
import { kernelOf } from "./execute.ts";
import { box2d, gradient, laplacian, limiter, line } from "./samples.ts";

const test = suite("memory");
const folder = temporaryFolder("memory");

const base: Config = { target: "openmp", compiler: "gcc", threads: 1, streaming: false, prefetch: "none" };
const configs: readonly Config[] = [
  { ...base, vector: machine().vectorBytes, jamOuter: 2, jamInner: 2, tile: 8, streaming: true, prefetch: "T0+2" },
  { ...base, vector: 32, jamOuter: 2 },
];
const cases: readonly (readonly [ProgramSpec, readonly (readonly number[])[]])[] = [
  [
    laplacian([6, 9, 16]),
    [
      [3, 3, 3],
      [4, 4, 8],
      [5, 7, 13],
    ],
  ],
  [
    laplacian([5, 6, 16], "wrap"),
    [
      [1, 1, 1],
      [2, 3, 8],
    ],
  ],
  [
    box2d([6, 16], "none"),
    [
      [3, 3],
      [4, 8],
      [5, 9],
    ],
  ],
  [gradient([6, 7, 16]), [[3, 4, 16]]],
  [
    limiter([8, 16]),
    [
      [4, 4],
      [5, 17],
    ],
  ],
  [line([64], "clamp"), [[1], [7], [67]]],
];

/** A program that calls both entries on arrays of exactly the right size, at the start of a line and `skew` behind it. */
function driver(
  { parameters, source }: GeneratedKernel,
  spec: ProgramSpec,
  shapes: readonly (readonly number[])[],
): string {
  const call = (entry: string, extents: readonly number[], skew: number, leading: string) => {
    const n = extents.reduce((a, b) => a * b, 1);
    const arrays = parameters.filter(({ kind }) => kind === "array");
    const blocks = arrays.map(
      ({ name, dtype }) =>
        `${cTypeOf[dtype]} *${name} = (void *)exact(${n * bytesOf[dtype]}, ${skew * bytesOf[dtype]});`,
    );
    const values = parameters.map(({ kind, name }) => (kind === "scalar" ? "0.5" : name));
    return `{ ${blocks.join(" ")} if (${entry}(${leading}${values.join(", ")}, &cancel)) return 2; }`;
  };
  const any = shapes.flatMap((extents) =>
    [0, 1].map((skew) => call("taipan_any", extents, skew, `(const int64_t[]){${extents.join(", ")}}, `)),
  );
  return `${source}
#include <stdlib.h>
#include <string.h>
static char *exact(size_t bytes, size_t skew) {
  void *block;
  if (posix_memalign(&block, 64, bytes + skew)) exit(3);
  memset(block, 0, bytes + skew);
  return (char *)block + skew;
}
int main(void) {
  const int32_t cancel = 0;
  ${[call("taipan_run", spec.extents, 0, ""), call("taipan_run", spec.extents, 1, ""), ...any].join("\n  ")}
  return 0;
}
`;
}

// Not optimised: every access of the text is there and is looked at, and compiling takes a fifth of the time.
const sanitizer = [
  "-O0",
  "-g",
  "-march=native",
  "-fopenmp-simd",
  "-fsanitize=address,undefined",
  "-fno-sanitize-recover=all",
];
const probe = join(folder, "probe.c");
writeFileSync(probe, "int main(void) { return 0; }\n");
const usable =
  spawnSync("gcc", [...sanitizer, probe, "-o", join(folder, "probe")]).status === 0 &&
  spawnSync(join(folder, "probe")).status === 0;

if (!usable)
  skip(test, "reads and writes stay inside of the arrays", "gcc with the address sanitizer is not installed");
else
  for (const [i, [spec, shapes]] of cases.entries())
    for (const [k, config] of configs.entries())
      test(`sample ${i}, configuration ${k}: reads and writes stay inside of the arrays`, () => {
        const kernel = kernelOf(makeCase(spec), config);
        const file = join(folder, `case-${i}-${k}`);
        writeFileSync(`${file}.c`, driver(kernel, spec, shapes));
        const compiled = spawnSync("gcc", [...sanitizer, ...kernel.flags, `${file}.c`, "-o", file, "-lm"], {
          encoding: "utf8",
        });
        assert.is(compiled.status, 0, compiled.stderr);
        const ran = spawnSync(file, { encoding: "utf8", env: { ...process.env, ASAN_OPTIONS: "detect_leaks=0" } });
        assert.is(ran.status, 0, ran.stderr.slice(0, 3000));
      });

test.run();
