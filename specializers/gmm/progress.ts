// What a notebook shows of a fit that takes a while: which iteration, its log-likelihood, and by how much it changed.
import type { Host, MimeBundle, Output } from "../host.ts";
import type { Fitted } from "./fit.ts";

/** Fits that end before show nothing. */
const PATIENCE = 300; // ms
/** Between two drawings. */
const INTERVAL = 100; // ms
const WIDTH = 24; // characters
const colours = { running: "#3b82f6", converged: "#10a37f", ended: "#d97706", stopped: "#d97706" } as const;

type Status = keyof typeof colours;

export interface FitProgress {
  iteration(fitted: Fitted, change: number, initialisation: number): void;
  /** Time passes: called often, also before the first iteration. */
  beat(): void;
  /** The last drawing, once; without a result the fit was interrupted or has failed. */
  end(fitted?: Fitted): void;
}

export interface ProgressOptions {
  readonly maxIter: number;
  readonly nInit: number;
  readonly display: Host["display"];
  /** Milliseconds. For tests. */
  readonly now?: () => number;
}

interface Bar {
  readonly status: Status;
  /** From 0 to 1. */
  readonly part: number;
  readonly details: string;
}

export function openProgress({ maxIter, nInit, display, now = () => performance.now() }: ProgressOptions): FitProgress {
  const began = now();
  let output: Output | undefined;
  let drawn = began + PATIENCE - INTERVAL;
  let ended = false;
  let part = 0;
  let details = "initialising";
  const draw = (status: Status): void => {
    const bundle = bundleOf({ status, part, details });
    if (output) output.update(bundle);
    else output = display(bundle);
    drawn = now();
  };
  const beat = (): void => {
    if (now() - drawn >= INTERVAL) draw("running");
  };
  return {
    beat,
    iteration({ nIter, lowerBound }, change, initialisation) {
      part = nIter / maxIter;
      details = [
        ...(nInit > 1 ? [`initialisation ${initialisation + 1} of ${nInit}`] : []),
        `iteration ${nIter} of ${maxIter}`,
        ...likelihood(lowerBound, change),
      ].join(", ");
      beat();
    },
    end(fitted) {
      if (!output || ended) return;
      ended = true;
      const seconds = `${((now() - began) / 1000).toFixed(1)} s`;
      if (!fitted) {
        details += `, stopped after ${seconds}`;
        return draw("stopped");
      }
      const { nIter, lowerBound, lowerBounds, converged } = fitted;
      const change = lowerBound - (lowerBounds.at(-2) ?? Number.NEGATIVE_INFINITY);
      part = 1;
      details = [
        `${converged ? "converged" : "not converged"} after ${nIter} iteration(s)`,
        ...likelihood(lowerBound, change),
        `in ${seconds}`,
      ].join(", ");
      draw(converged ? "converged" : "ended");
    },
  };
}

const likelihood = (lowerBound: number, change: number): readonly string[] => [
  `log-likelihood ${Number(lowerBound.toPrecision(8))}`,
  ...(Number.isFinite(change) ? [`change ${change.toExponential(1)}`] : []),
];

function bundleOf({ status, part, details }: Bar): MimeBundle {
  const full = Math.round(Math.max(0, Math.min(1, part)) * WIDTH);
  const filled = `width:${(100 * part).toFixed(1)}%;height:8px;border-radius:4px;background-color:${colours[status]}`;
  const track = "width:200px;height:8px;border-radius:4px;background-color:rgba(127,127,127,.25)";
  return {
    "text/plain": `GaussianMixture  ${"█".repeat(full)}${"░".repeat(WIDTH - full)}  ${details}`,
    "text/html": `<div style="display:flex;flex-wrap:wrap;align-items:center;gap:8px;font-family:system-ui,sans-serif;font-size:13px"><span>GaussianMixture</span><div style="${track}"><div style="${filled}"></div></div><span style="opacity:.75">${details}</span></div>`,
  };
}
