// EM by generated code, held to the same interface as the TypeScript engine.
import type { EmEngine, EngineOptions, Events } from "../gmm/engine.ts";
import { createMoments, maximise } from "../gmm/moments.ts";
import type { MixtureState } from "../gmm/state.ts";
import { addSums, createSums, momentsOf } from "../gmm/sums.ts";
import type { Served } from "../pipeline.ts";
import { type CompiledMixture, nextCandidate, record } from "./compiled.ts";
import { farthest, losesDigits, run } from "./run.ts";

/** A seed is compiled and verified in about this time. */
const CANDIDATE_SECONDS = 0.7;
/** Iterations that a fit is expected to take, at most. */
const EXPECTED = 20;

export function openNative(options: EngineOptions, mixture: CompiledMixture, maxIter: number): EmEngine {
  const { program, call } = mixture;
  const { centre, regCovar } = options;
  const moments = createMoments(options);
  const [sums, together] = [createSums(program), createSums(program)];
  const second = new Float64Array(sums.seconds.length);
  let held: Events = { count: 0, values: new Float64Array() };
  let reach = 0;
  let gathered = false;
  let state: MixtureState | undefined;
  let candidate: Served | undefined;
  let latest = 0;
  let seconds = 0;
  let single: Served | undefined;

  return {
    get name() {
      return (single ?? call.served).variant.name;
    },
    hold(events) {
      held = events;
      reach = farthest(events, centre);
      gathered = false;
    },
    begin(at) {
      state = at;
      for (const array of Object.values(together)) array.fill(0);
      const worthIt = latest * Math.min(maxIter, EXPECTED) > CANDIDATE_SECONDS;
      candidate = latest > 0 && worthIt ? nextCandidate(mixture) : undefined;
      seconds = 0;
      single = undefined;
    },
    add() {
      options.checkpoint();
      const chosen = losesDigits(program, state!, reach) ? mixture.direct() : undefined;
      const served = chosen ?? candidate ?? call.served;
      single = seconds === 0 || single === served ? served : undefined;
      const start = performance.now();
      run(served, program, {
        ...options,
        state: state!,
        held,
        arrays: { ...sums, moments: second },
        scalars: { gather: gathered ? 0 : 1 },
      });
      gathered = true;
      seconds += (performance.now() - start) / 1000;
      call.calls++;
      addSums(together, sums);
    },
    finish(next) {
      // chunks by several variants say nothing about one of them
      if (single) record(mixture, single, seconds);
      latest = seconds;
      momentsOf(program, together, state!.means, moments);
      maximise(moments, next, regCovar, centre);
      return together.likelihood[0]! / together.likelihood[1]!;
    },
    close() {
      held = { count: 0, values: new Float64Array() };
    },
  };
}
