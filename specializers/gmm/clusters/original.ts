// k-means' passes by the TypeScript engine, called as generated code is: the oracle beside the definition.
import type { NumericArray } from "../../specializer.ts";
import type { ClusterProgram } from "./program.ts";
import { clusterSteps } from "./steps.ts";

/** A function of the program's parameters. */
export const originalOfClusters =
  (program: ClusterProgram) =>
  (...values: readonly unknown[]): void => {
    const at = Object.fromEntries(program.parameters.map(({ name }, i) => [name, values[i]])) as Record<
      string,
      NumericArray & number
    >;
    const flat = (name: string) => Float64Array.from(at[name]!);
    const { features, task } = program;
    const events = {
      count: at.count!,
      values: flat("events"),
      ...(at.eventWeights && { weights: flat("eventWeights") }),
    };
    const steps = clusterSteps(events, features, () => {});
    if (task === "seed") {
      const into = { distances: flat("distances"), sums: flat("sums") };
      steps.seed(flat("points"), flat("nearest"), into);
      at.distances!.set(into.distances);
      at.sums!.set(into.sums);
      return;
    }
    const before = Int32Array.from(at.labels!);
    const labels = before.slice();
    const assignment = { labels, distances: flat("distances"), sums: flat("sums"), masses: flat("masses") };
    steps.assign(flat("points"), assignment);
    for (const [name, values] of Object.entries(assignment)) at[name]!.set(values);
    at.changed![0] = labels.reduce((sum, label, n) => sum + (label === before[n] ? 0 : 1), 0);
  };
