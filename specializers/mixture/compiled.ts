// Generated code for mixtures: what is planned, compiled and tried for a shape, and what fits have found out about it.
import { losesDigits } from "../gmm/loss.ts";
import { originalOf } from "../gmm/original.ts";
import { createProgram, eventsOf, layoutOf, type MixtureProgram, type Task, taskNames } from "../gmm/program.ts";
import { mixture } from "../gmm/specializer.ts";
import type { MixtureShape, MixtureState } from "../gmm/state.ts";
import { type CompiledCall, leaveDevice, signatureOf, use } from "../instance.ts";
import { cache, isVerified, type Served, serveNative } from "../pipeline.ts";
import type { Plan } from "../plan.ts";
import { trialKeyOf } from "../record-keys.ts";
import type { Config } from "../specializer.ts";
import { machine } from "../toolchain/machine.ts";
import { neighborsOf } from "../tuner/history.ts";
import type { Trial } from "../tuner/job.ts";
import { openLedger } from "../tuner/ledger.ts";
import { configKey, variantName } from "../tuner/name.ts";
import { compilePlan, planCall, plannedEvents, sourceOf } from "./library-call.ts";

/** What a kernel is made for, beside the mixture's shape. */
export interface EventKind {
  readonly dtype: MixtureProgram["dtype"];
  readonly weighted: boolean;
  readonly count: number;
}

/** Generated code for one shape of mixture and about so many events. It serves every fit of this process. */
export interface CompiledMixture {
  readonly program: MixtureProgram;
  readonly call: CompiledCall;
  /** Known winners nearby, and seeds of the space, that no fit has tried. */
  readonly untried: Config[];
  /** Seconds of an iteration for each event, by name, as fits have found them. */
  readonly seconds: Map<string, number>;
  /**
   * For where what serves would lose digits, the fastest first: in doubles, of all components, and with direct distances.
   * `serve` gives none, which the report says, where one can't be used.
   */
  readonly safer: readonly { readonly config: Config; serve(): Served | undefined }[];
}

/** Known winners that a fit tries: each costs a compile. */
const MOST_NEIGHBORS = 2;

const compiled = new Map<string, CompiledMixture | string>();
const plans = new Map<string, Plan>();

/** Where nothing is compiled for it yet: the plan, which says what would be. */
function planOf(shape: MixtureShape, kind: EventKind, task: Task): { readonly key: string; readonly plan: Plan } {
  const { covarianceType, components, features } = shape;
  const { dtype, weighted } = kind;
  const count = plannedEvents(kind.count);
  const key = [task, covarianceType, components, features, dtype, weighted, count].join();
  let made = plans.get(key);
  if (!made) {
    const text = `new GaussianMixture({ nComponents: ${components}, covarianceType: "${covarianceType}" }).${task === "score" ? "predictProba" : "fit"}(X); // ${task === "sums" ? "its start; " : ""}X: ${dtype}, ${features} features${weighted ? ", weighted" : ""}`;
    const source = sourceOf(taskNames[task], text);
    const program = createProgram(shape, dtype, weighted, source.source, task);
    made = planCall(mixture, source, program, layoutOf(program, count));
    plans.set(key, made);
  }
  return { key, plan: made };
}

/** Whether code for it is at hand: no compiler is needed. */
export function isAtHand(shape: MixtureShape, kind: EventKind, task: Task): boolean {
  const { key, plan } = planOf(shape, kind, task);
  return compiled.has(key) || isVerified(plan, plan.space.default);
}

/** Compiled and verified code, or why there is none. */
export function compileMixture(
  shape: MixtureShape,
  kind: EventKind,
  task: Task = "iteration",
): CompiledMixture | string {
  const { key, plan } = planOf(shape, kind, task);
  let found = compiled.get(key);
  if (found === undefined) {
    found = compileNow(plan);
    compiled.set(key, found);
  }
  return found;
}

/** Whatever was compiled in this session, or was tuned before and is used in this one. */
export const compiledMixtures = (): readonly CompiledMixture[] =>
  [...compiled.values()].filter((each) => typeof each !== "string");

