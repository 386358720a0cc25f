// About how long an event takes with a variant of the expanded forms: what serves untuned, and what a tuner tries first. Its few
// constants were fitted to one thread's times of 26 shapes (2 to 64 features, 5 to 100 components, all types of covariances) by
// some 20 variants each, on Zen 3 with gcc 12, those of AVX-512 and what is no whole tile to two threads' times of 21 shapes by some
// 30 variants each, on Zen 4; `npm run bench -- gmm grid` says how far its first choices are from the best.
import type { Config } from "../specializer.ts";
import { type MixtureProgram, termsOf } from "./program.ts";

/** A vector's exponential, in multiply-adds of a vector, and what is read and stored of a density; a baseline's is not. */
const EXPONENTIAL = 24;
const OF_BASELINE = 12;
/** A product of two rows that is formed, stored and read again. */
const PRODUCT = 2.6;
/** A vector of a block's sums that is added to the sums so far, beyond the first-level cache. */
const SUM = { avx2: 6, avx512: 9 };
/** A sum over lanes that is added to the sums so far. */
const FOLD = 5;
/** Of lanes of components: an event's largest density and the sum of its exponentials, over lanes. */
const EVENT_FOLDS = 8;
/** A number that all lanes are multiplied by, and that serves once: AVX-512 reads it in the multiply-add itself. */
const BROADCAST = { avx2: 1, avx512: 0 };
/** Without products: a feature's inner sum begins and ends, in a tile of at most 8 accumulators (the next one overlaps) or more. */
const INNER = { small: 1, large: 2 };
/**
 * An M step is slower in tiles of at most so many accumulators, where there are more vectors of sums than the first-level cache
 * holds: seen at 32 and 64 features, not at 19, with 16 components.
 */
const FEW_ACCUMULATORS = { sums: 1500, most: 8, cost: 1.08 };
/** Of an M step, what a sparse one takes: how much it is, events alone can say. */
const SPARSE = 0.5;
/** What accumulators and operands beyond the registers cost: they are spilled to memory. */
const SPILLED = 1.5;
/** A read of a vector beside multiply-adds that take longer than it. */
const READ = 0.1;
/** A multiply-add of lanes of components, whose coefficients are vectors. */
const OF_COMPONENTS = { avx2: 1, avx512: 1.12 };
/** Multiply-adds of a vector that are under way at once: with fewer accumulators each waits for the one before. */
const UNDER_WAY = 8;
/** A number that is read serves once: both ports of the first-level cache are busy. */
const ONE_VECTOR = 1.25;

export interface Hardware {
  /** Numbers in a register, and registers. */
  readonly lanes: number;
  readonly registers: number;
}

const familyOf = ({ registers }: Hardware) => (registers < 32 ? "avx2" : "avx512");

/**
 * Multiply-adds of a vector that an event takes, or as long: no more than a ranking, and not of direct distances. Of a baseline
 * an exponential is left.
 */
export function costOf(program: MixtureProgram, config: Config, hardware: Hardware): number {
  const cost = config.form === "events" ? costOfEvents : costOfComponents;
  if (config.baseline !== true) return cost(program, config, hardware);
  const others = { ...program, components: program.components - 1 };
  return cost(others, config, hardware) + OF_BASELINE / hardware.lanes;
}

/**
 * Both steps form the products they need in registers, or none: then the sums of an M step are for each feature in whole tiles. A
 * tile's sums are over lanes, which are folded once a block. Vectors of a block that are no whole tile are taken one by one.
 */
