// Timing: one sample is a batch of calls; a sample that a stop of the process fell into does not count.

export interface Measurement {
  readonly samples: number;
  /** Calls in a sample: enough that the clock's grain does not show. */
  readonly batch: number;
  /** Before each sample, outside of its time. */
  readonly prepare: () => void;
  /** One call: 0, or 1 when it was cancelled. */
  readonly run: () => number;
  /** Changes whenever the process was stopped and went on. */
  readonly epoch: () => number;
}

/** Seconds of one call, for each sample; ends early when a call was cancelled. */
export const measure = async (
  measurement: Measurement,
): Promise<{ readonly seconds: readonly number[]; readonly cancelled: boolean }> => {
  const { samples, batch, prepare, run, epoch } = measurement;
  const seconds: number[] = [];
  while (seconds.length < samples) {
    prepare();
    const before = epoch();
    const start = performance.now();
    for (let i = 0; i < batch; i++) if (run() !== 0) return { seconds, cancelled: true };
    const elapsed = (performance.now() - start) / 1000;
    // The signal that says the process went on is handled between two turns of the event loop.
    await turn();
    await turn();
    if (epoch() === before) seconds.push(elapsed / batch);
  }
  return { seconds, cancelled: false };
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
