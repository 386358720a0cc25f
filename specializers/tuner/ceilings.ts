// Measures the machine's ceilings, once: by the first tuning, in the trial process.
import { freemem } from "node:os";
import type { Cache } from "../cache/index.ts";
import {
  type Ceilings,
  ceilingProbes,
  noiseProbe,
  type Probe,
  readCeilings,
  writeCeilings,
} from "../toolchain/ceilings.ts";
import { type CompileResult, compile } from "../toolchain/compile.ts";
import type { Machine } from "../toolchain/machine.ts";
import type { Clock } from "./clock.ts";
import { median } from "./statistics.ts";
import type { TrialRunner } from "./trial-runner.ts";

export interface Bench {
  readonly runner: TrialRunner;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly machine: Machine;
}

const LIMIT_SECONDS = 20;
const SAMPLES = 7;

/**
 * From the cache, or measured and kept there; undefined without a compiler that works. `again` measures anew, and the
 * higher figures stay: a ceiling that was measured on a busy machine is none.
 */
export const measureCeilings = async (bench: Bench, again = false): Promise<Ceilings | undefined> => {
  const { cache, machine, runner } = bench;
  const known = readCeilings(cache, machine);
  if (known !== undefined && !again) return known;
  const probes = ceilingProbes(machine, freemem());
  const rate = async (probe: Probe): Promise<number | undefined> => {
    const seconds = await time(probe, SAMPLES, bench);
    // The fastest, as STREAM reports it: whatever disturbs only slows down.
    return seconds === undefined ? undefined : probe.work / Math.min(...seconds);
  };
  // Triad first: copy takes over two of its arrays.
  const triad = await rate(probes.triad);
  const copy = await rate(probes.copy);
  const flops = await rate(probes.fma);
  await runner.askOther({ kind: "drop" }, LIMIT_SECONDS);
  if (copy === undefined || triad === undefined || flops === undefined) return undefined;
  const ceilings: Ceilings = {
    format: 1,
    bytesPerSecond: Math.max(copy, triad, known?.bytesPerSecond ?? 0),
    flopsPerSecond: Math.max(flops, known?.flopsPerSecond ?? 0),
    copyBytesPerSecond: Math.max(copy, known?.copyBytesPerSecond ?? 0),
    triadBytesPerSecond: Math.max(triad, known?.triadBytesPerSecond ?? 0),
    measured: new Date().toISOString(),
  };
  writeCeilings(cache, machine, ceilings);
  return ceilings;
};

/** Seconds of the fixed probe, now. */
export const probeNoise = async (bench: Bench, native: boolean): Promise<number | undefined> => {
  const seconds = await time(noiseProbe(native ? bench.machine : undefined), 3, bench);
  return seconds === undefined ? undefined : median(seconds);
};

const time = async (
  { kernel, lengths }: Probe,
  samples: number,
  { runner, cache, clock, signal }: Bench,
): Promise<readonly number[] | undefined> => {
  let compiled: CompileResult | undefined;
  if (kernel.language === "c") {
    compiled = await compile({ kernel, compiler: undefined, cache }, { signal, timer: clock.timer });
    if (!compiled.ok) return undefined;
  }
  const { parameters, source } = kernel;
  const code =
    compiled?.ok === true
      ? ({ language: "c", library: compiled.library, parameters } as const)
      : ({ language: "js", source, parameters } as const);
  const outcome = await runner.askOther({ kind: "bench", code, lengths, samples }, LIMIT_SECONDS);
  return outcome.kind === "samples" && outcome.seconds.length > 0 ? outcome.seconds : undefined;
};
