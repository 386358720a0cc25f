// The variant space of EM: in which form distances are taken, what lanes hold, and how large tiles and blocks are.
import type { Axis, Config, MachineFacts, VariantSpace } from "../specializer.ts";
import { MOST_LOST, MOST_LOST_IN_FLOATS } from "./loss.ts";
import { hasSeveralMatrices, type MixtureProgram, termsOf } from "./program.ts";
import { seedsOf } from "./seeds.ts";
import { firstStrategyOf, hostStrategiesOf, LEFT_OUT } from "./sparse.ts";

/** Events from which on a second thread is worth its start. */
const PARALLEL_FLOPS = 1e6;
const REGISTERS = [16, 32, 64];
/** Terms of a block that are stored together, in whole tiles (1: a tile's); one more than all is all. */
const CHUNKS = [1, 24, 48, 96, 192, 384];
/** Where there are fewer terms, this is how all of them are stored. */
const FEW = 24;

/** Numbers in a register. */
export const lanesOf = ({ vector, single }: Config): number => Number(vector) / (single === true ? 4 : 8);

export function variants(program: MixtureProgram, count: number, machine: MachineFacts): VariantSpace {
  const { components, covarianceType } = program;
  const scoresTied = program.task === "score" && covarianceType === "tied";
  const { compilers, cores, vectorBytes } = machine;
  const axis = (name: string, label: string, values: Axis["values"], ordered = true): Axis => ({
    ...{ name, label, values, ordered },
  });
  const matrix = covarianceType === "full" || covarianceType === "tied";
  const hasSeveral = hasSeveralMatrices(program);
  const axes = [
    axis("target", "target", ["openmp"], false),
    axis("compiler", "compiler", compilers, false),
    axis("threads", "threads", [...new Set([1, cores])]),
    axis(
      "vector",
      "vector bytes",
      REGISTERS.filter((bytes) => bytes <= vectorBytes),
    ),
    // sums over blocks of events are doubles all the same
    axis("single", "computed in floats", program.dtype === "f32" ? [false, true] : [false], false),
    axis("strategy", "M step", hostStrategiesOf(program), false),
    axis("form", "form", ["direct", "events", "components"], false),
    axis("tile", "tile", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 17]),
    axis("vectors", "vectors", [1, 2, 3, 4, 5, 6]),
    axis("sums", "terms of a tile", [0, 1, 2, 3, 4, 5]),
    axis("block", "block", [24, 48, 96, 120, 192, 384]),
    axis("chunk", "terms together", [0, ...CHUNKS]),
    axis("baseline", "against a baseline", hasSeveral ? [false, true] : [false], false),
    axis("nested", "without products", covarianceType === "full" ? [false, true] : [false], false),
  ];
  // AVX-512 has twice the registers
  const registers = vectorBytes >= 64 ? 32 : 16;
  const illegal = (config: Config): string | undefined => {
    const [tile, vectors, sums, block] = ["tile", "vectors", "sums", "block"].map((name) => Number(config[name])) as [
      number,
      number,
      number,
      number,
    ];
    if (!compilers.includes(String(config.compiler))) return `${config.compiler} was not found`;
    if (Number(config.vector) > vectorBytes) return `registers have ${vectorBytes} bytes`;
    if (program.task === "sums" && config.form !== "direct") return "sums about given means are direct";
    // log p(x) needs what components have in common, which cancels elsewhere
    if (scoresTied && config.form !== "direct") return "the scores of tied covariances take whole distances";
    const lanes = lanesOf(config);
    if (block % lanes !== 0) return `blocks of ${block} are no whole vectors of ${lanes} events`;
    if (tile * vectors > registers) return `${tile} x ${vectors} accumulators > ${registers} registers`;
    const chunk = Number(config.chunk);
    if (config.form !== "components" && chunk !== 0) return "only the components form stores terms";
    const free = components - (config.baseline === true ? 1 : 0);
    if (config.baseline === true && (!hasSeveral || config.form === "direct"))
      return "a baseline is for iterations of several full covariances, expanded";
    if (config.strategy === "sparse" && (!hasSeveral || config.form === "direct"))
      return "a sparse M step is for iterations of several full covariances, expanded";
    if (config.nested === true && (covarianceType !== "full" || config.form === "direct"))
      return "only full covariances, expanded, have products to nest";
    if (config.nested === true && chunk >= termsOf(program))
      return "where all products are stored, none are left to nest";
    switch (config.form) {
      case "components":
        if (chunk === 0) return "terms are stored";
        if (chunk > FEW && chunk / 2 >= termsOf(program)) return `${chunk / 2} terms are all`;
        if (sums !== 0) return "the components form has one tile for both steps";
        if (block % tile !== 0) return `blocks of ${block} are no whole tiles of ${tile} events`;
        return undefined;
      case "events":
        if (sums === 0) return "a tile of the M step holds a term";
        if (tile > free) return `tile ${tile} > ${free} components`;
        if (tile * sums > registers) return `${tile} x ${sums} accumulators > ${registers} registers`;
        return undefined;
      default:
        if (!matrix) return tile * vectors * sums === 1 ? undefined : "without a matrix there are no tiles";
        if (sums === 0) return "a tile of the M step holds a term";
        if (sums * sums > registers) return `${sums} x ${sums} accumulators > ${registers} registers`;
        if (tile > Math.max(1, program.features)) return `tile ${tile} > ${program.features} features`;
        return undefined;
    }
  };
  const flops = 4 * count * components * termsOf(program);
  const common = {
    target: "openmp",
    compiler: compilers[0] ?? "none",
    threads: flops > PARALLEL_FLOPS ? cores : 1,
    vector: vectorBytes,
    single: false,
    strategy: firstStrategyOf(program),
    ...{ nested: false, baseline: false },
  };
  const seeds = seedsOf({
    ...{ program, common, compilers, registers },
    lanes: { double: vectorBytes / 8, single: vectorBytes / 4 },
    legal: (config) => illegal(config) === undefined,
  });
  const notes = [
    `Distances from x - mean itself (the direct form) serve where the expanded forms would lose more than ${MOST_LOST}, whatever is faster.`,
    ...(hasSeveral
      ? [
          "Against a baseline, the others' responsibilities and sums say what one component's are, which is not computed; an iteration in which that keeps too few events is repeated with all.",
        ]
      : []),
    ...(hasSeveral
      ? [
          `A sparse M step leaves out responsibilities that sum to at most ${LEFT_OUT.toPrecision(1)} for a component, and takes all of a block of events where that is faster.`,
        ]
      : []),
    ...(program.dtype === "f32"
      ? [`Floats serve where they lose at most ${MOST_LOST_IN_FLOATS}; sums over blocks of events are doubles always.`]
      : []),
  ];
  return { axes, illegal, default: seeds[0]!, seeds, notes };
}
