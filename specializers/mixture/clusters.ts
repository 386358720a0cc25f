// k-means' passes by generated code where that pays, else in TypeScript: the bits are the same.
import { type ClusterSteps, trialsFor } from "../gmm/clusters/k-means.ts";
import { originalOfClusters } from "../gmm/clusters/original.ts";
import { type ClusterTask, clusterLayout, createClusterProgram } from "../gmm/clusters/program.ts";
import { clusters as kMeans } from "../gmm/clusters/specializer.ts";
import { clusterSteps } from "../gmm/clusters/steps.ts";
import type { Events } from "../gmm/engine.ts";
import type { CompiledCall } from "../instance.ts";
import { isVerified } from "../pipeline.ts";
import type { Plan } from "../plan.ts";
import type { Values } from "../runtime/dispatch.ts";
import { compilePlan, planCall, plannedEvents, sourceOf, tuneLater } from "./library-call.ts";
import { finished } from "./run.ts";
import { secondsOfClusters, WORTH_COMPILING_SECONDS, WORTH_LOADING_SECONDS } from "./worth.ts";

const plans = new Map<string, Plan>();
const compiled = new Map<string, CompiledCall | string>();

export interface NativeClusterSteps extends ClusterSteps {
  /** What computed, for the report; nothing where it was TypeScript. */
  notes(): readonly string[];
  /** What served is tuned later. */
  close(): void;
}

/** Of events that are assigned to so many clusters. */
export function openClusterSteps(
  events: Events,
  features: number,
  clusters: number,
  checkpoint: () => void,
): NativeClusterSteps {
  const { count, values, weights } = events;
  const script = clusterSteps(events, features, checkpoint);
  const notes = new Set<string>();
  const found = new Map<ClusterTask, CompiledCall | undefined>();

  const codeFor = (task: ClusterTask, points: number): CompiledCall | undefined => {
    if (!found.has(task)) {
      const call = codeOf(task, points);
      if (typeof call === "string") notes.add(`${titles[task]} ran as TypeScript: ${call}.`);
      found.set(task, typeof call === "string" ? undefined : call);
    }
    return found.get(task);
  };
  const codeOf = (task: ClusterTask, points: number): CompiledCall | string | undefined => {
    const seconds = secondsOfClusters(task, count, features, clusters);
    if (seconds < WORTH_LOADING_SECONDS) return undefined;
    const dtype = values instanceof Float32Array ? "f32" : "f64";
    const shape = { task, features, points, dtype, weighted: weights !== undefined } as const;
    const planned = plannedEvents(count);
    const key = [...Object.values(shape), planned].join();
    const text = `new GaussianMixture({ nComponents: ${clusters} }).fit(X); // ${task === "seed" ? "k-means++" : "k-means"}; X: ${dtype}, ${features} features${shape.weighted ? ", weighted" : ""}`;
    const source = sourceOf(task, text);
    const program = createClusterProgram(shape, source.source);
    const plan = plans.get(key) ?? planCall(kMeans, source, program, clusterLayout(program, planned));
    plans.set(key, plan);
    if (!compiled.has(key)) {
      if (seconds < WORTH_COMPILING_SECONDS && !isVerified(plan, plan.space.default)) return undefined;
      compiled.set(key, compilePlan(plan, originalOfClusters(program), { count: planned }));
    }
    return compiled.get(key);
  };
  const run = (call: CompiledCall, arrays: Readonly<Record<string, Values[number]>>): void => {
    checkpoint();
    const given: typeof arrays = { ...arrays, events: values, ...(weights && { eventWeights: weights }), count };
    call.calls++;
    const { program } = call.plan;
    const status = call.variant.run(program.parameters.map(({ name }) => given[name]!));
    finished(status, call.variant, program);
    notes.add(`${titles[program.name as ClusterTask]}: ${call.variant.name}.`);
  };

  return {
    seed(candidates, nearest, into) {
      const trials = trialsFor(clusters);
      const call = codeFor("seed", trials);
      if (!call) return script.seed(candidates, nearest, into);
      // the code is for the usual number of candidates: of fewer, the last one comes several times
      const points = new Float64Array(trials * features);
      for (let at = 0; at < points.length; at += features)
        points.set(candidates.subarray(Math.min(at, candidates.length - features)).subarray(0, features), at);
      run(call, { points, nearest, ...into });
    },
    assign(centres, into) {
      const call = codeFor("assign", clusters);
      if (!call) return script.assign(centres, into);
      const changed = new Float64Array(1);
      run(call, { points: centres, ...into, changed } as unknown as Record<string, Values[number]>);
      return changed[0]! > 0;
    },
    notes: () => [...notes],
    close() {
      for (const call of found.values()) if (call) tuneLater(call, { count: plannedEvents(count) });
    },
  };
}

const titles: Readonly<Record<ClusterTask, string>> = { seed: "k-means++ seeds", assign: "k-means assignments" };
