// How Node runs the kernel's two processes.
import { availableParallelism } from "node:os";

/**
 * V8's helper threads compile and collect in the background, and take the core that the other process needs to answer a
 * cell: on two cores a cell among a kernel's first hundred takes a seventh to a quarter longer with them.
 */
const ON_ONE_THREAD: readonly string[] = ["--single-threaded-gc", "--no-concurrent-recompilation"];
const FEW_CORES = 2;

/** The front's heap is small and its code soon compiled. */
export const FRONT_FLAGS: readonly string[] = ON_ONE_THREAD;

/** Code of the user's runs here, and has the threads where there are cores for them. */
export const SESSION_FLAGS: readonly string[] = [
  "--disable-warning=ExperimentalWarning",
  "--no-force-async-hooks-checks",
  // what Node 24 does anyway: V8 itself carries with a promise whose it is, and an await takes a third of the time
  ...(/^(?:22\.(?:[7-9]|\d\d)|23)\./.test(process.versions.node) ? ["--experimental-async-context-frame"] : []),
  ...(availableParallelism() <= FEW_CORES ? ON_ONE_THREAD : []),
];
