// Where a fit starts: k-means' passes, and the sums of events whose responsibilities are known, by generated code where that pays.
import type { EngineOptions, Events } from "../gmm/engine.ts";
import { TOGETHER } from "../gmm/initialise.ts";
import { createMoments } from "../gmm/moments.ts";
import { openShares, type ShareSums, type StartSteps } from "../gmm/shares.ts";
import { addSums, createSums, momentsOf } from "../gmm/sums.ts";
import { type NativeClusterSteps, openClusterSteps } from "./clusters.ts";
import { type CompiledMixture, compileMixture, isAtHand, trialScalars } from "./compiled.ts";
import { tuneLater } from "./library-call.ts";
import { run } from "./run.ts";
import { secondsInTypeScript, WORTH_COMPILING_SECONDS, WORTH_LOADING_SECONDS } from "./worth.ts";

export type NativeStart = NativeClusterSteps & StartSteps;

export function openStart(events: Events, features: number, components: number, checkpoint: () => void): NativeStart {
  const steps = openClusterSteps(events, features, components, checkpoint);
  const notes = new Set<string>();
  const used = new Set<CompiledMixture>();
  return {
    ...steps,
    openShares(held, options, means, filled) {
      const compiled = compileSums(held, options, filled);
      if (typeof compiled !== "object") {
        if (compiled !== undefined) notes.add(`first sums ran as TypeScript: ${compiled}.`);
        return openShares(held, options);
      }
      used.add(compiled);
      notes.add(`first sums: ${compiled.call.variant.name}.`);
      return openNativeShares(held, options, means, compiled);
    },
    notes: () => [...steps.notes(), ...notes],
    close() {
      steps.close();
      for (const { call } of used) tuneLater(call, trialScalars(call.plan));
    },
  };
}

/** Generated code, or why there is none; undefined: it does not pay. */
function compileSums(
  { count, values, weights }: Events,
  options: EngineOptions,
  filled: number,
): CompiledMixture | string | undefined {
  const seconds = (filled * secondsInTypeScript(options, count)) / 2;
  if (seconds < WORTH_LOADING_SECONDS) return undefined;
  const dtype = values instanceof Float32Array ? "f32" : "f64";
  const kind = { dtype, weighted: weights !== undefined, count: Math.min(count, TOGETHER) } as const;
  if (seconds < WORTH_COMPILING_SECONDS && !isAtHand(options, kind, "sums")) return undefined;
  return compileMixture(options, kind, "sums");
}

function openNativeShares(
  { values, weights }: Events,
  options: EngineOptions,
  means: Float64Array,
  { program, call }: CompiledMixture,
): ShareSums {
  const { features, components, centre } = options;
  const [sums, together] = [createSums(program), createSums(program)];
  return {
    add(start, count, responsibilities) {
      const held: Events = {
        count,
        values: values.subarray(start * features, (start + count) * features),
        ...(weights && { weights: weights.subarray(start, start + count) }),
      };
      const arrays = { ...sums, responsibilities: responsibilities.subarray(0, count * components) };
      call.calls++;
      run(call.served, program, { state: { means }, centre, held, arrays, scalars: {} });
      addSums(together, sums);
    },
    moments() {
      const moments = createMoments(options);
      momentsOf(program, together, means, moments);
      return moments;
    },
  };
}
