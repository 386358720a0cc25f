// The domain ASTs of mixtures: one EM iteration over the events held, the sums of events whose responsibilities are given, and
// the scores of events.
import type { SourceText } from "../ir/span.ts";
import type { CallLayout, DomainProgram, Parameter } from "../specializer.ts";
import { covarianceShape, type MixtureShape } from "./state.ts";

export type Task = "iteration" | "sums" | "score";

/**
 * An iteration takes events [N, D] and a mixture relative to `centre`, and gives for each component the sums over events of r,
 * r (x - mean) and r (x - mean)(x - mean)' as lower triangles (diag: diagonals; spherical: traces; tied: one triangle for
 * all components), r being responsibility times weight, and the sums of weight log p(x) and of weight. "sums" takes the
 * responsibilities [N, M] and gives the same sums about any means, without those of log p(x). A score gives log p(x) of each event
 * [N] and, where `wantsShares` is above 0, responsibilities [N, M].
 *
 * Calls of the same `edition`, above 0, have the same events and event weights, so that a device keeps them in between. A call
 * with no events leaves nothing there.
 */
export interface MixtureProgram extends DomainProgram, MixtureShape {
  readonly kind: "mixture";
  readonly task: Task;
  readonly source: SourceText;
  readonly dtype: "f64" | "f32";
  /** Whether events have weights. */
  readonly weighted: boolean;
}

export const taskNames: Readonly<Record<Task, string>> = { iteration: "em", sums: "start", score: "score" };

/** Second moments that are kept for a component; tied: for all. */
export const secondsOf = ({ covarianceType, features }: MixtureShape): number =>
  ({ full: (features * (features + 1)) / 2, tied: (features * (features + 1)) / 2, diag: features, spherical: 1 })[
    covarianceType
  ];

/** Sums of w (x, 1) (x, 1)' over all events, which no iteration changes: a lower triangle. */
export const momentsOfEvents = ({ features }: MixtureShape): number => ((features + 1) * (features + 2)) / 2;

/** Whether an iteration finds them where it is asked to: only matrices have a use for them. */
export const gathers = ({ covarianceType }: MixtureShape): boolean =>
  covarianceType === "full" || covarianceType === "tied";

/** An iteration of several components, each with a matrix of its own: there baselines and sparse M steps save work. */
export const hasSeveralMatrices = ({ task, covarianceType, components }: MixtureProgram): boolean =>
  task === "iteration" && covarianceType === "full" && components > 1;

/** Terms of an expanded log density; what all components have in common is none. */
export const termsOf = (shape: MixtureShape): number =>
  1 + shape.features + (shape.covarianceType === "tied" ? 0 : secondsOf(shape));

export function createProgram(
  shape: MixtureShape,
  dtype: MixtureProgram["dtype"],
  weighted: boolean,
  source: SourceText,
  task: Task = "iteration",
): MixtureProgram {
  const at = { start: 0, end: source.text.length };
  const array = (name: string, access: Parameter["access"]) => ({ name, kind: "array", access, at }) as const;
  const given = (name: string) => ({ ...array(name, "in"), given: true }) as const;
  const scalar = (name: string) => ({ name, kind: "scalar", access: "in", at }) as const;
  const { covarianceType, components, features } = shape;
  const gathered = gathers(shape);
  const sums = [array("counts", "out"), array("firsts", "out"), array("seconds", "out")];
  const results: Readonly<Record<Task, readonly Parameter[]>> = {
    iteration: [
      // found where `gather` is above 0 and otherwise as they were found before
      ...(gathered ? [array("moments", "inout")] : []),
      ...sums,
      array("likelihood", "out"),
      scalar("count"),
      scalar("edition"),
      ...(gathered ? [{ ...scalar("gather"), repeated: 0 }] : []),
      // a component that variants need not compute
      ...(covarianceType === "full" ? [scalar("baseline")] : []),
    ],
    sums: [...sums, scalar("count")],
    score: [array("logs", "out"), array("responsibilities", "out"), scalar("count"), scalar("wantsShares")],
  };
  return {
    kind: "mixture",
    name: taskNames[task],
    task,
    at,
    source,
    ...{ covarianceType, components, features, dtype, weighted },
    parameters: [
      array("events", "in"),
      ...(weighted ? [array("eventWeights", "in")] : []),
      given("centre"),
      ...(task === "sums" ? [] : [given("weights")]),
      given("means"),
      ...(task === "sums" ? [array("responsibilities", "in")] : [given("precisionsCholesky")]),
      ...results[task],
    ],
  };
}

/** The layouts of a call with so many events. */
export function layoutOf(program: MixtureProgram, count: number): CallLayout {
  const { components, features, dtype, weighted, covarianceType, task } = program;
  const array = (...shape: readonly number[]) => ({ dtype: "f64", shape, boundary: "none" }) as const;
  const tied = covarianceType === "tied";
  const seconds = secondsOf(program);
  return {
    arrays: {
      events: { ...array(count, features), dtype },
      ...(weighted && { eventWeights: array(count) }),
      centre: array(features),
      means: array(components, features),
      ...(task !== "sums" && { weights: array(components), precisionsCholesky: array(...covarianceShape(program)) }),
      ...(task !== "iteration" && { responsibilities: array(count, components) }),
      ...(task === "score"
        ? { logs: array(count) }
        : {
            counts: array(components),
            firsts: array(components, features),
            seconds: array(...(tied ? [seconds] : [components, seconds])),
          }),
      ...(task === "iteration" && {
        ...(gathers(program) && { moments: array(momentsOfEvents(program)) }),
        likelihood: array(2),
      }),
    },
    constants: {},
  };
}

export const eventsOf = (call: CallLayout): number => call.arrays.events!.shape[0]!;
