// The report's first lines, in words: how much faster, how sure, how near the ceiling, and what answers calls now.
import type { ReportModel } from "./model.ts";
import { roofline, standing } from "./roofline.ts";
import { type ChipColour, chip } from "./style.ts";
import { count, error, grouped, percent, seconds, times } from "./units.ts";

export interface Verdict {
  /** "38× faster than TypeScript". */
  readonly headline: string;
  /** "91.0 ms → 2.40 ms ± 0.6 %"; empty when there is nothing to compare. */
  readonly times: string;
  /** Whole sentences, most important first. */
  readonly sentences: readonly string[];
  readonly state: { readonly text: string; readonly colour: ChipColour };
  /** Beside the state: "quiet machine", "61 variants, all correct". */
  readonly facts: readonly string[];
}

export function verdict(model: ReportModel): Verdict {
  return {
    headline: headline(model),
    times: comparison(model),
    sentences: [
      ...standingSentences(model),
      ...correctness(model),
      ...payback(model),
      ...noise(model),
      ...whatServes(model),
    ],
    state: stateChip(model),
    facts: facts(model),
  };
}

/** Time of the variant, over the TypeScript's. */
/** "u, out f64 256×256×256 none": arrays of one layout share its words. */
export function signatureText(model: ReportModel): string {
  const groups: { names: string[]; layout: string }[] = [];
  for (const part of model.signature === "" ? [] : model.signature.split(", ")) {
    const space = part.indexOf(" ");
    const [name, layout] = space < 0 ? [part, ""] : [part.slice(0, space), part.slice(space + 1)];
    const last = groups.at(-1);
    if (last && last.layout === layout) last.names.push(name);
    else groups.push({ names: [name], layout });
  }
  return groups.map(({ names, layout }) => `${names.join(", ")} ${layout}`.trim()).join("; ") || model.specializer;
}

export const speedup = (model: ReportModel): number | undefined =>
  model.reference?.seconds && model.best?.seconds ? model.reference.seconds / model.best.seconds : undefined;

function headline(model: ReportModel): string {
  const ratio = speedup(model);
  if (ratio !== undefined) {
    if (ratio < 1) return `${times(1 / ratio)} slower than TypeScript`;
    return ratio < 1.05 ? "As fast as TypeScript" : `${times(ratio)} faster than TypeScript`;
  }
  if (model.state === "declined") return "Runs as TypeScript";
  if (model.state === "recognised") return "Recognised";
  if (model.best?.seconds !== undefined) return `${seconds(model.best.seconds)} a call`;
  if (model.trials.length > 0 && model.trials.every((trial) => trial.status !== "ok")) return "No variant passed";
  if (model.serving?.target === "js") return "Runs as generated JavaScript";
  if (model.serving && model.serving.from !== "reference") return "Runs as native code";
  return "Runs as TypeScript";
}

function comparison(model: ReportModel): string {
  const best = model.best?.seconds;
  if (best === undefined) return "";
  const noise = model.best?.noise === undefined ? "" : ` ± ${percent(model.best.noise)}`;
  if (!model.reference) return noise && `${noise.trim()}, TypeScript not timed`;
  return `${seconds(model.reference.seconds)} → ${seconds(best)}${noise}`;
}

function standingSentences(model: ReportModel): string[] {
  const line = roofline(model);
  return line.bound ? [standing(line)] : [];
}

/** Up to this, a bound by itself says that results are as good as equal. */
const TELLING = 1e-3;

function correctness(model: ReportModel): string[] {
  const { best } = model;
  if (!best || best.error === undefined) return [];
  const shapes = model.checkedShapes > 0 ? `, on ${count(model.checkedShapes, "shape")}` : "";
  if (best.error === 0) return [`Correct: every bit as in TypeScript${shapes}.`];
  const bound = best.bound === undefined ? "" : ` ≤ bound ${error(best.bound)}`;
  // where the values themselves grow large, as over many steps, so does what rounding may do to them
  if (best.bound !== undefined && best.bound > TELLING)
    return [`Correct: largest error ${percent(best.error / best.bound)} of what rounding may make${shapes}.`];
  return [`Correct: largest error ${error(best.error)}${bound}${shapes}.`];
}

function payback(model: ReportModel): string[] {
  const { count: calls, tuningSeconds } = model.calls;
  const saved = model.reference?.seconds && model.best?.seconds ? model.reference.seconds - model.best.seconds : 0;
  if (tuningSeconds <= 0 || saved <= 0) return [];
  const needed = Math.max(1, Math.ceil(tuningSeconds / saved));
  const sofar =
    calls >= needed
      ? `: already paid back, by ${count(calls, "call")}`
      : `, paid back after ${count(needed, "call")} (${grouped(calls)} so far)`;
  return [`${seconds(tuningSeconds)} of tuning${sofar}.`];
}

/** Said once, in words: figures of a noisy machine are worth less. */
function noise(model: ReportModel): string[] {
  return model.noisy && model.trials.length > 0 ? ["The machine was noisy: samples were doubled."] : [];
}

const origins = {
  default: "the untuned default schedule",
  cache: "the cached winner",
  tuned: "the tuned winner",
  reference: "the TypeScript original",
} as const;

function whatServes(model: ReportModel): string[] {
  const { serving, state } = model;
  if (state === "recognised") return ["The first call compiles it for the arrays it is given."];
  // The notes of a declined function, and the winner's own row, say it already.
  if (!serving || state === "declined" || (serving.from === "tuned" && serving.name === model.best?.name)) return [];
  const target = serving.from === "reference" ? "" : ` (${serving.target})`;
  return [`Calls are answered by ${origins[serving.from]}${target}.`];
}

function stateChip(model: ReportModel): Verdict["state"] {
  switch (model.state) {
    case "recognised":
      return { text: "recognised", colour: chip.grey };
    case "declined":
      return { text: "not specialized", colour: chip.amber };
    case "serving":
      return { text: model.trials.length > 0 ? "serving" : "not tuned yet", colour: chip.grey };
    case "tuning":
      return { text: `tuning, ${seconds(model.calls.tuningSeconds)}`, colour: chip.blue };
    case "paused":
      return { text: "paused while a cell runs", colour: chip.grey };
    case "final":
      return { text: "final", colour: chip.green };
  }
}

function facts(model: ReportModel): string[] {
  // What is illegal here was never tried.
  const tried = model.trials.filter(({ status }) => status !== "illegal");
  if (tried.length === 0) return [];
  const failed = tried.filter(({ status }) => status !== "ok").length;
  const correct = failed === 0 ? (tried.length === 1 ? "correct" : "all correct") : `${failed} failed`;
  const noise = model.noisy ? ["noisy machine"] : model.final ? ["quiet machine"] : [];
  return [...noise, `${count(tried.length, "variant")}, ${correct}`];
}
