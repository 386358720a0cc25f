// Runs the tuner in tests: its messages collected, its processes looked at.
import { readdirSync, readFileSync } from "node:fs";
import { openCache } from "../../../specializers/cache/index.ts";
import { writeCeilings } from "../../../specializers/toolchain/ceilings.ts";
import { machine } from "../../../specializers/toolchain/machine.ts";
import { createTuner, type TunerClient } from "../../../specializers/tuner/client.ts";
import type { FromTuner, Trial, TuneJob } from "../../../specializers/tuner/job.ts";
import { generateFor } from "./job.ts";

export interface Tuned {
  readonly messages: readonly FromTuner[];
  /** The last word on each variant. */
  readonly trials: ReadonlyMap<string, Trial>;
  readonly best: Trial | undefined;
  readonly done: Extract<FromTuner, { readonly kind: "done" }>;
}

/** Tunes to the end. `during` hears every message, with the client in hand. */
export const tuneJob = (
  job: TuneJob,
  options: {
    readonly during?: (message: FromTuner, client: TunerClient) => void;
    readonly generate?: ReturnType<typeof generateFor>;
  } = {},
): Promise<Tuned> =>
  new Promise((resolve) => {
    const messages: FromTuner[] = [];
    const trials = new Map<string, Trial>();
    let best: Trial | undefined;
    const client = createTuner({
      generate: options.generate ?? generateFor(job.extents),
      on: (message) => {
        messages.push(message);
        if (message.kind === "trial") trials.set(message.trial.name, message.trial);
        if (message.kind === "best") best = message.trial;
        options.during?.(message, client);
        if (message.kind !== "done") return;
        client.close();
        resolve({ messages, trials, best, done: message });
      },
    });
    client.tune(job, { hold: true });
  });

/** Keeps a test from measuring the machine. */
export const knownCeilings = (folder: string): void =>
  writeCeilings(openCache(folder), machine(), {
    format: 1,
    bytesPerSecond: 1e10,
    flopsPerSecond: 1e11,
    copyBytesPerSecond: 1e10,
    triadBytesPerSecond: 1e10,
    measured: "2026-01-01T00:00:00Z",
  });

/** State letters ("R", "S", "T" …) of a process group's members by process id; zombies are left out. */
export const statesOf = (group: number): ReadonlyMap<number, string> => {
  const states = new Map<number, string>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const [state, , pgrp] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (Number(pgrp) === group && state !== undefined && state !== "Z" && state !== "X")
        states.set(Number(name), state);
    } catch {
      // Ended meanwhile.
    }
  }
  return states;
};
