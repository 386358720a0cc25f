// How a call is sampled so that its time is the user's: long enough for the clock, and after calls of its own.

/** A sample is a batch of at least this long: what wakes threads up, and what else runs on the machine, is a small part of it. */
export const SAMPLE_SECONDS = 2e-3;
/** A call that takes so long sweeps through every cache itself, whoever ran before it. */
const LONG_SECONDS = 20e-3;

/** Calls in a sample of something that takes so long. */
export const batchOf = (seconds: number): number => Math.max(1, Math.ceil(SAMPLE_SECONDS / seconds));

/**
 * Untimed calls before a sample. The variant that ran before leaves other lines in the caches than this one's own last
 * call does (stores that bypass them take the output's away), and threads that went to sleep: 5-point on 1024², Zen 3,
 * plain stores: 0.63 ms after a variant with streaming stores, 0.27 after calls of its own.
 */
export const settlingOf = (seconds: number, batch: number): number => (seconds > LONG_SECONDS ? 0 : batch);

/** What one sample takes, with the calls before it. */
export const secondsOfSample = (seconds: number): number => {
  const batch = batchOf(seconds);
  return seconds * (batch + settlingOf(seconds, batch));
};
