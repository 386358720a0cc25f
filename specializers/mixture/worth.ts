// When a compiler is worth its time.
import { trialsFor } from "../gmm/clusters/k-means.ts";
import type { ClusterTask } from "../gmm/clusters/program.ts";
import { termsOf } from "../gmm/program.ts";
import type { MixtureShape } from "../gmm/state.ts";

/** About what the TypeScript engine does in a second. */
const TYPESCRIPT_FLOPS = 7e8;
/** So long TypeScript may take before a compiler is asked. */
export const WORTH_COMPILING_SECONDS = 0.3;
/** Below that not even a library that is at hand is worth its loading. */
export const WORTH_LOADING_SECONDS = 0.03;

/** Iterations that a fit is expected to take, at most. */
export const EXPECTED_ITERATIONS = 20;

/** About what one iteration over so many events takes in TypeScript. */
export const secondsInTypeScript = (shape: MixtureShape, events: number): number =>
  (4 * events * shape.components * termsOf(shape)) / TYPESCRIPT_FLOPS;

/** Differences that TypeScript squares in a second; what else is done for an event and a point takes as long as so many. */
const TYPESCRIPT_SQUARES = 5e8;
const OTHER_SQUARES = 4;
/** Lloyd's iterations that are expected; those after the first few compare few events with all centres. */
const EXPECTED_ASSIGNMENTS = 10;

/** About what all seeds, or all assignments, take in TypeScript. */
export const secondsOfClusters = (task: ClusterTask, events: number, features: number, clusters: number): number => {
  const points = task === "seed" ? 1 + (clusters - 1) * trialsFor(clusters) : clusters * EXPECTED_ASSIGNMENTS;
  return (events * points * (features + OTHER_SQUARES)) / TYPESCRIPT_SQUARES;
};
