// Timing: one sample is a batch of calls; a sample that a stop of the process fell into does not count.

export interface Measurement {
  readonly samples: number;
  /** Calls in a sample: enough that the clock's grain does not show. */
  readonly batch: number;
  /** Calls before each sample that are not timed: it finds caches and threads as calls of its own leave them. */
  readonly settle: number;
  /** Before each sample, outside of its time. */
  readonly prepare: () => void;
  /** One call: 0, or 1 when it was cancelled. */
  readonly run: () => number;
  /** Seconds that the last call spent on moving arrays to a device and back; left out for code of the host. */
  readonly transferSeconds?: (() => number) | undefined;
  /** Changes whenever the process was stopped and went on. */
  readonly epoch: () => number;
}

export interface Measured {
  /** Of one call, for each sample. */
  readonly seconds: readonly number[];
  /** The share of it that moved arrays to a device and back; empty for code of the host. */
  readonly transfers: readonly number[];
  readonly cancelled: boolean;
}

/** Ends early when a call was cancelled. */
export const measure = async (measurement: Measurement): Promise<Measured> => {
  const { samples, batch, settle, prepare, run, transferSeconds, epoch } = measurement;
  const seconds: number[] = [];
  const transfers: number[] = [];
  while (seconds.length < samples) {
    prepare();
    for (let i = 0; i < settle; i++) if (run() !== 0) return { seconds, transfers, cancelled: true };
    const before = epoch();
    let moving = 0;
    const start = performance.now();
    for (let i = 0; i < batch; i++) {
      if (run() !== 0) return { seconds, transfers, cancelled: true };
      if (transferSeconds !== undefined) moving += transferSeconds();
    }
    const elapsed = (performance.now() - start) / 1000;
    // The signal that says the process went on is handled between two turns of the event loop.
    await turn();
    await turn();
    if (epoch() !== before) continue;
    seconds.push(elapsed / batch);
    if (transferSeconds !== undefined) transfers.push(moving / batch);
  }
  return { seconds, transfers, cancelled: false };
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
