// The platform AST of one variant: sizes of tiles and blocks for the template; the loops themselves stand there.
import { type PlatformParameter, type PlatformProgram, plainSchedule } from "../ir/platform.ts";
import type { CallLayout, Config } from "../specializer.ts";
import { eventsOf, type MixtureProgram, secondsOf } from "./program.ts";
import { termsOf } from "./variants.ts";

const roundUp = (n: number, to: number): number => Math.ceil(n / to) * to;

/** The same for every target. */
export const platformParameters = ({ parameters }: MixtureProgram, call: CallLayout): readonly PlatformParameter[] =>
  parameters.map(({ name, access, kind }) => ({
    ...{ name, access, kind, dtype: call.arrays[name]?.dtype ?? "f64", boundary: "none" },
  }));

export function lower(program: MixtureProgram, call: CallLayout, config: Config): PlatformProgram {
  const { name, at, source, parameters, covarianceType, features, components, dtype, weighted } = program;
  const lanes = Number(config.vector) / 8;
  const form = String(config.form);
  const [tile, vectors, sums, block, threads] = ["tile", "vectors", "sums", "block", "threads"].map((axis) =>
    Number(config[axis]),
  ) as [number, number, number, number, number];
  // whole tiles of the terms that are stored together
  const chunk = roundUp(Math.min(Number(config.chunk), termsOf(program)), tile);
  const direct = form === "direct";
  const matrix = covarianceType === "full" || covarianceType === "tied";
  const tiles: Readonly<Record<string, string>> = {
    direct: "rows of the factor",
    events: "components",
    components: "events; M step: terms",
  };
  return {
    kind: "platform",
    ...{ name, at, source },
    template: "gmm/em",
    rank: 1,
    parameters: platformParameters(program, call),
    extents: [eventsOf(call)],
    sweeps: [],
    schedule: {
      ...plainSchedule(1),
      threads,
      vectors: "explicit",
      vectorBytes: 8 * lanes,
      contract: true,
    },
    exact: false,
    data: {
      summary: `${covarianceType} covariances, ${components} components of ${features} features, ${form}, tile ${tile} x ${vectors}${sums > 0 ? `, sums by ${sums}` : ""}${chunk > 0 ? `, terms by ${chunk}` : ""}, blocks of ${block}, ${threads} thread${threads > 1 ? "s" : ""}`,
      ...{ features, lanes, tile, vectors, block, chunk, threads, weighted, direct, matrix },
      mixture: components,
      vectorBytes: 8 * lanes,
      tileMeans: tiles[form],
      events: form === "events",
      components: form === "components",
      padded: direct ? components : roundUp(components, form === "events" ? tile : lanes),
      linear: 1 + features + (covarianceType === "spherical" ? 1 : 0),
      seconds: secondsOf(program),
      square: sums,
      termTile: form === "events" ? sums : tile,
      score: program.task === "score",
      gathers: covarianceType === "tied" && program.task === "iteration",
      element: dtype === "f32" ? "float" : "double",
      full: covarianceType === "full",
      tied: covarianceType === "tied",
      diag: covarianceType === "diag",
      spherical: covarianceType === "spherical",
      parallel: threads > 1,
      arguments: parameters.map(({ name }) => name).join(", "),
    },
  };
}
