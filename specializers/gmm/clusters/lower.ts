// The platform AST of one variant: sizes for the template; the loops themselves stand there.
import { type PlatformProgram, plainSchedule } from "../../ir/platform.ts";
import type { Config } from "../../specializer.ts";
import { PART } from "./parts.ts";
import type { ClusterProgram } from "./program.ts";

export function lowerClusters(program: ClusterProgram, count: number, config: Config): PlatformProgram {
  const { name, at, source, parameters, task, features, points, dtype, weighted } = program;
  const [tile, vectors, block, threads, vectorBytes] = ["tile", "vectors", "block", "threads", "vector"].map((axis) =>
    Number(config[axis]),
  ) as [number, number, number, number, number];
  const element = { f64: "double", f32: "float" }[dtype];
  return {
    kind: "platform",
    ...{ name, at, source },
    template: "gmm/clusters",
    rank: 1,
    parameters: parameters.map(({ name, access, kind }) => ({
      ...{ name, access, kind, boundary: "none" },
      dtype: name === "events" ? dtype : name === "labels" ? "i32" : "f64",
    })),
    extents: [count],
    sweeps: [],
    schedule: { ...plainSchedule(1), threads, vectors: "explicit", vectorBytes },
    exact: true,
    data: {
      summary: `${points} points of ${features} features, tile ${tile} x ${vectors}, blocks of ${block}, ${threads} thread${threads > 1 ? "s" : ""}`,
      ...{ features, weighted, element, tile, vectors, block, threads, vectorBytes },
      mixture: points,
      lanes: vectorBytes / 8,
      tileMeans: "points",
      padded: Math.ceil(points / tile) * tile,
      linear: 1 + features,
      spherical: false,
      seconds: 0,
      part: PART,
      seed: task === "seed",
      assign: task === "assign",
      parallel: threads > 1,
      arguments: parameters.map(({ name }) => name).join(", "),
    },
  };
}
