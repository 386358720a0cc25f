// The openmp target: a platform AST as the data of a C template. Threads, vectors, jammed rows and streaming stores.
import type { PlatformProgram } from "../ir/platform.ts";
import { lanesOf, type Shared } from "./c-context.ts";
import { lookupsOf, signatures, vectorMemory, wideningOf } from "./c-declarations.ts";
import { iterationView } from "./c-iteration.ts";
import { cReal } from "./c-scalar.ts";
import { sweepView } from "./c-sweep.ts";
import { programTotals, sweepTotals } from "./c-totals.ts";
import { wavefrontView } from "./c-wavefront.ts";
import { namer } from "./names.ts";
import type { Target } from "./target.ts";
import { range } from "./tuples.ts";

export const openmp: Target = {
  name: "openmp",
  language: "c",
  ending: ".c",
  view: cView,
  flags: ({ schedule }) => [
    ...schedule.flags,
    `-ffp-contract=${schedule.contract ? "fast" : "off"}`,
    // errno and floating-point traps are invisible to TypeScript; without them roots and selects become vectors
    "-fno-math-errno",
    "-fno-trapping-math",
  ],
};

function cView(program: PlatformProgram): Readonly<Record<string, unknown>> {
  const { parameters, rank, schedule } = program;
  const name = namer("c");
  const uses = new Set<string>();
  const dtypes = new Map(parameters.map((p) => [p.name, p.dtype]));
  const shared: Shared = { program, name, uses, dtypeOf: (array) => dtypes.get(array) ?? "f64" };
  for (const p of parameters) name(p.name);
  const sweeps = program.sweeps.map((sweep, index) => sweepView(sweep, index, shared));
  const totals = programTotals(program, shared);
  const declared = signatures(program, name);
  const time = wavefrontView(program, sweeps[0], shared);
  const lanes = lanesOf(schedule);
  const real = cReal(schedule.precision);
  const rounds = schedule.precision === "double" && (uses.has("vector_fround") || [...dtypes.values()].includes("f32"));
  const widens = (dtype: string) => (dtype === "f32" && rounds) || [...dtypes.values()].some((each) => each === dtype);
  return {
    name: program.name,
    summary: summary(program),
    real,
    single: schedule.precision === "single",
    explicit: schedule.vectors === "explicit",
    streaming: schedule.stores === "streaming",
    vector: {
      lanes,
      bytes: schedule.vectorBytes,
      laneBytes: schedule.vectorBytes / lanes,
      maskType: schedule.precision === "single" ? "int32_t" : "int64_t",
      numbers: range(lanes).join(", "),
      same: range(lanes)
        .fill(0)
        .map(() => "value")
        .join(", "),
      floatBytes: lanes * 4,
      memory: vectorMemory(program, lanes),
      widening: wideningOf(schedule).filter(({ dtype }) => widens(dtype)),
    },
    threads: schedule.threads,
    parallel: schedule.threads > 1,
    rounds,
    lanewise: (["sqrt", "floor", "ceil", "trunc"] as const)
      .filter((fn) => uses.has(`vector_${fn}`) || (fn === "floor" && uses.has("vector_round")))
      .map((fn) => ({ name: fn, builtin: schedule.precision === "single" ? `${fn}f` : fn })),
    lookups: lookupsOf(uses, program),
    uses: Object.fromEntries([...uses].map((use) => [use, true])),
    ...declared,
    iteration: iterationView(program, declared.arguments, name),
    time,
    rank,
    sweeps,
    totals,
    sequence: program.sweeps.map((sweep, i) => {
      const { before, together, after } = sweepTotals(sweep, shared);
      return { index: String(i), first: i === 0, last: i === sweeps.length - 1, before, together, after };
    }),
    data: program.data ?? {},
  };
}

function summary({ schedule, extents }: PlatformProgram): string {
  const parts = [
    extents.join(" x "),
    schedule.threads > 1 ? `${schedule.threads} threads` : "1 thread",
    schedule.vectors === "explicit" ? `vectors of ${schedule.vectorBytes} bytes` : `vectors by ${schedule.vectors}`,
    ...(schedule.tiles.some((t) => t > 0) ? [`tiles ${schedule.tiles.join(" ")}`] : []),
    ...(schedule.jam.some((j) => j > 1) ? [`jam ${schedule.jam.join(" ")}`] : []),
    ...(schedule.keptColumns ? ["kept columns"] : []),
    `${schedule.stores} stores`,
    ...(schedule.prefetch ? [`prefetch T${schedule.prefetch.hint} ${schedule.prefetch.rows} rows ahead`] : []),
    ...(schedule.precision === "single" ? ["single precision"] : []),
  ];
  return parts.join(", ");
}
