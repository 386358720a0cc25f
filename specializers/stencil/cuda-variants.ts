// The variant space of stencils on a GPU: blocks of threads, what a block keeps as it marches, steps taken together.
import type { DType } from "../ir/dtype.ts";
import { functionFacts } from "../ir/functions.ts";
import { ringOf } from "../ir/gpu-march.ts";
import { blocksOf, type CudaChoices, gpuOf, whyNoBlock, withCuda } from "../ir/gpu-space.ts";
import { timeTile } from "../ir/gpu-together.ts";
import type { Sweep } from "../ir/platform.ts";
import { usesOf } from "../ir/uses.ts";
import type { Axis, CallLayout, Config, MachineFacts, VariantSpace } from "../specializer.ts";
import { blockingOf } from "./iterate/blocking.ts";
import type { IteratedStencil } from "./iterate/program.ts";
import { lower, sums } from "./lower.ts";
import { bound, type StencilProgram } from "./program.ts";

/** Adds what a GPU can do to the space of one sweep. */
export const withCudaSweeps = (
  space: VariantSpace,
  program: StencilProgram,
  call: CallLayout,
  machine: MachineFacts,
  exact: boolean,
): VariantSpace => withCuda(space, machine.cuda, sweepChoices(program, call, machine, exact));

/** The same for `iterate`: the steps stay on the device, and a block may take several of them together. */
export function withCudaSteps(
  space: VariantSpace,
  program: IteratedStencil,
  call: CallLayout,
  machine: MachineFacts,
  exact: boolean,
): VariantSpace {
  const sweep = sweepChoices(program.step, call, machine, exact);
  const together: Axis = { name: "together", label: "steps a block", values: [0, 1, 3, 5, 7], ordered: true };
  const illegal = (config: Config): string | undefined => {
    const why = sweep.illegal(config);
    const steps = Number(config.together);
    if (why !== undefined || steps === 1) return why;
    if (steps < 1) return "a block takes a step at least";
    const blocking = blockingOf(program, call);
    if (blocking.why !== undefined) return blocking.why;
    const { sweeps } = lower(program.step, call, config);
    const tile = timeTile(sweeps[0]!, call.arrays[program.input]!.dtype, steps, sharedBytes(machine));
    return typeof tile === "string" ? tile : undefined;
  };
  return withCuda(space, machine.cuda, {
    ...sweep,
    axes: [...sweep.axes, together],
    illegal,
    seeds: [
      ...[5, 3].map((steps) => ({ ...sweep.seeds[0]!, together: steps })),
      ...sweep.seeds.map((seed) => ({ ...seed, together: 1 })),
    ],
  });
}

const sharedBytes = ({ cuda }: MachineFacts): number => (typeof cuda === "object" ? cuda.sharedBytes : 0);

function sweepChoices(program: StencilProgram, call: CallLayout, machine: MachineFacts, exact: boolean): CudaChoices {
  const { rank, dtypes, totals } = bound(program);
  const dtypeOf = (array: string): DType => dtypes[array] ?? "f64";
  const { sweeps } = lower(program, call, {});
  const why = whyNever(sweeps, exact);
  const axes: readonly Axis[] = [
    ...blocksOf(rank),
    ...(rank > 1
      ? [
          {
            name: "march",
            label: rank === 3 ? "planes a block" : "rows a block",
            values: [0, 1, 2, 4, 8, 16, 32, 64],
            ordered: true,
          },
          { name: "keep", label: "planes kept", values: ["none", "shared", "registers"], ordered: false },
        ]
      : []),
  ];
  const illegal = (config: Config): string | undefined => {
    const never = why ?? whyNoBlock(config);
    if (never !== undefined) return never;
    if (exact && config.fused === true) return "fused products round differently";
    if (config.sums === "in order") return "a GPU adds by blocks";
    if (config.single === true && totals) return "totals are kept in doubles";
    if (config.single === true && exact) return "single precision rounds differently";
    if (rank === 1) return undefined;
    if (Number(config.march) < 1) return "a block does a plane at least";
    const gpu = gpuOf(config);
    if (gpu.keep === "none")
      return rank < 3 && gpu.march > 1 ? "without planes to keep there is no reason to march" : undefined;
    if (gpu.each > 1) return "a block that marches takes one point a thread and plane";
    const rings = sweeps.map((sweep) => ringOf(sweep, gpu, dtypeOf, sharedBytes(machine)));
    return rings.every((ring) => typeof ring === "string") ? (rings[0] as string) : undefined;
  };
  return {
    axes,
    shared: ["fused", "single", "sums"],
    illegal,
    seeds: seedsFor(
      rank,
      sweeps.some(({ body }) => sums(body)),
    ),
    fused: !exact,
  };
}

function whyNever(sweeps: readonly Sweep[], exact: boolean): string | undefined {
  if (sweeps.some(({ ordered }) => ordered)) return "points depend on those before them: a GPU has no order of points";
  const inexact = [...new Set(sweeps.flatMap(({ body }) => usesOf(body).functions))].filter(
    (fn) => !functionFacts[fn].exact,
  );
  if (exact && inexact.length > 0) return `CUDA rounds ${inexact.map((fn) => `Math.${fn}`).join(", ")} differently`;
  if (exact && sweeps.some(({ body }) => sums(body))) return "sums by blocks round differently";
  return undefined;
}

function seedsFor(rank: number, hasSums: boolean): readonly Config[] {
  const sums: Config = hasSums ? { sums: "by blocks" } : {};
  const make = (block: string, each: number, march: number, keep: string): Config =>
    rank === 1 ? { block, each, ...sums } : { block, each, march, keep, ...sums };
  if (rank === 1) return [make("256x1", 1, 1, "none"), make("256x1", 4, 1, "none"), make("512x1", 2, 1, "none")];
  const plain = [make("32x8", 1, 1, "none"), make("64x4", 1, 1, "none"), make("128x2", 2, 1, "none")];
  const marching =
    rank === 3
      ? [make("32x8", 1, 32, "registers"), make("64x4", 1, 16, "registers"), make("32x8", 1, 32, "shared")]
      : rank === 2
        ? [make("256x1", 1, 32, "registers"), make("256x1", 1, 32, "shared")]
        : [];
  return [...plain.slice(0, 1), ...marching, ...plain.slice(1)];
}
