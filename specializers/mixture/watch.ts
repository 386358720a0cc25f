// A fit that is watched: its progress is shown while it runs, and an interrupt ends it.
import { type FitProgress, openProgress } from "../gmm/progress.ts";
import { openCheckpoint } from "../interrupts.ts";
import { host } from "../node-host.ts";

export interface Watch {
  readonly progress: FitProgress;
  /** To be called now and then. @throws what stands for the interrupt that has come */
  readonly checkpoint: () => void;
}

/** Shows a fit that begins now. @param starts how many initialisations it runs */
export function watchFit(maxIter: number, starts: number): Watch {
  const interrupted = openCheckpoint();
  const progress = openProgress({ maxIter, nInit: starts, display: host().display });
  const checkpoint = (): void => {
    interrupted();
    progress.beat();
  };
  return { progress, checkpoint };
}
