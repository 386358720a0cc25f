// Writes what a tuning run finds, as it finds it: raw trials, and the winner so far.
import { appendTrial, type Cache, writeWinner } from "../cache/index.ts";
import type { Trial, TuneJob } from "./job.ts";

export interface Ledger {
  trial(trial: Trial): void;
  winner(
    trial: Trial,
    facts: { readonly final: boolean; readonly noisy: boolean; readonly referenceSeconds: number | undefined },
  ): void;
}

export const openLedger = (
  cache: Cache,
  { kernel, signature, recordKey }: Pick<TuneJob, "kernel" | "signature" | "recordKey">,
  machine: string,
): Ledger => ({
  trial: (trial) =>
    appendTrial(cache, recordKey, { format: 1, machine, kernel, signature, written: new Date().toISOString(), trial }),
  winner: ({ name, config, target, seconds, noise, artifact }, { final, noisy, referenceSeconds }) => {
    if (seconds === undefined) return;
    writeWinner(cache, {
      format: 1,
      recordKey,
      kernel,
      signature,
      machine,
      name,
      config,
      target,
      seconds,
      noise: noise ?? 0,
      ...(artifact === undefined ? {} : { artifact }),
      ...(referenceSeconds === undefined ? {} : { referenceSeconds }),
      final,
      noisy,
      written: new Date().toISOString(),
    });
  },
});
