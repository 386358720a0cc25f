// The report for programs: `f.report().toJSON()`, and the private MIME type of the bundle.
import type { Config } from "../specializer.ts";
import type { TrialStatus } from "../tuner/job.ts";
import type { LineChart, MachineSummary, ReportModel } from "./model.ts";
import { rank, why } from "./ranking.ts";
import { roofline } from "./roofline.ts";

/** Unknown numbers are null, as JSON has no undefined; the shape is always whole. */
export interface ReportJson {
  readonly kernel: string;
  readonly signature: string;
  readonly machine: MachineSummary;
  readonly reference: { readonly seconds: number | null };
  readonly best: {
    readonly name: string;
    readonly config: Config;
    readonly target: string;
    readonly seconds: number | null;
  } | null;
  readonly variants: readonly {
    readonly name: string;
    readonly config: Config;
    readonly target: string;
    readonly status: TrialStatus;
    readonly seconds: number | null;
    readonly noise: number | null;
    readonly error: number | null;
    readonly bound: number | null;
    readonly compileSeconds: number | null;
    /** Of a device, in seconds: how much of `seconds` moved arrays, and what a call takes when the host has touched them. */
    readonly transfers: { readonly within: number; readonly afterHost: number } | null;
    readonly why: string;
  }[];
  readonly ceiling: { readonly bytesPerSecond: number | null; readonly flopsPerSecond: number | null };
  /** The larger of the memory and the compute share; over 1 when the data stayed in cache. */
  readonly fractionOfCeiling: number | null;
  readonly final: boolean;
  /** Curves that the report draws: of a mixture the log-likelihood by iteration, and times by features and components. */
  readonly charts?: readonly LineChart[];
}

/** Variants in the order of the report: winner, by time, then what failed. */
export function reportJson(model: ReportModel): ReportJson {
  const { passed, failed } = rank(model);
  return {
    kernel: model.kernel,
    signature: model.signature,
    machine: model.machine,
    reference: { seconds: model.reference?.seconds ?? null },
    best: model.best
      ? {
          name: model.best.name,
          config: model.best.config,
          target: model.best.target,
          seconds: model.best.seconds ?? null,
        }
      : null,
    variants: [...passed, ...failed].map((trial) => ({
      name: trial.name,
      config: trial.config,
      target: trial.target,
      status: trial.status,
      seconds: trial.seconds ?? null,
      noise: trial.noise ?? null,
      error: trial.error ?? null,
      bound: trial.bound ?? null,
      compileSeconds: trial.compileSeconds ?? null,
      transfers: trial.transfers ?? null,
      why: why(trial, model),
    })),
    ceiling: {
      bytesPerSecond: model.ceiling?.bytesPerSecond ?? null,
      flopsPerSecond: model.ceiling?.flopsPerSecond ?? null,
    },
    fractionOfCeiling: roofline(model).fraction ?? null,
    final: model.final,
    ...(model.charts && { charts: model.charts }),
  };
}
