// How a GPU's choices join a variant space. Axes of other targets have a value for cuda that stands for nothing, and cuda's
// own a first one for the others; where there is no device there are no axes of its own.
import type { Axis, Config, MachineFacts, VariantSpace } from "../specializer.ts";
import type { GpuSchedule } from "./platform.ts";

export interface CudaChoices {
  /** The first value of each is what other targets have. */
  readonly axes: readonly Axis[];
  /** Axes of the other targets that mean the same here. */
  readonly shared: readonly string[];
  illegal(config: Config): string | undefined;
  /** Values of `axes`, the most promising first. */
  readonly seeds: readonly Config[];
  /** Whether seeds fuse products and sums. */
  readonly fused: boolean;
}

export function withCuda(
  space: VariantSpace,
  cuda: MachineFacts["cuda"],
  { axes, shared, illegal, seeds, fused }: CudaChoices,
): VariantSpace {
  if (typeof cuda !== "object") {
    const why = cuda ?? "no CUDA device";
    return {
      ...space,
      illegal: (config) => (config.target === "cuda" ? why : space.illegal(config)),
      missing: [{ target: "cuda" }],
    };
  }
  const plainOf = (list: readonly Axis[]): Config =>
    Object.fromEntries(list.map(({ name, values }) => [name, values[0]!]));
  const own = plainOf(axes);
  const foreign = space.axes.filter(({ name }) => !fixed.includes(name) && !shared.includes(name)).map(withNothing);
  const others: Config = Object.fromEntries(foreign.map(({ name, values }) => [name, nothingOf(values)]));
  const named = (changed: Config, all: readonly Axis[]) => all.find(({ name }) => name in changed)?.label;
  const whyIllegal = (config: Config): string | undefined => {
    const differs = (plain: Config): Config =>
      Object.fromEntries(Object.entries(config).filter(([axis, value]) => axis in plain && plain[axis] !== value));
    if (config.target !== "cuda") {
      if (config.compiler === "nvcc") return "nvcc compiles for cuda alone";
      const choice = named(differs(own), axes);
      if (choice !== undefined) return `${choice} is a choice of cuda`;
      const lacking = space.axes.find(({ name, values }) => name in others && !values.includes(config[name]!));
      if (lacking) return `${config.target} needs ${lacking.label}`;
      return space.illegal(Object.fromEntries(Object.entries(config).filter(([axis]) => !(axis in own))));
    }
    if (config.compiler !== "nvcc") return "cuda is compiled by nvcc";
    const choice = named(differs(others), space.axes);
    return choice === undefined ? illegal(config) : `${choice} is no choice of cuda`;
  };
  const base: Config = { ...others, ...own, target: "cuda", compiler: "nvcc", ...(fused && { fused }) };
  const rest = plainOf(space.axes.filter(({ name }) => shared.includes(name)));
  const device = seeds
    .map((seed): Config => ({ ...rest, ...base, ...seed }))
    .filter((config) => whyIllegal(config) === undefined);
  const withOwn = space.seeds.map((config): Config => ({ ...config, ...own }));
  const [first, ...further] = withOwn;
  const [best, ...more] = device;
  return {
    ...space,
    axes: [
      ...space.axes.map((axis) =>
        axis.name === "target"
          ? { ...axis, values: [...axis.values, "cuda"] }
          : axis.name === "compiler"
            ? { ...axis, values: [...axis.values, "nvcc"] }
            : (foreign.find(({ name }) => name === axis.name) ?? axis),
      ),
      ...axes,
    ],
    illegal: whyIllegal,
    // a seed that is the default stays that
    default: withOwn[space.seeds.indexOf(space.default)] ?? { ...space.default, ...own },
    // the device's best guess right behind what serves: it may be far ahead of everything else
    seeds: [...(first ? [first] : []), ...(best ? [best] : []), ...further, ...more],
  };
}

const fixed = ["target", "compiler"];

const NONE = "none";

/** The value that no name of a variant mentions. */
const nothingOf = ([first]: Axis["values"]): string | number | boolean =>
  typeof first === "string" ? NONE : typeof first === "number" ? 0 : false;

/** Behind the others where it is new: the first is what a plain loop has. */
const withNothing = (axis: Axis): Axis => {
  const nothing = nothingOf(axis.values);
  return axis.values.includes(nothing) ? axis : { ...axis, values: [...axis.values, nothing] };
};

/** Threads of a block, and points a thread. */
export const blocksOf = (rank: number): readonly Axis[] => [
  {
    name: "block",
    label: "threads a block",
    values: [NONE, ...(rank === 1 ? ["128x1", "256x1", "512x1"] : ["32x4", "32x8", "32x16", "64x4", "128x2", "256x1"])],
    ordered: true,
  },
  { name: "each", label: "points a thread", values: [0, 1, 2, 4, 8], ordered: true },
];

/** Why a block and its threads' points are no choice of cuda. */
export function whyNoBlock(config: Config): string | undefined {
  if (config.block === NONE) return "a block has threads";
  return Number(config.each) < 1 ? "a thread has points" : undefined;
}

/** "32x8": threads along the last axis, and along the one before it. */
export function gpuOf(config: Config): GpuSchedule {
  const [along = 32, across = 1] = String(config.block).split("x").map(Number);
  const number = (axis: string): number => Math.max(1, Number(config[axis] ?? 1));
  const keep = config.keep === "shared" || config.keep === "registers" ? config.keep : "none";
  return { block: [along, across], march: number("march"), keep, each: number("each") };
}
