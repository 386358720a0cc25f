// Hand-made kernels with the generated ABI, right and wrong: out = s × the sum of each interior point's row neighbours.
import type { EntryParameter, GeneratedKernel } from "../../../specializers/codegen/generated.ts";
import type { CheckCase } from "../../../specializers/tuner/job.ts";

export const parameters: readonly EntryParameter[] = [
  { name: "u", kind: "array", dtype: "f64", access: "in" },
  { name: "out", kind: "array", dtype: "f64", access: "out" },
  { name: "s", kind: "scalar", dtype: "f64", access: "in" },
];

/** What each kernel does wrong, in C; `h` and `w` are the extents. */
const bodies = {
  right: "",
  "wrong at one point": "  if (h > 4) out[3 * w + 2] += 1e-3;\n",
  "missing write": "  out[1 * w + 1] = before;\n",
  "out of bounds": "  out[h * w + 3] = 1;\n",
  "before the start": "  out[-2] = 1;\n",
  "changes its input": "  u[5] = 7;\n",
  segfault: "  *(volatile int *)8 = 1;\n",
  "endless loop": "  for (volatile int run = 1; run;) { }\n",
  "endless, polls": "  while (!*(volatile const int32_t *)cancel) { }\n  return 1;\n",
  slow: "  for (volatile long i = 0; i < 30000000; i++) { }\n",
  "does not compile": "  this is not C;\n",
} as const;
export type Flavour = keyof typeof bodies;

const loops = (flavour: Flavour, h: string, w: string): string => `  const int64_t h = ${h}, w = ${w};
  const double before = out[1 * w + 1];
  (void)before;
  #pragma omp parallel for
  for (int64_t i = 1; i < h - 1; i++)
    for (int64_t j = 1; j < w - 1; j++) out[i * w + j] = s * (u[i * w + j - 1] + u[i * w + j + 1]);
${bodies[flavour]}  return *cancel != 0;
`;

export const kernelOf = (flavour: Flavour, extents: readonly number[] = [16, 16], exact = false): GeneratedKernel => ({
  language: "c",
  source: `#include <stdint.h>
// ${flavour}
int32_t taipan_run(double *u, double *out, double s, const int32_t *cancel) {
${loops(flavour, String(extents[0]), String(extents[1]))}}
int32_t taipan_any(const int64_t *extents, double *u, double *out, double s, const int32_t *cancel) {
${loops(flavour, "extents[0]", "extents[1]")}}
`,
  parameters,
  lines: new Map(),
  flags: [],
  exact,
  single: false,
});

export const javaScriptKernel = (mistake = 0): GeneratedKernel => ({
  language: "js",
  source: `const [h, w] = extents;
return (u, out, s) => {
  for (let i = 1; i < h - 1; i++)
    for (let j = 1; j < w - 1; j++) out[i * w + j] = s * (u[i * w + j - 1] + u[i * w + j + 1]) + ${mistake};
};`,
  parameters,
  lines: new Map(),
  flags: [],
  exact: true,
  single: false,
});

/** The living definition. */
export const rowSums = (u: Float64Array, out: Float64Array, s: number, [h, w]: readonly [number, number]): void => {
  for (let i = 1; i < h - 1; i++) {
    for (let j = 1; j < w - 1; j++) out[i * w + j] = s * (u[i * w + j - 1]! + u[i * w + j + 1]!);
  }
};

export const checkOf = (extents: readonly [number, number]): CheckCase => {
  const length = extents[0] * extents[1];
  const u = Float64Array.from({ length }, (_, i) => Math.sin(i * 1.7) + 2);
  const out = new Float64Array(length).fill(Number.NaN);
  const after = out.slice();
  rowSums(u, after, 0.5, extents);
  return {
    extents,
    before: { u, out },
    after: { u, out: after },
    scalars: { s: 0.5 },
    bound: { out: new Float64Array(length).fill(4 * Number.EPSILON * 4) },
    singleBound: undefined,
  };
};

export const checks: readonly CheckCase[] = [checkOf([3, 3]), checkOf([5, 7]), checkOf([9, 4])];
