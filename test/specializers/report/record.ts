// The parts of which the report models are made: a source, trials, passes.
import type { PassRecord } from "../../../specializers/report/model.ts";
import type { Axis } from "../../../specializers/specializer.ts";
import type { Trial } from "../../../specializers/tuner/job.ts";
import { recorded } from "./recorded.ts";

export const text = `function laplacian(u: Grid, out: Grid) {
  for (const p of out.interior())
    out[p] = u.at(p, 1, 0, 0) + u.at(p, -1, 0, 0) + u.at(p, 0, 1, 0)
           + u.at(p, 0, -1, 0) + u.at(p, 0, 0, 1) + u.at(p, 0, 0, -1) - 6 * u[p];
}`;
export const source = { name: "Cell 3", text, firstLine: 2 };

export const axes: readonly Axis[] = [
  { name: "target", label: "target", values: ["openmp", "js"], ordered: false },
  { name: "compiler", label: "compiler", values: ["gcc", "clang"], ordered: false },
  { name: "threads", label: "threads", values: [1, 2], ordered: true },
  {
    name: "stores",
    label: "stores",
    values: ["plain", "streaming", "plain, full lines", "streaming, full lines"],
    ordered: false,
  },
  { name: "tileY", label: "tile y", values: [0, 16, 32, 64], ordered: true },
  { name: "jamJ", label: "jam j", values: [1, 2, 4], ordered: true },
  { name: "jamK", label: "jam k", values: [1, 2, 4, 8], ordered: true },
  { name: "prefetch", label: "prefetch", values: ["none", "L1", "L2"], ordered: false },
];

export const bound = 1.6e-15;
export const timed = recorded.map(([stores, tileY, jamJ, jamK, prefetch, median, least], i): Trial => {
  const config = { target: "openmp", compiler: "gcc", threads: 2, stores, tileY, jamJ, jamK, prefetch };
  return {
    name: `gcc t2 ${stores.replace(", full lines", "-full")} y${tileY} j${jamJ} k${jamK} ${prefetch}`,
    config,
    target: "openmp",
    status: "ok",
    seconds: Number((median / 1e3).toPrecision(6)),
    noise: Math.round(((median - least) / median) * 250) / 1e3,
    samples: [median / 1e3, (2 * median - least) / 1e3, least / 1e3],
    error: 3.1e-16,
    bound,
    compileSeconds: 0.092 + (i % 7) / 150,
    why: "",
    at: Math.round((0.4 + i * 0.27 + (i % 3) * 0.05) * 1e3) / 1e3,
    artifact: `~/.cache/taipan/artifacts/${(0x5eed00 + i * 7919).toString(16)}`,
  };
});

export const javascript: Trial = {
  ...timed[0]!,
  name: "js",
  config: { target: "js" },
  target: "js",
  seconds: 0.0634,
  noise: 0.012,
  compileSeconds: undefined,
  artifact: undefined,
  error: 0,
  bound: 0,
  at: 0.05,
};
export const plain: Trial = {
  ...timed[0]!,
  name: "gcc t1 plain y0 j1 k1 none",
  config: {
    target: "openmp",
    compiler: "gcc",
    threads: 1,
    stores: "plain",
    tileY: 0,
    jamJ: 1,
    jamK: 1,
    prefetch: "none",
  },
  seconds: 0.0274,
  noise: 0.008,
  at: 0.21,
};
export const failedTrial = (base: Trial, status: Trial["status"], why: string): Trial => ({
  ...base,
  name: `${base.name} ${status}`,
  status,
  why,
  seconds: undefined,
  noise: undefined,
  samples: [],
  error: undefined,
  bound: undefined,
});
export const failed: readonly Trial[] = [
  failedTrial(
    { ...timed[7]!, config: { ...timed[7]!.config, tileY: 16 } },
    "wrong",
    "wrong at [3, 254, 1]: 1.5, expected 2.5 (bound 1.6e-15)",
  ),
  failedTrial(
    { ...timed[20]!, config: { ...timed[20]!.config, compiler: "clang" } },
    "compile-error",
    "laplacian.c:41:9: error: unknown type name 'v8d'",
  ),
  failedTrial({ ...timed[31]!, config: { ...timed[31]!.config, jamJ: 4 } }, "timeout", "timeout: no result within 2 s"),
];

export const winner = timed.reduce((a, b) => (b.seconds! < a.seconds! ? b : a));

export const passes: readonly PassRecord[] = [
  {
    name: "fold-constants",
    exact: true,
    does: "Computes what is known at compile time.",
    changed: false,
    notDone: [],
    after: undefined,
  },
  {
    name: "hoist-common",
    exact: true,
    does: "Names a value that is computed twice.",
    changed: true,
    notDone: ["u[p - P] + u[p + P]: used once only"],
    after: undefined,
  },
  {
    name: "reassociate",
    exact: false,
    does: "Adds pairs first, so that sums do not wait for each other.",
    changed: true,
    notDone: [],
    after: undefined,
  },
  {
    name: "temporal-blocking",
    exact: true,
    does: "Runs several sweeps over a tile while it is in cache.",
    changed: false,
    notDone: ["one sweep a call: use laplacian.iterate(steps, u, out)"],
    after: undefined,
  },
];

export const c = `#include "taipan.h"
#define P 65536
#define R 256

static inline v8d right(const double *c) {
  return shift(load(c), load(c + 8));
}

int32_t taipan_run(double *restrict u, double *restrict out, const int32_t *cancel) {
  #pragma omp parallel for schedule(static)
  for (long y0 = 1; y0 < 255; y0 += 64)
    for (long i = 1; i < 255; i += 2) {
      if (*cancel) continue;
      for (long j = y0; j < min(y0 + 64, 255); j += 2) {
        v8d s00 = load(u + c + P) + load(u + c - P) + load(u + c + R)
                + load(u + c - R) + right(u + c) + left(u + c) - 6.0 * load(u + c);
        stream(out + c, s00);
      }
    }
  return *cancel != 0;
}
`;
export const generated = {
  language: "c" as const,
  source: c,
  cellLines: [
    [10, 3],
    [11, 3],
    [12, 3],
    [14, 3],
    [15, 4],
    [16, 5],
    [17, 4],
  ] as const,
};
