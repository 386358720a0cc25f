// Which variant is the fastest for which problem: times of an iteration by form, over the features and over the components of the
// shapes that this session has fitted.

import { eventsOf } from "../gmm/program.ts";
import { isInOnePass } from "../gmm/sparse.ts";
import type { LineChart } from "../report/index.ts";
import type { Config } from "../specializer.ts";
import type { Trial } from "../tuner/job.ts";
import { type CompiledMixture, compiledMixtures } from "./compiled.ts";

const extents = { features: "features (D)", components: "components (M)" } as const;
type Extent = keyof typeof extents;
/** Curves that can still be told apart: those of most shapes, and of the fastest. */
const MOST_SERIES = 4;

/** Over D at this M, and over M at this D, as far as other shapes were timed with about so many events. */
export function crossoverCharts(of: CompiledMixture): readonly LineChart[] {
  return (["features", "components"] as const).flatMap((extent) => {
    const shapes = compiledMixtures().filter((other) => isComparable(of, other, extent));
    const series = seriesOf(shapes, extent);
    if (series.length === 0) return [];
    const fixed = extent === "features" ? `M = ${of.program.components}` : `D = ${of.program.features}`;
    return [
      {
        title: `Time of an iteration by form, ${fixed}, N = ${eventsOf(of.call.plan.call)}, ${of.program.covarianceType} covariances`,
        x: { label: extents[extent], logarithmic: true },
        y: { label: "times as long as the fastest form" },
        series,
      },
    ];
  });
}

/** The same in all but one extent. */
function isComparable(
  { program: a, call: one }: CompiledMixture,
  { program: b, call: other }: CompiledMixture,
  extent: Extent,
) {
  const fixed = extent === "features" ? "components" : "features";
  return (
    (["task", "covarianceType", "dtype", "weighted", fixed] as const).every((name) => a[name] === b[name]) &&
    eventsOf(one.plan.call) === eventsOf(other.plan.call)
  );
}

function seriesOf(shapes: readonly CompiledMixture[], extent: Extent): LineChart["series"] {
  const found = new Map<string, (readonly [number, number])[]>();
  for (const { program, call } of [...shapes].sort((a, b) => a.program[extent] - b.program[extent])) {
    const times = timesOf([...call.trials.values()]);
    const fastest = Math.min(...times.values());
    // one form by itself is not compared with any
    if (times.size > 1)
      for (const [form, seconds] of times)
        found.set(form, [...(found.get(form) ?? []), [program[extent], seconds / fastest]]);
  }
  const series = [...found].map(([name, points]) => ({ name, points })).filter(({ points }) => points.length > 1);
  return series.sort((a, b) => b.points.length - a.points.length || leastOf(a) - leastOf(b)).slice(0, MOST_SERIES);
}

const leastOf = ({ points }: LineChart["series"][number]): number => Math.min(...points.map(([, ratio]) => ratio));

/** The best time of each form, whatever its tiles and its compiler. */
function timesOf(trials: readonly Trial[]): ReadonlyMap<string, number> {
  const best = new Map<string, number>();
  for (const { config, status, seconds } of trials) {
    if (status !== "ok" || seconds === undefined) continue;
    const form = formOf(config);
    best.set(form, Math.min(seconds, best.get(form) ?? Number.POSITIVE_INFINITY));
  }
  return best;
}

/** "events", "events, V1 in floats": what is unusual is named; sparse M steps are none of it. */
function formOf({ form, strategy, single, target }: Config): string {
  const named = [form, isInOnePass(strategy) && target !== "cuda" ? undefined : strategy].filter(
    (each) => each !== undefined,
  );
  return `${named.join(", ")}${single === true ? " in floats" : ""}${target === "cuda" ? " on CUDA" : ""}`;
}
