// The variant space of EM: in which form distances are taken, what lanes hold, and how large tiles and blocks are.
import type { Axis, Config, MachineFacts, VariantSpace } from "../specializer.ts";
import { MOST_LOST, MOST_LOST_IN_FLOATS } from "./loss.ts";
import { type MixtureProgram, secondsOf } from "./program.ts";
import type { MixtureShape } from "./state.ts";
import { strategiesOf } from "./strategies.ts";

/** Events from which on a second thread is worth its start. */
const PARALLEL_FLOPS = 1e6;
const REGISTERS = [16, 32, 64];
/** Terms of a block that are stored together; one more than all is all. */
const CHUNKS = [24, 48, 96, 192, 384];

/** Numbers in a register. */
export const lanesOf = ({ vector, single }: Config): number => Number(vector) / (single === true ? 4 : 8);

/** Terms of an expanded log density. */
export const termsOf = (shape: MixtureShape): number => {
  const { covarianceType, features } = shape;
  const squares = covarianceType === "tied" ? 0 : secondsOf(shape);
  return 1 + features + squares;
};

export function variants(program: MixtureProgram, count: number, machine: MachineFacts): VariantSpace {
  const { components, covarianceType } = program;
  const scoresTied = program.task === "score" && covarianceType === "tied";
  const { compilers, cores, vectorBytes } = machine;
  const axis = (name: string, label: string, values: Axis["values"], ordered = true): Axis => ({
    ...{ name, label, values, ordered },
  });
  const matrix = covarianceType === "full" || covarianceType === "tied";
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
    axis("strategy", "M step", strategiesOf(program), false),
    axis("form", "form", ["direct", "events", "components"], false),
    axis("tile", "tile", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 17]),
    axis("vectors", "vectors", [1, 2, 3, 4, 5, 6]),
    axis("sums", "terms of a tile", [0, 1, 2, 3, 4, 5]),
    axis("block", "block", [24, 48, 96, 192, 384]),
    axis("chunk", "terms together", [0, ...CHUNKS]),
    axis("nested", "E step without products", covarianceType === "full" ? [false, true] : [false], false),
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
    if (config.nested === true && (config.form !== "components" || chunk >= termsOf(program)))
      return "where no products are stored, or all at once, none are left to nest";
    switch (config.form) {
      case "components":
        if (chunk === 0) return "terms are stored";
        if (chunk > CHUNKS[0]! && chunk / 2 >= termsOf(program)) return `${chunk / 2} terms are all`;
        if (sums !== 0) return "the components form has one tile for both steps";
        if (block % tile !== 0) return `blocks of ${block} are no whole tiles of ${tile} events`;
        return undefined;
      case "events":
        if (sums === 0) return "a tile of the M step holds a term";
        if (tile > components) return `tile ${tile} > ${components} components`;
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
    strategy: strategiesOf(program)[0]!,
    nested: false,
  };
  const legal = (config: Config) => illegal(config) === undefined;
  const firstLegal = (configs: readonly Config[]): Config => configs.find(legal) ?? configs[0]!;
  const lanes = vectorBytes / 8;
  const componentsWith = (single: boolean): Config => ({
    ...{ ...common, single },
    ...{ form: "components", ...componentTile(components, single ? 2 * lanes : lanes, registers), sums: 0 },
    ...chunkOf(program),
    nested: nests(program),
  });
  const forms = {
    components: componentsWith(false),
    events: firstLegal(
      eventTiles(components, registers).map((tile) => ({ ...common, form: "events", ...tile, block: 192, chunk: 0 })),
    ),
    direct: matrix
      ? firstLegal(
          [4, 3, 2, 1].map((tile) => ({
            ...common,
            ...{
              form: "direct",
              tile,
              vectors: registers === 32 ? 6 : 3,
              sums: registers === 32 ? 4 : 3,
              block: 192,
              chunk: 0,
            },
          })),
        )
      : { ...common, form: "direct", tile: 1, vectors: 1, sums: 1, block: 192, chunk: 0 },
  };
  const padding = (Math.ceil(components / lanes) * lanes) / components;
  const wide = components >= 16 && padding < 1.1;
  const order = wide ? [forms.components, forms.events] : [forms.events, forms.components];
  const [first, second] = order as [Config, Config];
  // floats are tried right after what serves
  const inFloats = first === forms.components ? componentsWith(true) : { ...first, single: true };
  const seeds = [first, ...(program.dtype === "f32" ? [inFloats] : []), second, forms.direct].filter(legal);
  const notes = [
    `Distances from x - mean itself (the direct form) serve where the expanded forms would lose more than ${MOST_LOST}, whatever is faster.`,
    ...(program.dtype === "f32"
      ? [`Floats serve where they lose at most ${MOST_LOST_IN_FLOATS}; sums over blocks of events are doubles always.`]
      : []),
  ];
  return { axes, illegal, default: seeds[0] ?? forms.direct, seeds, notes };
}

/** As many terms and events as stay in the first-level cache. */
const chunkOf = (program: MixtureProgram): { readonly block: number; readonly chunk: number } =>
  termsOf(program) <= 24 ? { block: 96, chunk: 24 } : { block: 48, chunk: 48 };

/**
 * An E step without products saves storing them, which is little beside many components, and goes over the log densities once for
 * each feature, which is little beside many features.
 */
const nests = (program: MixtureProgram): boolean =>
  program.covarianceType === "full" &&
  program.components < 2 * program.features &&
  termsOf(program) > chunkOf(program).chunk;

/** A tile that fills the registers; with two vectors of components each number that is read serves twice. */
const componentTile = (components: number, lanes: number, registers: number) => {
  if (components <= lanes) return { tile: registers === 32 ? 16 : 12, vectors: 1 };
  return { tile: registers === 32 ? 12 : 6, vectors: 2 };
};
const wasteOf = (n: number, tile: number): number => (Math.ceil(n / tile) * tile) / n;

/** Tiles and what a component of theirs costs beside the cheapest: measured where registers are 16, else a guess. */
const eventTiles = (components: number, registers: number) => {
  const shapes =
    registers === 32
      ? ([
          [5, 5, 5, 1],
          [8, 3, 3, 1],
          [12, 2, 2, 1],
          [16, 1, 1, 1],
          [17, 1, 1, 1],
          [4, 5, 5, 1.1],
          [3, 5, 5, 1.2],
          [2, 5, 5, 1.5],
          [1, 5, 5, 2],
        ] as const)
      : ([
          [6, 2, 2, 1],
          [7, 2, 2, 1],
          [12, 1, 1, 1.02],
          [4, 3, 3, 1.06],
          [5, 2, 2, 1.08],
          [3, 4, 4, 1.33],
          [2, 5, 5, 1.5],
          [1, 5, 5, 2],
        ] as const);
  return [...shapes]
    .filter(([tile]) => tile <= components)
    .sort(([a, , , one], [b, , , other]) => one * wasteOf(components, a) - other * wasteOf(components, b))
    .map(([tile, vectors, sums]) => ({ tile, vectors, sums }));
};
