// The variant space of EM on a GPU: how the M step is divided, and how large blocks and tiles are. Distances are always direct.
import { withCuda } from "../ir/gpu-space.ts";
import type { Axis, Config, MachineFacts, VariantSpace } from "../specializer.ts";
import { type CudaSizes, cudaSizes } from "./cuda-sizes.ts";
import type { MixtureProgram } from "./program.ts";
import { type Strategy, strategiesOf } from "./strategies.ts";

/** Doubles that a thread keeps without spilling; and that the sums of all parts may take. */
const MOST_IN_REGISTERS = 64;
const MOST_PARTIAL_SUMS = 1 << 26;

/** Adds what a GPU can do to the space of an iteration, or of scores. */
export function withCudaMixtures(space: VariantSpace, program: MixtureProgram, machine: MachineFacts): VariantSpace {
  const ordered = (name: string, label: string, values: readonly number[]): Axis => ({
    ...{ name, label, values: [0, ...values], ordered: true },
  });
  const needed: readonly Axis[] = [
    ordered("warps", "warps a block", [1, 2, 4, 8, 16]),
    ordered("shared", "events in shared memory", [32, 64, 128]),
    ordered("square", "rows of a unit", [1, 2, 3, 4]),
  ];
  const axes: readonly Axis[] = [
    ...needed,
    ordered("parts", "parts of the events", [32, 64, 128, 256, 512]),
    ordered("together", "components together", [1, 2, 4, 8]),
  ];
  const strategies: readonly Config[string][] = strategiesOf(program);
  const illegal = (config: Config): string | undefined => {
    if (!strategies.includes(config.strategy!)) return `${config.strategy} M steps are a CPU's`;
    const lacking = needed.find(({ name, values }) => config[name] === values[0]);
    return lacking ? `cuda needs ${lacking.label}` : whyIllegal(program, cudaSizes(program, config), machine);
  };
  // there are none where the features are too many for shared memory
  const seeds = strategiesOf(program).flatMap((strategy) =>
    seedsOf(program, strategy)
      .filter((config) => illegal(config) === undefined)
      .slice(0, 1),
  );
  return withCuda(space, machine.cuda, { axes, shared: ["strategy"], illegal, seeds, fused: false });
}

function whyIllegal({ covarianceType }: MixtureProgram, sizes: CudaSizes, { cuda }: MachineFacts): string | undefined {
  const { strategy, threads, square, parts, together, cells, sums, bytes } = sizes;
  const splits = strategy === "V2B" || strategy === "fused";
  const matrix = covarianceType === "full" || covarianceType === "tied";
  if (!matrix && square > 1) return "without a matrix a unit is a row";
  if (splits !== parts > 0) return splits ? `${strategy} needs parts` : `${strategy} takes all events at once`;
  if ((strategy === "V3") !== together > 0)
    return together > 0 ? `${strategy} takes a component at a time` : "V3 needs components together";
  if (together * cells > MOST_IN_REGISTERS) return `${together} x ${cells} sums > ${MOST_IN_REGISTERS} registers`;
  if (parts * sums > MOST_PARTIAL_SUMS) return "the sums of all parts take more than 512 MB";
  if (strategy === "none" && (threads > 32 || square > 1)) return "scores have no M step";
  const limit = typeof cuda === "object" ? cuda.sharedBytes : 0;
  const needed = Math.max(bytes.maximisation, strategy === "fused" ? 0 : bytes.expectation);
  return needed > limit ? `${needed} bytes of shared memory > ${limit}` : undefined;
}

/** Of one strategy, the most promising first: as many events in shared memory as there is room for. */
function seedsOf({ covarianceType, features }: MixtureProgram, strategy: Strategy): readonly Config[] {
  const matrix = covarianceType === "full" || covarianceType === "tied";
  const wide = !matrix ? 1 : features >= 8 ? 4 : 2;
  const plain = { warps: 8, square: 1, parts: 0, together: 0 };
  const choices: Readonly<Record<Strategy, Config>> = {
    V1: plain,
    V2A: plain,
    V2B: { ...plain, warps: 4, square: matrix ? 2 : 1, parts: 64 },
    V3: { ...plain, together: 8 },
    fused: { ...plain, square: wide, parts: 256 },
    none: { ...plain, warps: 1 },
  };
  return [128, 64, 32].map((shared) => ({ strategy, shared, ...choices[strategy] }));
}
