// What a fitted mixture has to show: the report of the generated code that fitted it, or why TypeScript did.
import type { Subject } from "../describe.ts";
import { mixture } from "../gmm/specializer.ts";
import type { LineChart } from "../report/index.ts";
import type { NativeClusterSteps } from "./clusters.ts";
import { crossoverCharts } from "./crossover.ts";
import type { MixtureEngine } from "./engine.ts";

/** What computed a fit. */
export interface FittedBy {
  readonly engine: MixtureEngine;
  readonly steps: NativeClusterSteps;
}

/** @param lowerBounds of each iteration */
export function mixtureSubject(
  { engine: { compiled, why }, steps }: FittedBy,
  lowerBounds: readonly number[],
): Subject {
  const { source } = compiled?.call.plan.source ?? {};
  const small = "The fit was over before a compiler would have been done: it ran as TypeScript.";
  return {
    name: "em",
    callee: "model",
    tunesWithoutArguments: true,
    specializer: mixture.name,
    source: source ?? { name: "GaussianMixture", text: "", firstLine: 1 },
    diagnostics: [],
    notes: [...(compiled ? [] : [why === undefined ? small : `It ran as TypeScript: ${why}`]), ...steps.notes()],
    call: compiled?.call,
    domain: compiled && mixture.print!(compiled.program),
    charts: [...likelihoodChart(lowerBounds), ...(compiled ? crossoverCharts(compiled) : [])],
  };
}

/** Iterations at the start that lie further below the next than all others span would make those a straight line. */
const STEEP = 4;

function likelihoodChart(lowerBounds: readonly number[]): readonly LineChart[] {
  const points = lowerBounds.map((bound, n) => [n + 1, bound] as const).filter(([, bound]) => Number.isFinite(bound));
  if (points.length < 2) return [];
  const [, last] = points.at(-1)!;
  const start = points.findIndex(([, bound], n) => {
    const next = points[n + 1]?.[1] ?? last;
    return points.length - n <= 2 || next - bound <= STEEP * (last - next);
  });
  return [
    {
      title: `Log-likelihood by iteration${start > 0 ? `, from number ${start + 1} on` : ""}`,
      x: { label: "iteration", logarithmic: false },
      y: { label: "mean log-likelihood" },
      series: [{ name: "of the fit", points: points.slice(start) }],
    },
  ];
}