function costOfEvents(program: MixtureProgram, config: Config, hardware: Hardware): number {
  const { lanes, registers } = hardware;
  const family = familyOf(hardware);
  const { components, features } = program;
  const { tile, vectors, sums, block } = sizesOf(config);
  const nested = config.nested === true;
  const padded = Math.ceil(components / tile) * tile;
  const step = (width: number, single: number): number => {
    const spills = tile * width + width + 1 > registers;
    const oneVector = width === 1 && registers < 32;
    const reads = ((nested ? width : 2 * width) + tile * (width === 1 ? single : 1)) / (tile * width);
    const busy = Math.max(nested ? 1 : 1 + 1 / tile, reads, UNDER_WAY / (tile * width));
    return busy * (spills ? SPILLED : 1) * (oneVector ? ONE_VECTOR : 1) + reads * READ;
  };
  // of 32 registers there may be as many again, for the outer sums; of 16 there never are
  const outer = registers === 32 && 2 * tile * vectors > registers ? INNER.large : INNER.small;
  const terms = termsOf(program);
  const all = block / lanes;
  const left = all % vectors;
  const [whole, alone] = [step(vectors, BROADCAST[family]), step(1, BROADCAST[family])];
  const expectation = (terms * ((all - left) * whole + left * alone)) / all + (nested ? features * outer : 0);
  const summed = nested ? productsInTiles(features, sums) : inWholeTiles(terms, sums);
  const folds = (FOLD * inWholeTiles(tile * sums, lanes)) / (tile * sums);
  const maximisation = summed * (step(sums, 1) + folds / all) + (nested ? features * INNER.small : 0);
  return (padded * (expectation + partOf(program, config) * maximisation) + components * EXPONENTIAL) / lanes;
}

/** How much of an M step is computed. */
const partOf = ({ task }: MixtureProgram, { strategy }: Config): number =>
  task !== "iteration" ? 0 : strategy === "sparse" ? SPARSE : 1;

const inWholeTiles = (n: number, tile: number): number => Math.ceil(n / tile) * tile;

/** Of full covariances: the constant and linear terms, then for each feature its products with those up to itself. */
const productsInTiles = (features: number, tile: number): number =>
  Array.from({ length: features }, (_, i) => inWholeTiles(i + 1, tile)).reduce(
    (a, b) => a + b,
    inWholeTiles(1 + features, tile),
  );

/** Products are formed for all components together, which pays the more of them there are. An M step's terms are whole tiles. */
function costOfComponents(program: MixtureProgram, config: Config, hardware: Hardware): number {
  const { lanes, registers } = hardware;
  const family = familyOf(hardware);
  const { components, features, covarianceType } = program;
  const { tile, vectors, block } = sizesOf(config);
  const terms = termsOf(program);
  const columns = Math.ceil(components / lanes);
  const last = columns % vectors;
  // columns that are no whole tile have tiles with more rows, where a block is whole tiles of them
  const tall = last > 0 ? tile * Math.floor(vectors / last) : tile;
  const tiles = [
    { columns: columns - last, width: vectors, height: tile },
    { columns: last, width: last, height: block % tall === 0 ? tall : tile },
  ].filter((each) => each.columns > 0);
  const sum = (cost: (of: (typeof tiles)[number]) => number): number =>
    tiles.reduce((total, each) => total + each.columns * cost(each), 0);
  const sweep = sum(({ width, height }) => {
    const spills = height * width + width + 1 > registers;
    const busy = Math.max(1, UNDER_WAY / (width * height));
    const oneVector = width === 1 && registers < 32;
    return OF_COMPONENTS[family] * busy * (oneVector ? ONE_VECTOR : 1) * (spills ? SPILLED : 1);
  });
  const linear = 1 + features + (covarianceType === "spherical" ? 1 : 0);
  const products = ((terms - linear) * PRODUCT) / lanes;
  const waits = terms * columns > FEW_ACCUMULATORS.sums ? FEW_ACCUMULATORS.cost - 1 : 0;
  const few = waits * sum(({ width, height }) => (width * height <= FEW_ACCUMULATORS.most ? terms : 0));
  const inner = sum(({ width, height }) => features * (width * height <= 8 ? INNER.small : INNER.large));
  const expectation = terms * sweep + (config.nested === true ? inner : products) + columns * EXPONENTIAL + EVENT_FOLDS;
  const sums = (terms * columns * SUM[family]) / block;
  return expectation + partOf(program, config) * (inWholeTiles(terms, tile) * sweep + few + products + sums);
}

const sizesOf = ({ tile, vectors, sums, block }: Config) => ({
  ...{ tile: Number(tile), vectors: Number(vectors) },
  ...{ sums: Number(sums), block: Number(block) },
});
