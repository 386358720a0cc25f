// Who takes part: something that computes a case, and says how long it took.
import type { NumericArray } from "../../../specializers/specializer.ts";

export type Kind =
  | "typescript"
  | "js"
  | "gcc"
  | "numba"
  | "halide"
  | "devito"
  | "hand"
  | "default"
  | "tuned"
  | "stream";

export interface Contender {
  readonly kind: Kind;
  /** As the table shows it, with how it was configured. */
  readonly name: string;
  /** Seconds of `count` runs. */
  run(count: number): number | Promise<number>;
  /** Empties the caches of what it reads and writes. */
  flush(): void | Promise<void>;
  /** Fills in start values, runs once, and hands over the grids that hold the result. */
  result?(): Promise<readonly NumericArray[]>;
  /** Counts once, in the first round: what would take minutes. The factor makes a whole run of what was run. */
  readonly once?: { readonly factor: number };
}

/** Seconds that `body` takes. */
export function timed(body: () => void): number {
  const start = performance.now();
  body();
  return (performance.now() - start) / 1000;
}
