// What computes a fit: TypeScript, until compiling pays; then generated code.
import type { EmEngine, EngineOptions, Events } from "../gmm/engine.ts";
import { openReference } from "../gmm/reference.ts";
import { type CompiledMixture, compileMixture, type EventKind, isAtHand, trialScalars } from "./compiled.ts";
import { tuneLater } from "./library-call.ts";
import { openNative } from "./native.ts";
import { EXPECTED_ITERATIONS, secondsInTypeScript, WORTH_COMPILING_SECONDS, WORTH_LOADING_SECONDS } from "./worth.ts";

export interface MixtureEngine extends EmEngine {
  /** Generated code, where any was made. */
  readonly compiled: CompiledMixture | undefined;
  /** Why there is none, where some was wanted. */
  readonly why: string | undefined;
  /** Generated code for the events of the last iteration, also where TypeScript was done with them at once. */
  compile(): CompiledMixture | undefined;
}

export function openEngine(options: EngineOptions, maxIter: number): MixtureEngine {
  const reference = openReference(options);
  let compiled: CompiledMixture | undefined;
  let kind: EventKind | undefined;
  let native: ReturnType<typeof openNative> | undefined;
  let why: string | undefined;
  let current: EmEngine = reference;
  let held: Events | undefined;
  let isNew = false;
  let state: Parameters<EmEngine["begin"]>[0] | undefined;
  let hasBegun = false;
  let spent = 0;

  const compile = (): CompiledMixture | undefined => {
    if (compiled || why !== undefined || !kind) return compiled;
    const found = compileMixture(options, kind);
    if (typeof found === "string") why = found;
    else compiled = found;
    return compiled;
  };

  /** Decided as an iteration begins: then it is known how many events there are. */
  const choose = (events: Events): void => {
    kind = kindOf(events);
    if (native || !wantsNative(options, events, maxIter, spent)) return;
    const found = compile();
    if (!found) return;
    native = openNative(options, found, maxIter);
    current = native;
    isNew = true;
  };

  return {
    get name() {
      return current.name;
    },
    get compiled() {
      return compiled;
    },
    get why() {
      return why;
    },
    hold(events) {
      held = events;
      isNew = true;
    },
    begin(at) {
      state = at;
      hasBegun = false;
    },
    add() {
      if (!held || !state) throw new Error("an iteration is begin, hold, add");
      if (!hasBegun) {
        choose(held);
        current.begin(state);
      }
      hasBegun = true;
      if (isNew) current.hold(held);
      isNew = false;
      const start = performance.now();
      current.add();
      if (current === reference) spent += (performance.now() - start) / 1000;
    },
    finish: (next) => current.finish(next),
    compile,
    close() {
      held = undefined;
      reference.close();
      native?.close();
      if (compiled) tuneLater(compiled.call, trialScalars(compiled.call.plan));
    },
  };
}

const kindOf = ({ count, values, weights }: Events): EventKind => ({
  count,
  dtype: values instanceof Float32Array ? "f32" : "f64",
  weighted: weights !== undefined,
});

function wantsNative(options: EngineOptions, events: Events, maxIter: number, spent: number): boolean {
  const seconds = secondsInTypeScript(options, events.count);
  if (seconds * Math.min(maxIter, EXPECTED_ITERATIONS) < WORTH_LOADING_SECONDS) return false;
  if (Math.max(seconds, spent) > WORTH_COMPILING_SECONDS) return true;
  return isAtHand(options, kindOf(events), "iteration");
}
