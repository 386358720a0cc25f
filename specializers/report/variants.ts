// The table of variants as rows of cells: winner first, eight in sight, the others folded, the baselines below.
import type { Trial } from "../tuner/job.ts";
import type { ReportModel } from "./model.ts";
import { cellOf, columns, difference, failures, isBest, rank, speedShare, why } from "./ranking.ts";
import { roofline } from "./roofline.ts";
import { count, percent, perSecond, seconds, unknown } from "./units.ts";

export interface VariantCell {
  readonly text: string;
  /** Differs from the winner's value. */
  readonly differs: boolean;
}

export interface VariantRow {
  readonly rank: string;
  readonly name: string;
  readonly cells: readonly VariantCell[];
  /** Speed relative to the winner in percent: of the slowest and of the fastest time within the noise. */
  readonly bar: { readonly sure: number; readonly likely: number };
  readonly time: string;
  readonly noise: string;
  readonly rate: string;
  readonly compile: string;
  readonly why: string;
  readonly winner: boolean;
}

/** Behind the fold: what differs from the winner, in words. */
export interface FoldedRow {
  readonly rank: string;
  readonly difference: string;
  readonly time: string;
  readonly noise: string;
  readonly rate: string;
  readonly why: string;
}

export interface BaselineRow {
  readonly label: string;
  readonly bar: number;
  readonly time: string;
  readonly noise: string;
  readonly rate: string;
  readonly compile: string;
  readonly why: string;
}

export interface VariantTable {
  readonly labels: readonly string[];
  /** The order, and what the variants in sight have in common. */
  readonly caption: string;
  readonly rateLabel: string;
  readonly rows: readonly VariantRow[];
  readonly folded: readonly FoldedRow[];
  /** "53 more variants, 2 wrong result". */
  readonly foldedTitle: string;
  /** How many of the slowest are not even folded in; they are in the report's JSON. */
  readonly omitted: number;
  readonly baselines: readonly BaselineRow[];
}

const rowsInSight = 8;
/** Rows behind the fold: while tuning the card is sent four times a second. */
const foldedRows = { tuning: 20, otherwise: 80 };

export function variantTable(model: ReportModel): VariantTable | undefined {
  const { timed, failed, js, plain } = rank(model);
  if (model.trials.length === 0 && !model.reference) return undefined;
  const listed = [...timed, ...failed];
  // With nothing correct to show, failures are the news; else they follow what can be used.
  const inSight = listed.slice(0, Math.min(timed.length || listed.length, rowsInSight));
  const hidden = listed.slice(inSight.length);
  const { varying, constant } = columns(model, inSight);
  const computeBound = roofline(model).bound === "compute-bound";
  const rate = (time: number | undefined): string => {
    if (time === undefined || !model.cost) return unknown;
    return computeBound ? perSecond(model.cost.flops / time, "FLOP") : perSecond(model.cost.bytes / time, "B");
  };
  const facts = (trial: Trial) => ({
    rank: trial.status === "ok" ? String(listed.indexOf(trial) + 1) : "✕",
    time: seconds(trial.seconds),
    noise: trial.noise === undefined ? "" : `± ${percent(trial.noise)}`,
    rate: rate(trial.seconds),
    why: why(trial, model),
  });
  const row = (trial: Trial): VariantRow => ({
    ...facts(trial),
    name: trial.name,
    cells: varying.map(({ axis }) => {
      const value = trial.config[axis];
      return {
        text: cellOf(value),
        differs: model.best !== undefined && !isBest(trial, model) && value !== model.best.config[axis],
      };
    }),
    bar: bar(trial, model),
    compile: seconds(trial.compileSeconds),
    winner: isBest(trial, model),
  });
  const baseline = (label: string, trial: Trial | undefined, missing: string): BaselineRow => ({
    label,
    bar: trial ? bar(trial, model).likely : 0,
    time: seconds(trial?.seconds),
    noise: trial?.noise === undefined ? "" : `± ${percent(trial.noise)}`,
    rate: rate(trial?.seconds),
    compile: seconds(trial?.compileSeconds),
    why: trial ? why(trial, model) : missing,
  });
  const native = model.machine.compilers.length > 0;
  const baselines: BaselineRow[] = [];
  if (!(plain && isBest(plain, model)))
    baselines.push(baseline("plain C, one thread", plain, native ? "not timed" : "no compiler found"));
  if (!(js && isBest(js, model))) baselines.push(baseline("JavaScript, generated", js, "not timed"));
  baselines.push({
    ...baseline("TypeScript, as written", undefined, "not timed"),
    ...(model.reference && referenceTime(model, model.reference.seconds, rate)),
  });
  const behind = room(hidden, model.state === "tuning" ? foldedRows.tuning : foldedRows.otherwise);
  return {
    labels: varying.map((column) => column.label),
    caption: caption(model, varying.length > 0, constant),
    rateLabel: computeBound ? "arithmetic" : "bandwidth",
    rows: inSight.map(row),
    folded: behind.map((trial) => ({ ...facts(trial), difference: difference(trial, model) })),
    foldedTitle: foldedTitle(hidden),
    omitted: hidden.length - behind.length,
    baselines,
  };
}

/** When not all fit behind the fold: the fastest, and up to a quarter of the room for what failed. */
function room(hidden: readonly Trial[], rows: number): readonly Trial[] {
  if (hidden.length <= rows) return hidden;
  const passed = hidden.filter((trial) => trial.status === "ok");
  const failed = hidden.filter((trial) => trial.status !== "ok");
  const forFailed = Math.min(failed.length, Math.max(rows - passed.length, Math.floor(rows / 4)));
  return [...passed.slice(0, rows - forFailed), ...failed.slice(0, forFailed)];
}

function caption(model: ReportModel, hasColumns: boolean, constant: string): string {
  const parts = [model.best ? "Fastest first" : "No variant is both correct and timed"];
  if (model.best && hasColumns) parts.push("bold differs from the winner");
  if (constant) parts.push(`all: ${constant}`);
  return parts.join("; ");
}

function foldedTitle(hidden: readonly Trial[]): string {
  const words = failures(hidden.filter((trial) => trial.status !== "ok"));
  return `${count(hidden.length, "more variant")}${words && `: ${words}`}`;
}

function bar(trial: Trial, model: ReportModel): { readonly sure: number; readonly likely: number } {
  const best = model.best?.seconds;
  if (best === undefined || trial.seconds === undefined) return { sure: 0, likely: 0 };
  const noise = Math.min(1, trial.noise ?? 0);
  return { sure: speedShare(best, trial.seconds * (1 + noise)), likely: speedShare(best, trial.seconds) };
}

function referenceTime(model: ReportModel, time: number, rate: (time: number) => string): Partial<BaselineRow> {
  const best = model.best?.seconds;
  const ratio = best ? time / best : undefined;
  return {
    bar: best === undefined ? 0 : speedShare(best, time),
    time: seconds(time),
    rate: rate(time),
    why: ratio === undefined ? "" : ratio >= 1 ? `${percentOrTimes(ratio)} slower` : `${percent(1 - ratio)} faster`,
  };
}

const percentOrTimes = (ratio: number): string =>
  ratio < 2 ? percent(ratio - 1) : `${ratio < 9.95 ? ratio.toFixed(1) : Math.round(ratio)}×`;
