// EM by generated code, held to the same interface as the TypeScript engine.

import { baselineOf, lostBaseline } from "../gmm/baseline.ts";
import type { EmEngine, EngineOptions, Events } from "../gmm/engine.ts";
import { farthest } from "../gmm/loss.ts";
import { createMoments, maximise } from "../gmm/moments.ts";
import { gathers, momentsOfEvents } from "../gmm/program.ts";
import type { MixtureState } from "../gmm/state.ts";
import { addSums, createSums, momentsOf } from "../gmm/sums.ts";
import type { Served } from "../pipeline.ts";
import { type CompiledMixture, faithful, leave, nextCandidate, record } from "./compiled.ts";
import { type MixtureCall, run } from "./run.ts";
import { EXPECTED_ITERATIONS } from "./worth.ts";

/** Blocks of events that were held in this process; the tuner's own are the first. */
let editions = 1;

/** Iterations of a fit that may be repeated since too few events stayed with the baseline; then all components are computed. */
const MOST_REPEATS = 3;

export function openNative(options: EngineOptions, mixture: CompiledMixture, maxIter: number): EmEngine {
  const { program, call } = mixture;
  const { centre, regCovar } = options;
  const moments = createMoments(options);
  const [sums, together] = [createSums(program), createSums(program)];
  const ofEvents = new Float64Array(momentsOfEvents(program));
  let held: Events = { count: 0, values: new Float64Array() };
  let edition = 0;
  let reach = 0;
  let gathered = false;
  let state: MixtureState | undefined;
  let candidate: Served | undefined;
  let latest = 0;
  /** Of this iteration. */
  let [events, blocks] = [0, 0];
  /** Whether it also found the moments of events that stay: no other will. */
  let isGathering = false;
  let baseline = 0;
  let repeats = 0;
  let seconds = 0;
  let single: Served | undefined;
  /** What has events on a device. */
  const onDevice = new Set<Served>();
  let isLost = false;

  /** What adds to this iteration, where need be of all components; undefined: TypeScript. */
  const serving = (whole = false): Served | undefined => {
    const found = faithful(mixture, candidate ?? call.served, state!, reach, whole || repeats >= MOST_REPEATS);
    return isLost && found?.variant.target === "cuda" ? undefined : found;
  };
  const runWith = (served: Served | undefined, events: Events, scalars: MixtureCall["scalars"]) =>
    run(served, program, { ...options, state: state!, held: events, arrays: { ...sums, moments: ofEvents }, scalars });

  return {
    get name() {
      return single?.variant.name ?? "reference";
    },
    hold(events) {
      held = events;
      edition = ++editions;
      reach = farthest(events, centre);
      gathered = false;
    },
    begin(at) {
      state = at;
      baseline = baselineOf(at);
      for (const array of Object.values(together)) array.fill(0);
      const toCome = latest * Math.min(maxIter, EXPECTED_ITERATIONS);
      candidate = mixture.seconds.has(call.variant.name) ? nextCandidate(mixture, toCome) : undefined;
      seconds = 0;
      events = 0;
      blocks = 0;
      single = undefined;
    },
    add() {
      options.checkpoint();
      let start = performance.now();
      let served = serving();
      const scalars = { gather: gathered ? 0 : 1, edition, baseline };
      for (;;) {
        const why = runWith(served, held, scalars);
        const isRepeated = why === undefined && served !== undefined && lostBaseline(served.config, sums, baseline);
        if (why === undefined && !isRepeated) break;
        if (why !== undefined) isLost = !leave(mixture, served!, why);
        else repeats++;
        candidate = undefined;
        start = performance.now();
        served = serving(isRepeated);
      }
      if (served?.variant.target === "cuda") onDevice.add(served);
      single = blocks === 0 || single === served ? served : undefined;
      isGathering = !gathered && gathers(program);
      gathered = true;
      seconds += (performance.now() - start) / 1000;
      events += held.count;
      blocks++;
      call.calls++;
      addSums(together, sums);
    },
    finish(next) {
      // chunks by several variants say nothing about one of them
      if (single && !(isGathering && blocks === 1)) record(mixture, single, seconds / events);
      latest = seconds;
      momentsOf(program, together, state!.means, moments);
      maximise(moments, next, regCovar, centre);
      return together.likelihood[0]! / together.likelihood[1]!;
    },
    close() {
      held = { count: 0, values: new Float64Array() };
      // a call with no events leaves nothing on the device
      for (const served of onDevice) runWith(served, held, { gather: 1, edition: 0, baseline });
    },
  };
}
