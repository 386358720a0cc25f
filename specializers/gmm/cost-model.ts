// About how long an event takes with a variant of the expanded forms: what serves untuned, and what a tuner tries first. Its few
// constants were fitted to one thread's times of 26 shapes (2 to 64 features, 5 to 100 components, all types of covariances) by
// some 20 variants each, on Zen 3 with gcc 12; `npm run bench -- gmm grid` says how far its first choices are from the best.
import type { Config } from "../specializer.ts";
import { type MixtureProgram, termsOf } from "./program.ts";

/** A vector's exponential, in multiply-adds of a vector. */
const EXPONENTIAL = 24;
/** A product of two rows that is formed, stored and read again. */
const PRODUCT = 2.6;
/** A vector of a block's sums that is added to the sums so far, beyond the first-level cache. */
const SUM = 6;
/** A sum over lanes that is added to the sums so far. */
const FOLD = 5;
/** Without products: a feature's inner sum begins and ends, in a tile of at most 8 accumulators (the next one overlaps) or more. */
const INNER = { small: 1, large: 2 };
/**
 * An M step is slower in tiles of at most so many accumulators, where there are more vectors of sums than the first-level cache
 * holds: seen at 32 and 64 features, not at 19, with 16 components.
 */
const FEW_ACCUMULATORS = { sums: 1500, most: 8, cost: 1.08 };
/** What accumulators and operands beyond the registers cost: they are spilled to memory. */
const SPILLED = 1.5;
/** A number that is read serves once: both ports of the first-level cache are busy. */
const ONE_VECTOR = 1.25;

export interface Hardware {
  /** Numbers in a register, and registers. */
  readonly lanes: number;
  readonly registers: number;
}

/**
 * Multiply-adds of a vector that an event takes, or as long: no more than a ranking, and not of direct distances. Of a baseline
 * an exponential is left.
 */
export function costOf(program: MixtureProgram, config: Config, hardware: Hardware): number {
  const cost = config.form === "events" ? costOfEvents : costOfComponents;
  if (config.baseline !== true) return cost(program, config, hardware);
  const others = { ...program, components: program.components - 1 };
  return cost(others, config, hardware) + EXPONENTIAL / hardware.lanes;
}

/**
 * Both steps form the products they need in registers, or none: then the sums of an M step are for each feature in whole tiles. A
 * tile's sums are over lanes, which are folded once a block.
 */
function costOfEvents(program: MixtureProgram, config: Config, { lanes, registers }: Hardware): number {
  const { components, features } = program;
  const { tile, vectors, sums, block } = sizesOf(config);
  const nested = config.nested === true;
  const padded = Math.ceil(components / tile) * tile;
  const step = (width: number): number => {
    const spills = tile * width + width + 1 > registers;
    const oneVector = width === 1 && registers < 32;
    const reads = ((nested ? width : 2 * width) + tile) / (tile * width);
    const busy = Math.max(nested ? 1 : 1 + 1 / tile, reads);
    return busy * (spills ? SPILLED : 1) * (oneVector ? ONE_VECTOR : 1) + reads / 10;
  };
  const inner = nested ? features * INNER.small : 0;
  const expectation = termsOf(program) * step(vectors) + inner;
  const summed = nested ? inWholeTiles(features, sums) : termsOf(program);
  const maximisation = program.task === "iteration" ? summed * (step(sums) + FOLD / (block / lanes)) + inner : 0;
  return (padded * (expectation + maximisation) + components * EXPONENTIAL) / lanes;
}

/** Of full covariances: the constant and linear terms, then for each feature its products with those up to itself. */
function inWholeTiles(features: number, tile: number): number {
  const whole = (n: number): number => Math.ceil(n / tile) * tile;
  return Array.from({ length: features }, (_, i) => whole(i + 1)).reduce((a, b) => a + b, whole(1 + features));
}

/** Products are formed for all components together, which pays the more of them there are. */
function costOfComponents(program: MixtureProgram, config: Config, { lanes, registers }: Hardware): number {
  const { components, features, covarianceType } = program;
  const { tile, vectors, block } = sizesOf(config);
  const terms = termsOf(program);
  const columns = Math.ceil(components / lanes);
  const last = columns % vectors;
  // columns that are no whole tile have tiles with more rows
  const tiles = [
    { columns: columns - last, width: vectors, height: tile },
    { columns: last, width: last, height: last > 0 ? tile * Math.floor(vectors / last) : tile },
  ].filter((each) => each.columns > 0);
  const sum = (cost: (of: (typeof tiles)[number]) => number): number =>
    tiles.reduce((total, each) => total + each.columns * cost(each), 0);
  const sweep = sum(({ width, height }) => {
    const spills = height * width + width + 1 > registers;
    return terms * (width === 1 && registers < 32 ? ONE_VECTOR : 1) * (spills ? SPILLED : 1);
  });
  const linear = 1 + features + (covarianceType === "spherical" ? 1 : 0);
  const products = ((terms - linear) * PRODUCT) / lanes;
  const waits = terms * columns > FEW_ACCUMULATORS.sums ? FEW_ACCUMULATORS.cost - 1 : 0;
  const few = waits * sum(({ width, height }) => (width * height <= FEW_ACCUMULATORS.most ? terms : 0));
  const inner = sum(({ width, height }) => features * (width * height <= 8 ? INNER.small : INNER.large));
  const expectation = sweep + (config.nested === true ? inner : products) + columns * EXPONENTIAL;
  if (program.task !== "iteration") return expectation;
  return expectation + sweep + few + products + (terms * columns * SUM) / block;
}

const sizesOf = ({ tile, vectors, sums, block }: Config) => ({
  ...{ tile: Number(tile), vectors: Number(vectors) },
  ...{ sums: Number(sums), block: Number(block) },
});
