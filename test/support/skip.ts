// Skipping with a reason: the run's summary shows each one, and the reason decides whether it may stay in CI.
import type { Test } from "uvu";

/**
 * Counts a test as skipped and says why. In CI only a missing GPU or nvcc is a reason: the word has to be in it.
 *
 * @param suite the `test` of the file, or what `suite(…)` gave
 */
export const skip = <T>(suite: Test<T>, name: string, reason: string): void => {
  suite.skip(name);
  process.stdout.write(`SKIP ${name}: ${reason.replaceAll("\n", " ")}\n`);
};
