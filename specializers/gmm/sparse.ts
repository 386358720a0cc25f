// M steps of a CPU that leave out responsibilities which are next to nothing: where clusters are far apart an event has one or two
// components, and its part in the sums of all others would not change a digit of them. The step is fused with the E step, and a
// block of events of which many count is summed as ever.
import { hasSeveralMatrices, type MixtureProgram } from "./program.ts";
import { type Strategy, strategiesOf } from "./strategies.ts";

export type HostStrategy = Strategy | "sparse";

/**
 * What all events' responsibilities for a component that are left out sum to, at most: 1e-11 of the ten epsilons that are added
 * to its count.
 */
export const LEFT_OUT = 2 ** -88;

/** Features from which on a component's sums are worth looking for the events that count. */
const SPARSE_FROM = 12;

export function hostStrategiesOf(program: MixtureProgram): readonly HostStrategy[] {
  return hasSeveralMatrices(program) ? [...strategiesOf(program), "sparse"] : strategiesOf(program);
}

/** What serves untuned. */
export const firstStrategyOf = (program: MixtureProgram): HostStrategy =>
  hasSeveralMatrices(program) && program.features >= SPARSE_FROM ? "sparse" : strategiesOf(program)[0]!;

/** Whether both steps are in one pass over the events. */
export const isInOnePass = (strategy: unknown): boolean => strategy === "fused" || strategy === "sparse";
