// A configuration on its way to its first time: generated, compiled, checked, screened. Failures are rows, never errors.
import type { Cache } from "../cache/index.ts";
import type { EntryParameter, GeneratedKernel } from "../codegen/generated.ts";
import { describeMistake } from "../runtime/trial/verify.ts";
import type { Config } from "../specializer.ts";
import { type CompileResult, compile } from "../toolchain/compile.ts";
import type { CallData } from "./call-data.ts";
import type { Clock } from "./clock.ts";
import type { Trial, TrialStatus } from "./job.ts";
import { configName, variantName } from "./name.ts";
import { SAMPLE_SECONDS, settlingOf } from "./sampling.ts";
import { median, relativeDeviation } from "./statistics.ts";
import type { Outcome, TrialRunner, TrialVariant } from "./trial-runner.ts";

/** A variant that can be run. */
export interface Candidate extends TrialVariant {
  readonly name: string;
  readonly config: Config;
  readonly target: string;
  readonly parameters: readonly EntryParameter[];
  /** The same for the same code: another configuration that generates it need not be tried. */
  readonly codeKey: string;
  readonly compileSeconds: number | undefined;
  readonly artifact: string | undefined;
}

/** What the session answered: a kernel, or why the configuration is illegal. */
export type Generated = GeneratedKernel | string;

