// When a compiler is worth its time.
import type { MixtureShape } from "../gmm/state.ts";
import { termsOf } from "../gmm/variants.ts";

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
