// The platform AST of one variant: sizes of tiles and blocks for the template; the loops themselves stand there.
import type { PlatformProgram } from "../ir/platform.ts";
import type { CallLayout, Config } from "../specializer.ts";
import { mixturePlatform } from "./platform.ts";
import { type MixtureProgram, termsOf } from "./program.ts";
import { type HostStrategy, isInOnePass, LEFT_OUT } from "./sparse.ts";
import { lanesOf } from "./variants.ts";

const roundUp = (n: number, to: number): number => Math.ceil(n / to) * to;

/** So many bytes of rows leave room for coefficients in a first-level cache. */
const ROW_BYTES = 1 << 14;

/** Vectors whose sums, each at most the number of components, have a product that is a double. */
const vectorsOfLog = (components: number, lanes: number): number =>
  Math.max(1, Math.floor(300 / Math.log10(components + 1) / lanes));

/** As many events of a block, in whole tiles, as stay in the first-level cache. */
function partOf(bytes: number, block: number, tile: number): number {
  const parts = Array.from({ length: block / tile }, (_, n) => (n + 1) * tile).filter((part) => block % part === 0);
  return parts.filter((part) => part * bytes <= ROW_BYTES).at(-1) ?? parts[0] ?? block;
}

export function lower(program: MixtureProgram, call: CallLayout, config: Config): PlatformProgram {
  const { covarianceType, features, components } = program;
  const single = config.single === true;
  const lanes = lanesOf(config);
  const form = String(config.form);
  const [tile, vectors, sums, block, threads] = ["tile", "vectors", "sums", "block", "threads"].map((axis) =>
    Number(config[axis]),
  ) as [number, number, number, number, number];
  // whole tiles of the terms that are stored together
  const chunk = roundUp(Math.min(Number(config.chunk), termsOf(program)), tile);
  const direct = form === "direct";
  const strategy = String(config.strategy) as HostStrategy;
  const sparse = strategy === "sparse";
  const fused = isInOnePass(strategy) || strategy === "none";
  const linear = 1 + features + (covarianceType === "spherical" ? 1 : 0);
  const termTile = form === "events" ? sums : tile;
  const terms = roundUp(termsOf(program), termTile);
  const baseline = config.baseline === true;
  const free = components - (baseline ? 1 : 0);
  const padded = direct ? components : roundUp(free, form === "events" ? tile : lanes);
  // the first pass takes the rows as well, and all terms where they are few
  const first = chunk >= terms ? terms : Math.min(terms, roundUp(Math.max(linear, chunk), tile));
  // rows are terms where they are, unless they stay in memory
  const own = fused ? linear : 0;
  const tiles: Readonly<Record<string, string>> = {
    direct: "rows of the factor",
    events: "components",
    components: "events; M step: terms",
  };
  return mixturePlatform(program, call, {
    schedule: {
      ...{ threads, vectors: "explicit", vectorBytes: Number(config.vector) },
      precision: single ? "single" : "double",
    },
    data: {
      summary: `${covarianceType} covariances, ${components} components of ${features} features, ${form}${single ? " in floats" : ""}, ${strategy}, tile ${tile} x ${vectors}${sums > 0 ? `, sums by ${sums}` : ""}${chunk > 0 ? `, terms by ${chunk}` : ""}${config.nested === true ? ", nested" : ""}${baseline ? ", against a baseline" : ""}, blocks of ${block}, ${threads} thread${threads > 1 ? "s" : ""}`,
      ...{ lanes, tile, vectors, block, chunk, threads, direct },
      vectorBytes: Number(config.vector),
      tileMeans: tiles[form],
      events: form === "events",
      components: form === "components",
      ...{ padded, linear, termTile, first, free, baseline },
      stored: first === terms ? terms - own : Math.max(first - own, chunk),
      nested: config.nested === true,
      sparse,
      leftOut: LEFT_OUT,
      // rows that an M step reads beyond the last one, whose sums nobody reads
      beyond: form === "events" && config.nested === true ? sums - 1 : 0,
      vectorsOfLog: vectorsOfLog(components, lanes),
      sumsOfLog: lanes * vectorsOfLog(components, lanes),
      together: [4, 3, 2, 1].find((n) => (form === "components" ? lanes : block / lanes) % n === 0),
      part: partOf(features * (single ? 4 : 8), block, tile),
      scales:
        program.task === "iteration" && fused && !sparse && form === "components" && first === terms && terms < padded,
      square: sums,
      parallel: threads > 1,
      unfused: !fused,
      byCell: strategy === "V1",
      byComponent: strategy === "V2A",
      byEvents: strategy === "V2B",
      byTerm: strategy === "V3",
    },
  });
}
