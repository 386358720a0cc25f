// What the main thread shares with the loader's thread: counters, and what goes with them.

/** Grows when nothing is being loaded any more. */
export const SETTLED = 0;
/** Grows when an interrupt may have stopped a module half way. */
export const INTERRUPTED = 1;
/** Grows when nothing is being loaded any more, and something could not be. */
export const FAILED = 2;

/** Sent before INTERRUPTED or FAILED grows: what has loaded all the same since nothing was being loaded. */
export interface Evaluated {
  /** Addresses of modules. */
  readonly modules: readonly string[];
  /** Paths of CommonJS files, whenever they were loaded. */
  readonly files: readonly string[];
}

/** Global function that each module calls at its end, with its address. */
export const EVALUATED = "__taipanEvaluated";
