// The domain ASTs of k-means: one pass over all events for k-means++ seeds, or for Lloyd's iteration.
import type { SourceText } from "../../ir/span.ts";
import type { CallLayout, DomainProgram, Parameter } from "../../specializer.ts";
import { partsOf } from "./parts.ts";

export type ClusterTask = "seed" | "assign";

/**
 * "seed": events [N, D], points [P, D] and the squared distances to what is nearest so far [N] give, for each point, the smaller
 * squared distances [P, N] and their weighted sums by parts [P, parts]. "assign": the nearest point of each event [N], of equally
 * near ones the first, its squared distance [N], how many labels have changed, and for each point the weighted sums of its events
 * [P, D] and of their weights [P]. Distances are sums over the features in order, without fused products.
 */
export interface ClusterProgram extends DomainProgram {
  readonly kind: "clusters";
  readonly task: ClusterTask;
  readonly source: SourceText;
  readonly features: number;
  /** P */
  readonly points: number;
  readonly dtype: "f64" | "f32";
  /** Whether events have weights. */
  readonly weighted: boolean;
}

export type ClusterShape = Pick<ClusterProgram, "task" | "features" | "points" | "dtype" | "weighted">;

export function createClusterProgram(shape: ClusterShape, source: SourceText): ClusterProgram {
  const at = { start: 0, end: source.text.length };
  const array = (name: string, access: Parameter["access"]) => ({ name, kind: "array", access, at }) as const;
  return {
    ...{ kind: "clusters", name: shape.task, at, source },
    ...shape,
    parameters: [
      array("events", "in"),
      ...(shape.weighted ? [array("eventWeights", "in")] : []),
      array("points", "in"),
      ...(shape.task === "seed"
        ? [array("nearest", "in"), array("distances", "out"), array("sums", "out")]
        : [
            array("labels", "inout"),
            array("distances", "out"),
            array("sums", "out"),
            array("masses", "out"),
            array("changed", "out"),
          ]),
      { name: "count", kind: "scalar", access: "in", at },
    ],
  };
}

/** The layouts of a call with so many events. */
export function clusterLayout({ task, features, points, dtype, weighted }: ClusterProgram, count: number): CallLayout {
  const array = (...shape: readonly number[]) => ({ dtype: "f64", shape, boundary: "none" }) as const;
  return {
    arrays: {
      events: { ...array(count, features), dtype },
      ...(weighted && { eventWeights: array(count) }),
      points: array(points, features),
      ...(task === "seed"
        ? { nearest: array(count), distances: array(points, count), sums: array(points, partsOf(count)) }
        : {
            labels: { ...array(count), dtype: "i32" as const },
            ...{ distances: array(count), sums: array(points, features), masses: array(points), changed: array(1) },
          }),
    },
    constants: {},
  };
}
