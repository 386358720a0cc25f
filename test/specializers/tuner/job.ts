// A tuning job over hand-made kernels: one axis says what each variant does wrong.
import type { GeneratedKernel } from "../../../specializers/codegen/generated.ts";
import type { Config } from "../../../specializers/specializer.ts";
import type { TuneJob } from "../../../specializers/tuner/job.ts";
import { checks, type Flavour, javaScriptKernel, kernelOf } from "../runtime/kernels.ts";

export interface JobOptions {
  readonly cacheFolder: string;
  readonly flavours: readonly Flavour[];
  readonly targets?: readonly string[];
  readonly extents?: readonly [number, number];
  readonly seconds?: number;
  readonly id?: string;
}

export const jobOf = (options: JobOptions): TuneJob => {
  const { cacheFolder, flavours, targets = ["openmp", "js"], extents = [64, 96], seconds = 20, id = "job" } = options;
  const layout = { dtype: "f64", shape: extents, boundary: "none" } as const;
  const first: Config = { target: targets[0]!, flavour: flavours[0]! };
  return {
    id,
    kernel: "rowSums",
    signature: `u f64 ${extents.join("×")}`,
    arrays: { u: layout, out: layout },
    given: {},
    extents,
    scalars: { s: 0.5 },
    repeated: {},
    checks,
    space: {
      axes: [
        { name: "target", label: "target", values: targets, ordered: false },
        { name: "flavour", label: "flavour", values: flavours, ordered: false },
      ],
      default: first,
      seeds: targets.map((target) => ({ ...first, target })),
    },
    cost: {
      points: extents[0] * extents[1],
      flops: 3 * extents[0] * extents[1],
      bytes: 16 * extents[0] * extents[1],
      roundings: 2,
    },
    seconds,
    seed: 1,
    exact: false,
    strategy: "exhaustive",
    reference:
      "return () => { for (const p of arrays.out.interior()) arrays.out[p] = scalars.s * (arrays.u.at(p, 0, -1) + arrays.u.at(p, 0, 1)); };",
    cacheFolder,
    recordKey: "row-sums-test",
    templates: "1",
  };
};

export const generateFor =
  (extents: readonly number[] = [64, 96]) =>
  (_id: string, config: Config): GeneratedKernel | string => {
    if (config.target !== "js") return kernelOf(config.flavour as Flavour, extents);
    return config.flavour === "right" ? javaScriptKernel() : "js has no such flavour";
  };
