// What a variant of EM on a GPU has in shared memory and in registers: known before it is generated, so that what can't run is
// no variant.
import type { Config } from "../specializer.ts";
import type { MixtureProgram } from "./program.ts";
import type { Strategy } from "./strategies.ts";

export interface CudaSizes {
  readonly strategy: Strategy;
  readonly threads: number;
  /** That a block has in shared memory. */
  readonly events: number;
  /** Rows and columns of the sums that a thread makes at a time. */
  readonly square: number;
  /** Parts of the events, each summed by itself; 0: there are none. */
  readonly parts: number;
  /** Components whose sums a thread makes together; 0: one at a time. */
  readonly together: number;
  /** Sums of a unit, and all sums. */
  readonly cells: number;
  readonly sums: number;
  /** Shared memory of a block: in the E step, and in the M step or both at once. */
  readonly bytes: { readonly expectation: number; readonly maximisation: number };
}

export function cudaSizes({ covarianceType, components, features }: MixtureProgram, config: Config): CudaSizes {
  const number = (axis: string): number => Number(config[axis]);
  const [threads, events, square] = [32 * number("warps"), number("shared"), number("square")];
  const strategy = String(config.strategy) as Strategy;
  const matrix = covarianceType === "full" || covarianceType === "tied";
  const side = Math.ceil((features + 1) / square) * square;
  const units = matrix ? ((side / square) * (side / square + 1)) / 2 : side;
  const cells = matrix ? square ** 2 : 2;
  const pitch = events + 1;
  const doubles: Readonly<Record<Strategy, number>> = {
    V1: threads,
    V2A: side * pitch + events,
    V2B: side * pitch + events,
    V3: threads,
    fused: Math.max(threads, (side + components) * pitch),
    none: 0,
  };
  return {
    ...{ strategy, threads, events, square, cells },
    ...{ parts: number("parts"), together: number("together") },
    sums: cells * components * units,
    bytes: { expectation: 8 * features * pitch, maximisation: 8 * doubles[strategy] },
  };
}
