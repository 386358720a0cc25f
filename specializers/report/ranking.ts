// The trials in order, each with the reason it is where it is; and the three baselines every report compares with.
import type { Config } from "../specializer.ts";
import type { Trial } from "../tuner/job.ts";
import type { ReportModel } from "./model.ts";
import { percent, seconds, times, unknown } from "./units.ts";

export interface Ranking {
  /** All that passed: the winner first, then by time; at the end what is verified but not yet timed. */
  readonly passed: readonly Trial[];
  /** The same without the baselines, unless one of them won. */
  readonly timed: readonly Trial[];
  readonly failed: readonly Trial[];
  /** The fastest variant of the `js` target. */
  readonly js: Trial | undefined;
  /** Native code on one thread, every other axis at its plainest (first) value. */
  readonly plain: Trial | undefined;
}

export function rank(model: ReportModel): Ranking {
  const passed = model.trials
    .filter((trial) => trial.status === "ok")
    .sort((a, b) => order(a, model) - order(b, model) || time(a) - time(b));
  const js = passed.find((trial) => trial.target === "js");
  const plain = passed.find((trial) => isPlain(trial, model));
  return {
    passed,
    timed: passed.filter((trial) => isBest(trial, model) || (trial !== js && trial !== plain)),
    failed: model.trials.filter((trial) => trial.status !== "ok"),
    js,
    plain,
  };
}

export function isBest(trial: Trial, model: ReportModel): boolean {
  return trial.name === model.best?.name && trial.target === model.best.target;
}

const time = (trial: Trial): number => trial.seconds ?? Number.MAX_VALUE;
const order = (trial: Trial, model: ReportModel): number => (isBest(trial, model) ? 0 : 1);

/** Axes list their plainest value first; which compiler made the code does not make it less plain. */
function isPlain(trial: Trial, model: ReportModel): boolean {
  if (trial.target === "js" || trial.config.threads !== 1) return false;
  return model.axes.every((axis) => {
    const value = trial.config[axis.name];
    return (
      ["target", "compiler", "flags", "threads"].includes(axis.name) || value === undefined || value === axis.values[0]
    );
  });
}

/** Speed relative to the fastest in percent, for a bar: at most 100, whatever the clock said. */
export const speedShare = (fastest: number, time: number): number =>
  time > fastest ? Math.round((1000 * fastest) / time) / 10 : 100;

/** Why a trial lost or failed, in a few words; on a device also what moving the arrays took. */
export function why(trial: Trial, model: ReportModel): string {
  const reason = placeOf(trial, model);
  const { transfers } = trial;
  if (transfers === undefined || trial.seconds === undefined) return reason;
  const moved = `transfers: ${seconds(transfers.within)} of it, ${seconds(transfers.afterHost)} after the host used the arrays`;
  return reason === "" ? moved : `${reason}; ${moved}`;
}

function placeOf(trial: Trial, model: ReportModel): string {
  if (trial.status !== "ok") return trial.why || statusWords[trial.status];
  if (isBest(trial, model)) return "winner";
  const best = model.best?.seconds;
  if (trial.seconds === undefined) return trial.why || "not timed yet";
  if (best === undefined) return trial.why;
  // While the winner still changes, a sentence written against an earlier one would contradict the numbers beside it.
  if (trial.why !== "" && !/^(slower|within|winner|faster)/.test(trial.why)) return trial.why;
  const slower = trial.seconds / best - 1;
  const noise = Math.max(0.01, trial.noise ?? 0, model.best?.noise ?? 0);
  if (Math.abs(slower) <= noise) return "within the noise";
  if (slower < 0) return `faster by ${percent(-slower)} when screened, not confirmed`;
  return slower < 0.995 ? `slower by ${percent(slower)}` : `${times(trial.seconds / best)} slower`;
}

export const statusWords: Readonly<Record<Trial["status"], string>> = {
  ok: "correct",
  wrong: "wrong result",
  "compile-error": "did not compile",
  crash: "crashed",
  timeout: "timed out",
  illegal: "illegal",
};

/** "1 wrong result, 2 timed out", in the order above. */
export function failures(failed: readonly Trial[]): string {
  const counts = new Map<string, number>();
  for (const { status } of failed) counts.set(statusWords[status], (counts.get(statusWords[status]) ?? 0) + 1);
  return [...counts].map(([words, number]) => `${number} ${words}`).join(", ");
}

export interface Column {
  readonly axis: string;
  readonly label: string;
}

/** What sets a trial apart from the winner: "tile y 32, jam k 4"; its whole configuration when there is none. */
export function difference(trial: Trial, model: ReportModel): string {
  const parts: string[] = [];
  for (const axis of model.axes) {
    const value = trial.config[axis.name];
    if (value !== undefined && value !== model.best?.config[axis.name]) parts.push(`${axis.label} ${wordOf(value)}`);
  }
  return parts.join(" · ") || trial.name;
}

/** The axes worth a column: those in which these trials differ; and, in words, those in which all agree. */
export function columns(
  model: ReportModel,
  trials: readonly Trial[],
): { readonly varying: readonly Column[]; readonly constant: string } {
  const varying: Column[] = [];
  const constant: string[] = [];
  for (const axis of model.axes) {
    const values = new Set(trials.map((trial) => trial.config[axis.name]));
    values.delete(undefined);
    if (values.size > 1) varying.push({ axis: axis.name, label: axis.label });
    else for (const value of values) if (value !== undefined) constant.push(`${axis.label} ${wordOf(value)}`);
  }
  return { varying, constant: constant.join(" · ") };
}

/** A value of an axis in a sentence, and in a table's cell, where a dash says "none". */
export const wordOf = (value: Config[string]): string =>
  value === true ? "yes" : value === false ? "no" : String(value);
export const cellOf = (value: Config[string] | undefined): string =>
  value === undefined || value === "" || value === "none" ? unknown : wordOf(value);
