// EM by generated code, held to the same interface as the TypeScript engine.
import type { EmEngine, EngineOptions, Events } from "../gmm/engine.ts";
import { createMoments, maximise } from "../gmm/moments.ts";
import type { MixtureProgram } from "../gmm/program.ts";
import type { MixtureState } from "../gmm/state.ts";
import { addSums, createSums, momentsOf } from "../gmm/sums.ts";
import { host } from "../node-host.ts";
import type { Served } from "../pipeline.ts";
import type { Values } from "../runtime/dispatch.ts";
import { type CompiledMixture, nextCandidate, record } from "./compiled.ts";

/** Digits that the expanded form of a distance may lose, relative to the variances. */
const MOST_LOST = 1e-8;
/** A seed is compiled and verified in about this time. */
const CANDIDATE_SECONDS = 0.7;
/** Iterations that a fit is expected to take, at most. */
const EXPECTED = 20;
const OUT_OF_MEMORY = 2;

export function openNative(options: EngineOptions, mixture: CompiledMixture, maxIter: number): Omit<EmEngine, "score"> {
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

  const run = (served: Served, at: MixtureState): void => {
    const { weights, means, precisionsCholesky } = at;
    const { count, values } = held;
    const given = {
      events: elements(values, program),
      ...{ eventWeights: held.weights ?? new Float64Array(count).fill(1), centre, weights, means, precisionsCholesky },
      ...{ ...sums, moments: second, count, gather: gathered ? 0 : 1 },
    };
    const status = served.variant.run(
      program.parameters.map(({ name }) => given[name as keyof typeof given]) as Values,
    );
    if (status === OUT_OF_MEMORY)
      throw new RangeError(
        "there is no memory for the sums of an iteration: fit fewer components, or close other programs",
      );
    if (status !== 0) throw host().interrupted();
    gathered = true;
  };

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
      run(served, state!);
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

/** Chunks need not all have the element type of the first. */
function elements(values: Events["values"], { dtype }: MixtureProgram): Events["values"] {
  if (dtype === "f64") return values instanceof Float64Array ? values : Float64Array.from(values);
  return values instanceof Float32Array ? values : Float32Array.from(values);
}

/** The largest squared distance from the centre. */
function farthest({ count, values }: Events, centre: Float64Array): number {
  const d = centre.length;
  let most = 0;
  for (let n = 0; n < count; n++) {
    let squared = 0;
    for (let i = 0; i < d; i++) squared += (values[n * d + i]! - centre[i]!) ** 2;
    if (squared > most) most = squared;
  }
  return most;
}

/** An expanded distance is off by about eps |x - centre|² / variance. */
function losesDigits(program: MixtureProgram, { precisionsCholesky }: MixtureState, reach: number): boolean {
  const { covarianceType, features, components } = program;
  const blocks = covarianceType === "tied" ? 1 : components;
  const size = precisionsCholesky.length / blocks;
  let largest = 0;
  for (let k = 0; k < blocks; k++) {
    let trace = 0;
    for (let i = 0; i < size; i++) trace += precisionsCholesky[k * size + i]! ** 2;
    largest = Math.max(largest, covarianceType === "spherical" ? features * trace : trace);
  }
  return Number.EPSILON * reach * largest > MOST_LOST;
}
