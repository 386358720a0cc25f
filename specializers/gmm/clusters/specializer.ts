// The specializer of k-means' passes. Like that of mixtures it recognises nothing: the library call makes the domain AST.
import { bytesOf } from "../../ir/dtype.ts";
import type { CallData, CallLayout, Cost, NumericArray, Specializer } from "../../specializer.ts";
import { interpretClusters } from "./interpret.ts";
import { lowerClusters } from "./lower.ts";
import { PART, partsOf } from "./parts.ts";
import { type ClusterProgram, clusterLayout } from "./program.ts";
import { clusterVariants } from "./variants.ts";

const eventsOf = (call: CallLayout): number => call.arrays.events!.shape[0]!;

export const clusters: Specializer<ClusterProgram> = {
  name: "k-means",
  recognise: () => undefined,
  print: ({ task, features, points, dtype, weighted, parameters }) =>
    [
      `${task === "seed" ? "distances of events to the nearest seed, had each candidate become one" : "events to their nearest centres"}: ${points} points of ${features} features, events ${dtype}${weighted ? ", weighted" : ""}`,
      `  (${parameters.map(({ name, access }) => `${access} ${name}`).join(", ")})`,
    ].join("\n"),
  structural: () => [],
  bind: (program) => program,
  passes: [],
  interpret: (program, _, data) => interpretClusters(program, data),
  // less than a block, some blocks, and more than a part
  checkLayouts: (program) => [1, 301, PART + 77].map((count) => clusterLayout(program, count)),
  data: checkData,
  variants: (program, call, machine) => clusterVariants(program, eventsOf(call), machine),
  lower: (program, call, config) => lowerClusters(program, eventsOf(call), config),
  cost,
};

/** Small whole numbers: many events at one place, and as near to one point as to another. */
function checkData(program: ClusterProgram, call: CallLayout, random: () => number): CallData {
  const count = eventsOf(call);
  const whole = (most: number) => Math.floor(most * random());
  const fills: Readonly<Record<string, () => number>> = {
    events: () => (count % 2 === 0 ? whole(4) : 4 * random()) - 1.5,
    eventWeights: () => whole(3) / 2,
    points: () => whole(4) - 1.5,
    nearest: () => 8 * random() + 1,
    labels: () => whole(program.points + 1) - 1,
  };
  const arrays = Object.entries(call.arrays).map(([name, { dtype, shape }]): readonly [string, NumericArray] => {
    const made = new { f64: Float64Array, f32: Float32Array, i32: Int32Array, u8: Uint8Array }[dtype](
      shape.reduce((a, b) => a * b, 1),
    );
    const fill = fills[name] ?? (() => Number.NaN);
    return [name, made.map(fill)];
  });
  return { arrays: Object.fromEntries(arrays), scalars: { count } };
}

/** A difference, a square and a sum for each feature of each event and point. */
function cost({ task, points, features, dtype, weighted }: ClusterProgram, call: CallLayout): Cost {
  const count = eventsOf(call);
  const bytes = bytesOf[dtype] * features + (weighted ? 8 : 0) + (task === "seed" ? 8 * (points + 1) : 16);
  return {
    points: count,
    flops: 3 * count * points * features,
    bytes: count * bytes,
    roundings: features + PART + partsOf(count),
  };
}
