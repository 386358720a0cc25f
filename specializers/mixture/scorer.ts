// Scores of events by generated code where it pays, held to the TypeScript engine's interface.
import type { EngineOptions, Events, ScoreEngine } from "../gmm/engine.ts";
import { farthest } from "../gmm/loss.ts";
import { openReference } from "../gmm/reference.ts";
import {
  type CompiledMixture,
  compileMixture,
  type EventKind,
  faithful,
  isAtHand,
  leave,
  trialScalars,
} from "./compiled.ts";
import { tuneLater } from "./library-call.ts";
import { run } from "./run.ts";
import { secondsInTypeScript, WORTH_COMPILING_SECONDS, WORTH_LOADING_SECONDS } from "./worth.ts";

export function openScorer(options: EngineOptions): ScoreEngine {
  const reference = openReference(options);
  let compiled: CompiledMixture | string | undefined;
  let held: Events = { count: 0, values: new Float64Array() };
  let name = reference.name;
  let release: (() => void) | undefined;
  const wants = (kind: EventKind): boolean => {
    const seconds = secondsInTypeScript(options, kind.count) / 2;
    if (seconds < WORTH_LOADING_SECONDS) return false;
    return seconds > WORTH_COMPILING_SECONDS || isAtHand(options, kind, "score");
  };
  return {
    get name() {
      return name;
    },
    hold(events) {
      held = events;
    },
    score(state, logs, responsibilities) {
      options.checkpoint();
      const { count, values } = held;
      const kind = { count, dtype: values instanceof Float32Array ? "f32" : "f64", weighted: false } as const;
      if (compiled === undefined && wants(kind)) compiled = compileMixture(options, kind, "score");
      const served =
        typeof compiled === "object"
          ? faithful(compiled, compiled.call.served, state, farthest(held, options.centre))
          : undefined;
      if (typeof compiled !== "object" || !served) {
        name = reference.name;
        reference.hold(held);
        reference.score(state, logs, responsibilities);
        return;
      }
      name = served.variant.name;
      compiled.call.calls++;
      // an array has to be there, whether or not it is written to
      const arrays = { logs, responsibilities: responsibilities ?? new Float64Array(1) };
      const scalars = { wantsShares: responsibilities ? 1 : 0 };
      const call = { ...options, state, held: { count, values }, arrays, scalars };
      const why = run(served, compiled.program, call);
      if (why !== undefined) {
        if (!leave(compiled, served, why)) compiled = why;
        this.score(state, logs, responsibilities);
        return;
      }
      if (served.variant.target === "cuda") {
        const { program } = compiled;
        // a call with no events leaves nothing on the device
        release = () => void run(served, program, { ...call, held: { count: 0, values: new Float64Array() } });
      }
    },
    close() {
      release?.();
      reference.close();
      if (typeof compiled === "object") tuneLater(compiled.call, trialScalars(compiled.call.plan));
    },
  };
}