function compileNow(plan: Plan): CompiledMixture | string {
  const program = plan.program as MixtureProgram;
  const call = compilePlan(plan, originalOf(program), trialScalars(plan));
  if (typeof call === "string") return call;
  const { seeds, default: first } = plan.space;
  const known = call.served.variant.from === "cache";
  const direct = seeds.filter(({ form }) => form === "direct");
  return {
    program,
    call,
    untried: known ? [] : [...knownNearby(plan), ...seeds.filter(firstOfItsKind())].filter(firstTimes(first)),
    seconds: new Map(),
    safer: [first, { ...first, baseline: false }, ...direct]
      .filter(firstTimes())
      .map((config) => ({ config, serve: once(() => serveSeed(call, config)) })),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/**
 * What serves, or what is safer where that would lose too many digits; undefined: TypeScript takes whole distances.
 * @param whole whether all components are to be computed
 */
export function faithful(
  { safer }: CompiledMixture,
  wanted: Served,
  state: MixtureState,
  reach: number,
  whole = false,
): Served | undefined {
  const serves = (config: Config): boolean =>
    !(whole && config.baseline === true) && !losesDigits(config, state, reach);
  if (serves(wanted.config)) return wanted;
  for (const { config, serve } of safer) {
    const served = serves(config) ? serve() : undefined;
    if (served) return served;
  }
  return undefined;
}

/** Winners of mixtures with about so many features, components and events: better guesses than a rule's. */
function knownNearby(plan: Plan): readonly Config[] {
  const { axes, illegal } = plan.space;
  return neighborsOf(cache(), { kernel: plan.source.name, signature: signatureOf(plan) }, axes)
    .filter(({ distance, config }) => Number.isFinite(distance) && illegal(config) === undefined)
    .slice(0, MOST_NEIGHBORS)
    .map(({ config }) => config);
}

/** Whether it is the first that computes in its way: other tiles and compilers are for the tuner. */
function firstOfItsKind(): (config: Config) => boolean {
  const seen = new Set<string>();
  return ({ target, strategy, form, single }) => {
    const before = seen.size;
    return seen.add([target, strategy, form, single].join()).size > before;
  };
}

/** Whether a configuration has not come before, and is none of these. */
function firstTimes(...others: readonly Config[]): (config: Config) => boolean {
  const seen = new Set(others.map(configKey));
  return (config) => {
    const before = seen.size;
    return seen.add(configKey(config)).size > before;
  };
}

/** A seed's code; undefined, with the reason among the call's notes, where it can't be used. */
function serveSeed(call: CompiledCall, config: Config): Served | undefined {
  const served = serveNative(call.plan, config, call.checks, "tuned");
  if (!("why" in served)) return served;
  call.notes.push(`${variantName(config)}: ${served.why}.`);
  return undefined;
}

/** A trial is verified with moments that it gathered itself: then they never are another variant's. */
export const trialScalars = ({ call, program }: Plan): Readonly<Record<string, number>> => {
  const all = { count: eventsOf(call), gather: 1, wantsShares: 1, edition: 1, baseline: 0 };
  const names = program.parameters.filter(({ kind }) => kind === "scalar").map(({ name }) => name);
  return Object.fromEntries(names.map((name) => [name, all[name as keyof typeof all]]));
};

/** A seed is compiled and verified in about this time. */
const secondsToServe = ({ target }: Config): number => (target === "cuda" ? 4 : 0.7);

/** The next seed worth its compiler where so many seconds are to come, ready to be timed; undefined: there is none. */
export function nextCandidate({ call, untried }: CompiledMixture, seconds: number): Served | undefined {
  for (;;) {
    const at = untried.findIndex((config) => secondsToServe(config) < seconds);
    const [config] = at < 0 ? [] : untried.splice(at, 1);
    if (!config) return undefined;
    const served = serveSeed(call, config);
    if (served) return served;
  }
}

/** A device is gone, or has no room: another variant serves, and the report says so. False where TypeScript has to. */
export function leave({ call, untried }: CompiledMixture, served: Served, why: string): boolean {
  untried.splice(0, untried.length, ...untried.filter(({ target }) => target !== "cuda"));
  if (call.served === served) return leaveDevice(call, why);
  call.notes.push(`${served.variant.name}: the CUDA device failed (${why}).`);
  return true;
}

/** An iteration of a fit took so long for each event with this variant; the fastest goes on, in later sessions too. */
export function record(mixture: CompiledMixture, served: Served, secondsPerEvent: number): void {
  const { call, seconds: known } = mixture;
  const { name } = served.variant;
  const before = known.get(name);
  known.set(name, Math.min(secondsPerEvent, before ?? Number.POSITIVE_INFINITY));
  if (before !== undefined) return;
  const trial = trialOf(served, secondsPerEvent * eventsOf(call.plan.call), [...call.trials.values()]);
  call.trials.set(name, trial);
  const serving = known.get(call.variant.name);
  if (serving !== undefined && secondsPerEvent < serving) use(call, served);
  if (known.size < 2) return;
  const best = call.trials.get(call.variant.name);
  if (!best) return;
  call.best = best;
  const of = { kernel: call.plan.source.name, signature: signatureOf(call.plan), recordKey: trialKeyOf(call) };
  const ledger = openLedger(cache(), of, machine().key);
  ledger.trial(trial);
  ledger.winner(best, { final: false, noisy: false, referenceSeconds: undefined });
}

/** @param before those that were tried before: what they took is the time at which this one is known */
function trialOf({ variant, config, artifact, checked }: Served, seconds: number, before: readonly Trial[]): Trial {
  const own = { seconds, compileSeconds: artifact?.facts.seconds };
  const spent = [...before, own].reduce((sum, each) => sum + (each.seconds ?? 0) + (each.compileSeconds ?? 0), 0);
  return {
    ...{ name: variant.name, config, target: variant.target, status: "ok", ...own, samples: [seconds] },
    ...{ noise: undefined, why: "", at: spent, artifact: artifact?.facts.key },
    ...{ error: checked.error, bound: checked.bound },
  };
}
