// What runs expectation maximisation: the reference in TypeScript, or generated code. Both are held to this interface.
import type { MixtureShape, MixtureState } from "./state.ts";

/** A block of events: N rows of D features. */
export interface Events {
  /** N */
  readonly count: number;
  /** [N, D] row-major, as given: the engine subtracts the centre. Read until the next block is held. */
  readonly values: Float64Array | Float32Array;
  /** [N], not negative; left out: 1 each. */
  readonly weights?: Float64Array;
}

export interface EngineOptions extends MixtureShape {
  /** Added to the diagonal of every covariance. */
  readonly regCovar: number;
  /** [D]; subtracted from every event. States are relative to it. */
  readonly centre: Float64Array;
  /** Looked at between blocks of events; throws to end what runs. */
  readonly checkpoint: () => void;
}

/**
 * One iteration is `begin`, `add` for each block of events, `finish`. A block that stays is held once; data larger than
 * memory are held chunk by chunk. Sums are in f64 whatever the data are.
 */
export interface EmEngine {
  readonly name: string;
  /** Takes a block of events in place of the one before. */
  hold(events: Events): void;
  /** Starts an iteration whose E step is at `state`. */
  begin(state: MixtureState): void;
  /** The E step over the block held, and its share of the sums that the M step needs. */
  add(): void;
  /**
   * The M step, into `next`.
   * @returns the weighted mean of log p(x) at the state that the iteration began with
   * @throws MixtureError GMM_ILL_DEFINED_COVARIANCE; `next` is then of no use, the state of `begin` is as it was.
   */
  finish(next: MixtureState): number;
  /** Frees what it holds. */
  close(): void;
}

/** What scores events with a mixture that is there. */
export interface ScoreEngine {
  readonly name: string;
  /** Takes a block of events in place of the one before. */
  hold(events: Events): void;
  /** log p(x) of each event held [N], and, where wanted, responsibilities [N, M]. */
  score(state: MixtureState, logProbabilities: Float64Array, responsibilities?: Float64Array): void;
  /** Frees what it holds. */
  close(): void;
}
