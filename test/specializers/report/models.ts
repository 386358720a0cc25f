// Report models of every state of a function's life, for the golden files.
import type { ReportModel } from "../../../specializers/report/model.ts";
import type { Config } from "../../../specializers/specializer.ts";
import type { Diagnostic } from "../../../specializers/syntax/diagnostic.ts";
import type { Trial } from "../../../specializers/tuner/job.ts";
import { axes, failed, failedTrial, generated, javascript, passes, plain, source, timed, winner } from "./record.ts";

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
export const diagnostics: readonly Diagnostic[] = [
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

/** What a mixture's report has besides. */
const mixture: ReportModel = {
  ...inCache,
  kernel: "em",
  specializer: "gmm",
  charts: [
    {
      title: "Log-likelihood by iteration",
      x: { label: "iteration", logarithmic: false },
      y: { label: "mean log-likelihood" },
      series: [{ name: "of the fit", points: [-41.25, -36.5, -34, -33.1, -32.9, -32.85].map((y, n) => [n + 1, y]) }],
    },
    {
      title: "Time of an iteration by form, M = 16, N = 131072",
      x: { label: "features (D)", logarithmic: true },
      y: { label: "times as long as the fastest form" },
      series: [
        { name: "direct", points: [2, 8, 19, 64].map((x, i) => [x, [1.4, 2, 1.8, 1.5][i]!]) },
        { name: "events", points: [2, 8, 19, 64].map((x, i) => [x, [1, 1.15, 1.2, 1.1][i]!]) },
        { name: "<components>", points: [8, 19, 64].map((x) => [x, 1]) },
      ],
    },
  ],
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
  mixture,
};
