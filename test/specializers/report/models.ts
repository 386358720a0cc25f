// Models of every state a report can be in, on figures of a recorded tuning run.
import type { Explanation } from "../../../specializers/report/explanation.ts";
import type { PassRecord, ReportModel } from "../../../specializers/report/model.ts";
import type { Axis, Config } from "../../../specializers/specializer.ts";
import type { Diagnostic } from "../../../specializers/syntax/diagnostic.ts";
import type { Trial } from "../../../specializers/tuner/job.ts";
import { recorded } from "./recorded.ts";

const text = `function laplacian(u: Grid, out: Grid) {
  for (const p of out.interior())
    out[p] = u.at(p, 1, 0, 0) + u.at(p, -1, 0, 0) + u.at(p, 0, 1, 0)
           + u.at(p, 0, -1, 0) + u.at(p, 0, 0, 1) + u.at(p, 0, 0, -1) - 6 * u[p];
}`;
const source = { name: "Cell 3", text, firstLine: 2 };

const axes: readonly Axis[] = [
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

const bound = 1.6e-15;
const timed = recorded.map(([stores, tileY, jamJ, jamK, prefetch, median, least], i): Trial => {
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

const javascript: Trial = {
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
const plain: Trial = {
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
const failedTrial = (base: Trial, status: Trial["status"], why: string): Trial => ({
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
const failed: readonly Trial[] = [
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

const winner = timed.reduce((a, b) => (b.seconds! < a.seconds! ? b : a));

const passes: readonly PassRecord[] = [
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

const c = `#include "taipan.h"
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
const generated = {
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

export const final: ReportModel = {
  kernel: "laplacian",
  specializer: "stencil",
  state: "final",
  signature: "u f64 256×256×256 none, out f64 256×256×256 none",
  machine: {
    cpu: "AMD EPYC 9R14",
    cores: 2,
    memoryBytes: 24 * 2 ** 30,
    lastLevelCacheBytes: 32 * 2 ** 20,
    node: "v20.20.0",
    compilers: ["gcc 12.2.0 + libomp", "clang 14.0.6 + libomp"],
  },
  source,
  diagnostics: [],
  notes: [],
  serving: { name: winner.name, config: winner.config, target: "openmp", from: "tuned" },
  reference: { seconds: 2.093 },
  trials: [javascript, plain, ...timed, ...failed],
  best: winner,
  axes,
  cost: { points: 254 ** 3, flops: 8 * 254 ** 3, bytes: 2 * 8 * 256 ** 3, roundings: 7 },
  ceiling: { bytesPerSecond: 40.1e9, flopsPerSecond: 112e9 },
  noisy: false,
  final: true,
  checkedShapes: 6,
  calls: { count: 4, tuningSeconds: 18.4 },
  passes,
  generated,
  compiled: {
    compiler: "gcc 12.2.0",
    flags: ["-O3", "-march=native", "-fopenmp", "-fPIC", "-shared", "-ffp-contract=fast"],
    log: "",
    seconds: 0.096,
  },
  environment: { OMP_NUM_THREADS: "2", OMP_PROC_BIND: "close" },
  seed: 7,
};

export const tuning: ReportModel = {
  ...final,
  state: "tuning",
  final: false,
  trials: final.trials.slice(0, 16),
  best: final.trials.slice(2, 16).reduce((a, b) => (b.seconds! < a.seconds! ? b : a)),
  calls: { count: 1, tuningSeconds: 4.4 },
};
export const tuningServed: ReportModel = {
  ...tuning,
  serving: { ...final.serving!, name: timed[0]!.name, from: "default" },
};

export const recognised: ReportModel = {
  ...final,
  state: "recognised",
  signature: "",
  serving: undefined,
  reference: undefined,
  trials: [],
  best: undefined,
  cost: undefined,
  ceiling: undefined,
  final: false,
  checkedShapes: 0,
  calls: { count: 0, tuningSeconds: 0 },
  passes: [],
  generated: undefined,
  compiled: undefined,
};

const bad = `function blur(u: Grid, out: Grid, names: Map<string, number>) {
  for (const p of out.interior()) {
    const weight = names.get("centre <b>") ?? 1;
    out[p] = weight * u.at(p, 1, 0) + u.at(p, Math.floor(weight), 0);
  }
}`;
const badSource = { name: "Cell 5", text: bad, firstLine: 2 };
const spanOf = (piece: string): { start: number; end: number } => ({
  start: bad.indexOf(piece),
  end: bad.indexOf(piece) + piece.length,
});
const diagnostics: readonly Diagnostic[] = [
  {
    code: "STENCIL_CALL",
    message: "names.get(…) can't run in native code: only Math functions, grid reads and helpers of this cell can.",
    hint: "read the weight before the loop and pass it as a number: blur(u, out, weight)",
    source: badSource,
    at: spanOf('names.get("centre <b>")'),
  },
];
export const declined: ReportModel = {
  ...recognised,
  kernel: "blur",
  state: "declined",
  source: badSource,
  diagnostics,
  serving: { name: "TypeScript", config: { target: "reference" }, target: "reference", from: "reference" },
};

export const serving: ReportModel = {
  ...final,
  state: "serving",
  serving: { ...final.serving!, name: timed[0]!.name, from: "default" },
  reference: undefined,
  trials: [],
  best: undefined,
  ceiling: undefined,
  final: false,
  calls: { count: 1, tuningSeconds: 0 },
};

export const noCompiler: ReportModel = {
  ...final,
  machine: { ...final.machine, compilers: [] },
  notes: ["the js target serves: no compiler on PATH. `npx taipan doctor` says what to install"],
  serving: { name: "js", config: javascript.config, target: "js", from: "tuned" },
  trials: [javascript],
  best: javascript,
  generated: {
    language: "js",
    source:
      "const [n0, n1, n2] = extents;\nreturn (u, out) => {\n  for (let i = 1; i < n0 - 1; i++)\n    for (let j = 1; j < n1 - 1; j++)\n      for (let k = 1, p = (i * n1 + j) * n2 + 1; k < n2 - 1; k++, p++)\n        out[p] = u[p + 65536] + u[p - 65536] + u[p + 256] + u[p - 256] + u[p + 1] + u[p - 1] - 6 * u[p];\n};\n",
    cellLines: [
      [3, 3],
      [4, 3],
      [5, 3],
      [6, 4],
    ],
  },
  compiled: undefined,
  calls: { count: 1, tuningSeconds: 0.9 },
};

export const allFailed: ReportModel = {
  ...final,
  serving: { name: "TypeScript", config: { target: "reference" }, target: "reference", from: "reference" },
  trials: failed,
  best: undefined,
  reference: { seconds: 2.093 },
  generated: undefined,
  compiled: undefined,
};

const small: Trial = { ...winner, seconds: 3.1e-6, noise: 0.031, error: 0, bound: 0, at: 0.31, samples: [3.1e-6] };
export const inCache: ReportModel = {
  ...final,
  signature: "u f64 64×64 wrap, out f64 64×64 wrap",
  trials: [small],
  best: small,
  cost: { points: 4096, flops: 6 * 4096, bytes: 16 * 4096 * 2, roundings: 5 },
  reference: undefined,
  calls: { count: 1, tuningSeconds: 0.4 },
};

export const costModelWrong: ReportModel = { ...final, cost: { ...final.cost!, flops: 3e9 } };

const clash =
  "模糊滤镜_with_a_name_that_goes_on_and_on_and_on_and_on_and_on_until_it_no_longer_fits_any_line_of_a_notebook";
export const unicode: ReportModel = {
  ...final,
  kernel: clash,
  signature: "größe f64 1024×768 reflect, 出力 f32 1024×768 clamp, été f64 1024×768 wrap",
  state: "paused",
  final: false,
  noisy: true,
  notes: ['<img src=x onerror="alert(1)"> & {{this}} is text, not markup'],
  trials: timed.slice(0, 12).map((trial, i) => ({
    ...trial,
    name: `変種-${i}`,
    config: { ...trial.config, stores: i % 2 ? "ストリーミング書き込み" : "😀 <script>alert(1)</script>" },
    noise: 0.063,
  })),
  serving: { ...final.serving!, name: "変種-11" },
  best: {
    ...timed[11]!,
    name: "変種-11",
    config: { ...timed[11]!.config, stores: "ストリーミング書き込み" },
    noise: 0.063,
  },
};

/** Deterministic spread around the recorded times. */
const many: readonly Trial[] = Array.from({ length: 500 }, (_, i): Trial => {
  const base = timed[(i * 37) % timed.length]!;
  if (i % 41 === 40)
    return {
      ...failedTrial(base, i % 2 ? "crash" : "illegal", i % 2 ? "crashed: SIGSEGV" : "tile > extent"),
      name: `#${i}`,
      at: i * 0.21,
    };
  const config: Config = { ...base.config, tileY: 8 * ((i * 13) % 17) };
  return { ...base, name: `#${i}`, config, seconds: base.seconds! * (1 + ((i * 29) % 31) / 100), at: i * 0.21 };
});
const bestOfMany = many
  .filter((trial) => trial.seconds !== undefined)
  .reduce((a, b) => (b.seconds! < a.seconds! ? b : a));
export const fiveHundred: ReportModel = {
  ...final,
  trials: [javascript, plain, ...many],
  best: bestOfMany,
  serving: { ...final.serving!, name: bestOfMany.name },
  calls: { count: 912, tuningSeconds: 105 },
};

export const models: Readonly<Record<string, ReportModel>> = {
  recognised,
  declined,
  serving,
  tuning: tuningServed,
  final,
  "no-compiler": noCompiler,
  "all-failed": allFailed,
  "in-cache": inCache,
  "cost-model-wrong": costModelWrong,
  unicode,
  "five-hundred": fiveHundred,
};

const domain = `program laplacian(u: f64 256×256×256 in, out: f64 256×256×256 out)
  sweep out.interior(1)
    out[p] = u[+1,0,0] + u[-1,0,0] + u[0,+1,0] + u[0,-1,0] + u[0,0,+1] + u[0,0,-1] - 6 * u[p]`;
const after = `program laplacian(u: f64 256×256×256 in, out: f64 256×256×256 out)
  sweep out.interior(1)
    let s0 = u[+1,0,0] + u[-1,0,0]
    let s1 = u[0,+1,0] + u[0,-1,0]
    let s2 = u[0,0,+1] + u[0,0,-1]
    out[p] = (s0 + s1) + (s2 - 6 * u[p])`;

export const explanation: Explanation = {
  kernel: "laplacian",
  specializer: "stencil",
  signature: final.signature,
  source,
  diagnostics: [],
  domain,
  passes: passes.map((pass) => ({
    ...pass,
    changed: pass.name === "reassociate",
    after: pass.name === "reassociate" ? after : undefined,
  })),
  variant: { name: winner.name, config: winner.config, target: "openmp" },
  platform: `parallel for y0 in 1..255 step 64
  for i in 1..255 step 2
    for j in y0..min(y0 + 64, 255) step 2
      vector k in 1..255 by 8
        stream out[i, j, k] = …`,
  generated,
  compiled: { ...final.compiled!, log: "laplacian.c:15:13: note: loop vectorized using 64 byte vectors" },
  notDone: ["cuda: no CUDA compiler found", "temporal blocking: one sweep a call"],
};

/** A function that was never recognised has its diagnostics and its TypeScript to show. */
export const declinedExplanation: Explanation = {
  kernel: declined.kernel,
  specializer: "stencil",
  signature: "",
  source: declined.source,
  diagnostics: declined.diagnostics,
  domain: undefined,
  passes: [],
  variant: undefined,
  platform: undefined,
  generated: undefined,
  compiled: undefined,
  notDone: [],
};
