// Expectation maximisation from one or several starts, the best of which is kept: scikit-learn's loop.
import type { EmEngine } from "./engine.ts";
import { createState, type MixtureState } from "./state.ts";

/** What a fit leaves behind. */
export interface Fitted {
  readonly state: MixtureState;
  /** [D]; the state's means are relative to it. */
  readonly centre: Float64Array;
  readonly converged: boolean;
  readonly nIter: number;
  readonly lowerBound: number;
  readonly lowerBounds: readonly number[];
}

export interface FitPlan {
  readonly engine: EmEngine;
  readonly centre: Float64Array;
  readonly maxIter: number;
  readonly tol: number;
  readonly nInit: number;
  /** A warm start: goes on from there. */
  readonly before: Fitted | undefined;
  /** Initial parameters, new ones for each initialisation. */
  start(): MixtureState;
  /** Takes what is known by now; called as soon as it is, because an interrupt ends a fit without a word. */
  publish(fitted: Fitted): void;
  /** An iteration of the initialisation of this number is done. */
  progress(fitted: Fitted, change: number, initialisation: number): void;
}

/** Each `yield` asks for a pass: every block of events held and added to the engine. */
export function* fitting(plan: FitPlan): Generator<void, Fitted, void> {
  const { engine, centre, maxIter, tol, before, publish } = plan;
  const starts = before ? 1 : plan.nInit;
  let best: Fitted | undefined;
  for (let initialisation = 0; initialisation < starts; initialisation++) {
    let made: Fitted = {
      ...{ state: before?.state ?? plan.start(), centre, converged: false, nIter: 0, lowerBounds: [] },
      lowerBound: before?.lowerBound ?? Number.NEGATIVE_INFINITY,
    };
    while (made.nIter < maxIter && !made.converged) {
      const state = createState(made.state);
      engine.begin(made.state);
      yield;
      const lowerBound = engine.finish(state);
      const change = lowerBound - made.lowerBound;
      made = {
        ...{ state, centre, lowerBound, converged: Math.abs(change) < tol, nIter: made.nIter + 1 },
        lowerBounds: [...made.lowerBounds, lowerBound],
      };
      if (best === undefined) publish(made);
      plan.progress(made, change, initialisation);
    }
    if (best === undefined || made.lowerBound > best.lowerBound) {
      best = made;
      publish(best);
    }
  }
  return best!;
}
