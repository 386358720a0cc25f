// The cuda target: a platform AST as the data of a CUDA template. One thread a point, blocks that march along the first
// axis with the planes that they read, or blocks that take several steps together; the host part moves arrays and launches.
import { bytesOf, cTypeOf } from "../ir/dtype.ts";
import type { GpuSchedule, PlatformProgram } from "../ir/platform.ts";
import type { Shared } from "./c-context.ts";
import { signatures } from "./c-declarations.ts";
import { cReal } from "./c-scalar.ts";
import { programTotals } from "./c-totals.ts";
import { sweepView } from "./cuda-sweep.ts";
import { togetherView } from "./cuda-together.ts";
import { namer } from "./names.ts";
import type { Target } from "./target.ts";
import { range } from "./tuples.ts";

export const cuda: Target = {
  name: "cuda",
  language: "cuda",
  ending: ".cu",
  view: cudaView,
  flags: ({ schedule }) => [...schedule.flags, `-fmad=${schedule.contract}`],
};

const PLAIN: GpuSchedule = { block: [32, 4], march: 1, keep: "none", each: 1 };

function cudaView(program: PlatformProgram): Readonly<Record<string, unknown>> {
  const { parameters, rank, schedule, iteration } = program;
  const name = namer("cuda");
  const uses = new Set<string>();
  const dtypes = new Map(parameters.map((p) => [p.name, p.dtype]));
  const shared: Shared = { program, name, uses, dtypeOf: (array) => dtypes.get(array) ?? "f64" };
  for (const p of parameters) name(p.name);
  const gpu = schedule.gpu ?? PLAIN;
  const sweeps = program.sweeps.map((sweep, index) => sweepView(sweep, index, gpu, shared));
  const [first] = program.sweeps;
  const together = iteration && first && togetherView(iteration, first, shared);
  const totals = programTotals(program, shared);
  const points = range(rank)
    .map((axis) => `n${axis}`)
    .join(" * ");
  const arrays = parameters
    .filter(({ kind }) => kind === "grid" || kind === "table")
    .map((p, slot) => ({
      slot,
      name: name(p.name),
      type: cTypeOf[p.dtype],
      bytes: `(size_t)(${p.kind === "table" ? `length_${name(p.name)}` : points}) * ${bytesOf[p.dtype]}`,
      written: p.access !== "in",
      // what a call has left half done can't be begun again
      overwritten: p.access === "inout" || (iteration !== undefined && p.access !== "in"),
    }));
  const slotOf = (parameter: string): number => arrays.find((array) => array.name === name(parameter))!.slot;
  return {
    name: program.name,
    summary: summary(program, gpu),
    real: cReal(schedule.precision),
    single: schedule.precision === "single",
    block: { along: gpu.block[0], across: gpu.block[1], march: gpu.march, each: gpu.each },
    uses: Object.fromEntries([...uses].map((use) => [use, true])),
    ...signatures(program, name),
    rank,
    arrays,
    slots: arrays.length,
    /** The arguments of a kernel: arrays as the device sees them. */
    deviceArguments: [
      ...parameters.flatMap((p) => {
        const own = name(p.name);
        if (p.name === iteration?.steps) return [];
        const found = arrays.find((array) => array.name === own);
        if (found === undefined) return [own];
        const pointer = `(${found.written ? "" : "const "}${found.type} *)device_${found.slot}`;
        return p.kind === "table" ? [pointer, `length_${own}`] : [pointer];
      }),
      ...range(rank).map((axis) => `n${axis}`),
      ...range(rank - 1).map((axis) => `s${axis}`),
      ...(totals ? ["(struct partial *)device_totals"] : []),
    ].join(", "),
    sweeps,
    totals,
    iteration: iteration && {
      steps: name(iteration.steps),
      input: slotOf(iteration.input),
      output: slotOf(iteration.output),
    },
    together,
    data: program.data ?? {},
  };
}

const summary = ({ extents, iteration }: PlatformProgram, { block, march, keep, each }: GpuSchedule): string =>
  [
    extents.join(" x "),
    `blocks of ${block.join(" x ")} threads`,
    ...(each > 1 ? [`${each} points a thread`] : []),
    ...(march > 1 ? [`${march} planes each`] : []),
    ...(keep === "none" ? [] : [`planes in ${keep === "shared" ? "shared memory" : "registers"}`]),
    ...(iteration && iteration.together > 1 ? [`${iteration.together} steps together`] : []),
  ].join(", ");
