// Counters that the main thread shares with the loader's thread.

/** Grows when nothing is being loaded any more. */
export const SETTLED = 0;
/** Grows when an interrupt may have stopped a module half way. */
export const INTERRUPTED = 1;
/** Grows when nothing is being loaded any more, and something could not be. */
export const FAILED = 2;
