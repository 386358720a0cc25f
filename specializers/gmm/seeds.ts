// What serves untuned, and what a tuner and a fit try first.
import type { Config, MachineFacts } from "../specializer.ts";
import { costOf, type Hardware } from "./cost-model.ts";
import { hasSeveralMatrices, type MixtureProgram, termsOf } from "./program.ts";

type Expanded = "events" | "components";

export interface SeedSpace {
  readonly program: MixtureProgram;
  /** What all have in common. */
  readonly common: Config;
  readonly compilers: MachineFacts["compilers"];
  /** Numbers in a register, in doubles and in floats, and registers. */
  readonly lanes: { readonly double: number; readonly single: number };
  readonly registers: number;
  readonly legal: (config: Config) => boolean;
}

/** Further tiles of the best form, for a tuner, each of another height: widths are near each other. */
const FURTHER = 2;

/**
 * The default first; one of each form comes before what is for a tuner alone. Where no expanded form is legal, direct distances
 * are all there is.
 */
export function seedsOf(space: SeedSpace): readonly Config[] {
  const { program, compilers } = space;
  const both = (["components", "events"] as const).map((form) => ranked(space, form, false));
  const [best, other] = both.filter((list) => list.length > 0).sort((a, b) => a[0]!.cost - b[0]!.cost);
  const first = best?.[0]?.config;
  const second = other?.[0]?.config;
  // floats are tried right after what serves
  const inFloats =
    program.dtype === "f32" && first ? ranked(space, first.form as Expanded, true)[0]?.config : undefined;
  const byOthers = (config: Config | undefined): readonly Config[] =>
    config ? compilers.slice(1).map((compiler) => ({ ...config, compiler })) : [];
  // whether responsibilities are next to nothing, events alone can say
  const otherwise =
    first && hasSeveralMatrices(program)
      ? { ...first, strategy: first.strategy === "sparse" ? "fused" : "sparse" }
      : undefined;
  const heights = new Set<unknown>();
  const further = (best ?? [])
    .map(({ config }) => config)
    .filter(({ tile }) => heights.size < heights.add(tile).size)
    .slice(1, 1 + FURTHER);
  const seeds = [
    first,
    inFloats,
    second,
    directOf(space),
    otherwise,
    ...byOthers(first),
    ...further,
    ...byOthers(second),
  ];
  return seeds.filter((config) => config !== undefined);
}

/** Of an expanded form, the one of the least cost first; of those that differ in an M step's tile alone, one. */
function ranked({ program, common, lanes, registers, legal }: SeedSpace, form: Expanded, single: boolean) {
  const hardware: Hardware = { lanes: single ? lanes.single : lanes.double, registers };
  return tilesOf(program, form, single, registers)
    .map(({ sums, ...rest }) =>
      sums
        .map((each): Config => ({ ...common, single, form, ...rest, sums: each }))
        .filter(legal)
        .map((config) => ({ config, cost: costOf(program, config, hardware) }))
        .reduce((a, b) => (b.cost < a.cost ? b : a), ILLEGAL),
    )
    .filter((each) => each !== ILLEGAL)
    .sort((a, b) => a.cost - b.cost);
}

const ILLEGAL: { readonly config: Config; readonly cost: number } = { config: {}, cost: Number.POSITIVE_INFINITY };
const WIDTHS = [2, 3, 1, 4, 5];
/** So many accumulators hide how long a multiply-add takes. */
const LEAST_ACCUMULATORS = 8;

const hasEnough = (tile: number, width: number): boolean =>
  tile * width >= LEAST_ACCUMULATORS || (tile === 1 && width === WIDTHS.at(-1));

function tilesOf(program: MixtureProgram, form: Expanded, single: boolean, registers: number) {
  const all = form === "events" ? [17, 16, 12, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1] : [12, 6, 4, 8, 3, 16];
  const odd = !single && (program.features > ODD_BLOCK.features || registers === 32);
  const block = odd ? ODD_BLOCK.events : 192;
  return all.flatMap((tile) => {
    const widths = WIDTHS.filter((width) => hasEnough(tile, width));
    return widths.flatMap((vectors) =>
      [false, true].flatMap((nested) =>
        [false, true].map((baseline) => ({
          ...{ tile, vectors, nested, baseline },
          ...(form === "events"
            ? { sums: widths, block, chunk: 0 }
            : { sums: [0], ...chunkOf(program, nested, single) }),
        })),
      ),
    );
  });
}

/**
 * Rows of doubles that are 15 cache lines long: rows of 12 and 24 meet in few sets of the first-level cache, which costs 2 to 5 %
 * at 32 and 64 features and nothing at 19 (Zen 3); with AVX-512 (Zen 4), up to 6 % at 2 to 19 features as well.
 */
const ODD_BLOCK = { features: 24, events: 120 };

/**
 * As many terms and events as stay in the first-level cache. Without stored products in the E step, an M step of many terms forms
 * a tile's just before they are used; sums of very many terms come from the next cache for each block. Twice the events halve
 * what a tile's and a block's ends cost.
 */
function chunkOf(program: MixtureProgram, nested: boolean, single: boolean) {
  const terms = termsOf(program);
  if (nested && terms > 400) return { block: single ? 96 : ODD_BLOCK.events, chunk: 1 };
  if (terms > 1000) return { block: 96, chunk: 24 };
  return terms <= 24 ? { block: 96, chunk: 24 } : { block: 48, chunk: 48 };
}

/** Nine accumulators, or as many as there are registers for: squares that need not be ranked. */
function directOf({ program, common, registers, legal }: SeedSpace): Config {
  const strategy = common.strategy === "sparse" ? "fused" : common.strategy!;
  const direct = { ...common, strategy, form: "direct", block: 192, chunk: 0 };
  const plain = { ...direct, tile: 1, vectors: 1, sums: 1 };
  if (program.covarianceType === "diag" || program.covarianceType === "spherical") return plain;
  const [vectors, sums] = registers === 32 ? [6, 4] : [3, 3];
  const squares = [4, 3, 2, 1].map((tile) => ({ ...direct, tile, vectors, sums }));
  return squares.find(legal) ?? squares[0]!;
}
