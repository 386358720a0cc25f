// Under which keys the cache keeps the trials and the winner of a call.
import { readWinner, writeWinner } from "./cache/index.ts";
import { digest } from "./cache/key.ts";
import { compilerVersion } from "./codegen/version.ts";
import { cache } from "./pipeline.ts";
import type { Plan } from "./plan.ts";
import type { Cost } from "./specializer.ts";
import { findToolchain } from "./toolchain/compilers.ts";
import { machine } from "./toolchain/machine.ts";

/** What of a compiled call its records depend on. */
export interface Recorded {
  readonly plan: Plan;
  /** Of the winner, for calls that do any amount of work (`iterate` with another number of steps). */
  readonly recordKey: string;
  /** Of the first call, or of the one that was tuned. */
  readonly cost: Cost;
}

/**
 * What the key of winners and trials depends on: the plan, the choice of targets, this machine, and what makes code of
 * it, since a variant that failed is not tried again.
 */
export const recordKeyOf = ({ key, options }: Plan): string =>
  digest(
    JSON.stringify([
      key,
      options.targets ?? "all",
      machine().key,
      findToolchain(cache()).compilers.map(({ version }) => version),
      compilerVersion(),
    ]),
  );

/** Times compare only between calls that do the same work: the number of steps of `iterate` is part of a trial's key. */
export const trialKeyOf = ({ recordKey, plan, cost }: Recorded): string =>
  cost.points === plan.cost.points ? recordKey : digest(JSON.stringify([recordKey, cost.points]));

/** A later session's calls of other lengths find the winner as well. */
export function recordForAnyWork(call: Recorded): void {
  const trialKey = trialKeyOf(call);
  const winner = trialKey === call.recordKey ? undefined : readWinner(cache(), trialKey);
  if (winner) writeWinner(cache(), { ...winner, recordKey: call.recordKey, final: false, referenceSeconds: undefined });
}