export interface Preparation {
  readonly generate: (config: Config) => Promise<Generated>;
  readonly cache: Cache;
  readonly templates: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

let count = 0;

/** Generates and compiles; gives the row of a failure. Rejects only when the tuning was stopped. */
export const prepare = async (
  config: Config,
  { generate, cache, templates, clock, signal }: Preparation,
): Promise<Candidate | Trial> => {
  const kernel = await generate(config);
  if (typeof kernel === "string") return failedTrial(config, "illegal", kernel, clock.now());
  const described = {
    number: ++count,
    name: variantName(config),
    config,
    target: String(config.target ?? (kernel.language === "js" ? "js" : "openmp")),
    exact: kernel.exact,
    parameters: kernel.parameters,
  };
  if (kernel.language === "js") {
    const { source, parameters } = kernel;
    return {
      ...described,
      code: { language: "js", source, parameters },
      codeKey: source,
      compileSeconds: undefined,
      artifact: undefined,
    };
  }
  const compiler = typeof config.compiler === "string" ? config.compiler : undefined;
  const result: CompileResult = await compile({ kernel, compiler, cache, templates }, { signal, timer: clock.timer });
  if (!result.ok) {
    const status = result.kind === "timeout" ? "timeout" : result.kind === "missing" ? "illegal" : "compile-error";
    return { ...failedTrial(config, status, compilerLine(result.log), clock.now()), compileSeconds: result.seconds };
  }
  return {
    ...described,
    code: { language: kernel.language, library: result.library, parameters: kernel.parameters, single: kernel.single },
    codeKey: result.key,
    compileSeconds: result.seconds,
    artifact: result.artifact.folder,
  };
};

/** The compiler's first error, else its first line. */
const compilerLine = (log: string): string => {
  const lines = log.split("\n").filter((line) => line.trim() !== "");
  return (
    lines.find((line) => /\berror:/.test(line)) ??
    lines.find((line) => /undefined|cannot find/.test(line)) ??
    lines[0] ??
    "the compiler gave no reason"
  );
};

export const failedTrial = (config: Config, status: TrialStatus, why: string, at: number): Trial => ({
  name: status === "illegal" ? configName(config) : variantName(config),
  config,
  target: String(config.target ?? ""),
  status,
  seconds: undefined,
  noise: undefined,
  samples: [],
  error: undefined,
  bound: undefined,
  compileSeconds: undefined,
  why,
  at,
  artifact: undefined,
});

export interface Screening {
  readonly runner: TrialRunner;
  readonly data: CallData;
  readonly clock: Clock;
  /** How the first verified result of the user's shape was computed; undefined: this one's becomes it. */
  readonly established: { readonly single: boolean } | undefined;
  /** Time of the best so far. */
  readonly best: number | undefined;
  readonly samples: number;
  /** Baselines are timed to the end, however slow. */
  readonly baseline: boolean;
  /** Seconds that one run may take while nothing is known to compare with. */
  readonly patience: number;
  /** Seconds that all samples may take; one is always taken. */
  readonly allowance: number;
}

/** The checks are small; a process that just started has its threads to start as well. */
const CHECK_SECONDS = 2;
/** A device is prepared by the first call. */
const CUDA_CHECK_SECONDS = 15;
/** Slower than the best by more than this is not worth more samples. */
export const ABANDON = 2;

/** Verifies, then times: the small checks, a run of the user's shape that is compared and not timed, then samples. */
export const screen = async (candidate: Candidate, screening: Screening): Promise<Trial> => {
  const { runner, data, clock, established, best, baseline } = screening;
  const row = (status: TrialStatus, why: string): Trial => ({
    ...failedTrial(candidate.config, status, why, clock.now()),
    name: candidate.name,
    target: candidate.target,
    compileSeconds: candidate.compileSeconds,
    artifact: candidate.artifact,
  });
  const failure = (outcome: Outcome): Trial | undefined => {
    if (outcome.kind === "crash" || outcome.kind === "timeout") return row(outcome.kind, outcome.why);
    if (outcome.kind === "failed") return row("crash", outcome.why);
    if (outcome.kind === "verdict" && !outcome.verdict.ok) {
      return { ...row("wrong", describeMistake(outcome.verdict.mistake)), bound: outcome.verdict.mistake.bound };
    }
    return undefined;
  };

  const checked = await runner.ask(
    candidate,
    { kind: "check" },
    candidate.target === "cuda" ? CUDA_CHECK_SECONDS : CHECK_SECONDS,
  );
  const wrong = failure(checked);
  if (wrong !== undefined) return wrong;
  const limit = best === undefined || baseline ? screening.patience : Math.max(1, 20 * best);
  const tolerance = data.tolerance(isSingle(candidate) || established?.single === true);
  const run = await runner.ask(
    candidate,
    { kind: "verify", establish: established === undefined, ...tolerance },
    limit,
  );
  const wrongHere = failure(run);
  if (wrongHere !== undefined) return wrongHere;
  if (checked.kind !== "verdict" || run.kind !== "verdict" || !checked.verdict.ok)
    throw new Error("unexpected answer of the trial process");

  const { error, bound } = checked.verdict;
  const verified: Trial = { ...row("ok", "verified, not timed yet"), error, bound };
  const batch = await batchFor(candidate, runner, run.seconds, limit);
  if (typeof batch !== "number") return failure(batch) ?? verified;
  const settle = settlingOf(run.seconds, batch);
  const samples: number[] = [];
  const transfers: number[] = [];
  let why = "";
  const wanted = Math.max(1, Math.min(screening.samples, Math.floor(screening.allowance / run.seconds)));
  while (samples.length < wanted) {
    const request = { kind: "sample", samples: 1, batch, settle } as const;
    const sampled = await runner.ask(candidate, request, limit + 4 * SAMPLE_SECONDS);
    const failed = failure(sampled);
    if (failed !== undefined) return failed;
    if (sampled.kind === "samples") {
      samples.push(...sampled.seconds);
      transfers.push(...sampled.transfers);
    }
    if (!baseline && best !== undefined && samples.length === 1 && samples[0]! > ABANDON * best) {
      why = "abandoned after one sample: more than twice the best's time";
      break;
    }
  }
  const moved = run.transfer !== undefined && transfers.length > 0;
  const moving = moved ? { transfers: { within: median(transfers), afterHost: run.transfer } } : {};
  return timed({ ...verified, why, ...moving }, samples, clock.now());
};

/** Whether it computes in floats. */
export const isSingle = ({ code }: Candidate): boolean => code.language !== "js" && code.single === true;

/** The trial with these samples. */
export const timed = (trial: Trial, samples: readonly number[], at: number): Trial => ({
  ...trial,
  seconds: median(samples),
  noise: samples.length < 2 ? undefined : relativeDeviation(samples),
  samples,
  at: trial.seconds === undefined ? at : trial.at,
});

/** How many calls make a sample. The first run tells too little of a tiny kernel: its threads had to start. */
const batchFor = async (
  candidate: Candidate,
  runner: TrialRunner,
  firstSeconds: number,
  limit: number,
): Promise<number | Outcome> => {
  if (firstSeconds > 5 * SAMPLE_SECONDS) return 1;
  let batch = 1;
  for (let attempt = 0; attempt < 8; attempt++) {
    const sampled = await runner.ask(candidate, { kind: "sample", samples: 1, batch, settle: 0 }, limit);
    const seconds = sampled.kind === "samples" ? sampled.seconds[0] : undefined;
    if (seconds === undefined) return sampled;
    if (seconds * batch >= SAMPLE_SECONDS) return batch;
    batch = Math.min(1 << 20, Math.max(2 * batch, Math.ceil((1.2 * SAMPLE_SECONDS) / Math.max(seconds, 1e-9))));
  }
  return batch;
};
