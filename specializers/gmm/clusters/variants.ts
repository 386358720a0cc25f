// The variant space of k-means' passes: lanes are events; how many points and vectors of events are in registers at a time.
import type { Axis, Config, MachineFacts, VariantSpace } from "../../specializer.ts";
import type { ClusterProgram } from "./program.ts";

/** From so many operations on a second thread is worth its start. */
const PARALLEL_FLOPS = 1e6;
const REGISTERS = [16, 32, 64];

export function clusterVariants(
  { points, features }: ClusterProgram,
  count: number,
  { compilers, cores, vectorBytes }: MachineFacts,
): VariantSpace {
  const axis = (name: string, label: string, values: Axis["values"], ordered = true): Axis => ({
    ...{ name, label, values, ordered },
  });
  const axes = [
    axis("target", "target", ["openmp"], false),
    axis("compiler", "compiler", compilers, false),
    axis("threads", "threads", [...new Set([1, cores])]),
    axis(
      "vector",
      "vector bytes",
      REGISTERS.filter((bytes) => bytes <= vectorBytes),
    ),
    axis("tile", "points of a tile", [1, 2, 3, 4, 5, 6, 8]),
    axis("vectors", "vectors", [1, 2, 4]),
    axis("block", "block", [64, 128, 256]),
  ];
  // AVX-512 has twice the registers
  const registers = vectorBytes >= 64 ? 32 : 16;
  const illegal = (config: Config): string | undefined => {
    const [tile, vectors, vector] = [Number(config.tile), Number(config.vectors), Number(config.vector)];
    if (!compilers.includes(String(config.compiler))) return `${config.compiler} was not found`;
    if (vector > vectorBytes) return `registers have ${vectorBytes} bytes`;
    if (tile > points) return `tile ${tile} > ${points} points`;
    if (tile * vectors > registers) return `${tile} x ${vectors} accumulators > ${registers} registers`;
    return undefined;
  };
  const common = {
    target: "openmp",
    compiler: compilers[0] ?? "none",
    threads: 3 * count * points * features > PARALLEL_FLOPS ? cores : 1,
    vector: vectorBytes,
    block: 128,
  };
  // as many accumulators as leave room for events and points
  const wasteOf = (tile: number) => (Math.ceil(points / tile) * tile) / points;
  const seeds = [4, 3, 5, 2, 1]
    .filter((tile) => tile <= points)
    .sort((a, b) => wasteOf(a) - wasteOf(b))
    .slice(0, 2)
    .map((tile): Config => ({ ...common, tile, vectors: registers === 32 || tile < 3 ? 4 : 2 }))
    .filter((config) => illegal(config) === undefined);
  return { axes, illegal, default: seeds[0] ?? { ...common, tile: 1, vectors: 1 }, seeds };
}
