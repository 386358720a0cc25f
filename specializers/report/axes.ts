// Which knob mattered: for each axis the best time that each of its values reached.
import type { ReportModel } from "./model.ts";
import { speedShare, wordOf } from "./ranking.ts";
import { percent, seconds, times } from "./units.ts";

export interface AxisChart {
  readonly label: string;
  /** "16 % between best and worst". */
  readonly spread: string;
  readonly values: readonly {
    readonly text: string;
    readonly time: string;
    readonly share: number;
    readonly best: boolean;
  }[];
}

/** Values beyond these say nothing new of a knob. */
const shown = 8;

/** The most important axis first; axes in which no two values were timed are left out. */
export function axisCharts(model: ReportModel): readonly AxisChart[] {
  const charts: { readonly spread: number; readonly chart: AxisChart }[] = [];
  for (const axis of model.axes) {
    const best = new Map<string | number | boolean, number>();
    for (const trial of model.trials) {
      const value = trial.config[axis.name];
      if (trial.seconds !== undefined && value !== undefined)
        best.set(value, Math.min(trial.seconds, best.get(value) ?? Number.POSITIVE_INFINITY));
    }
    if (best.size < 2) continue;
    const sorted = [...best].sort((a, b) => a[1] - b[1]);
    const fastest = sorted[0]![1];
    const slowest = sorted.at(-1)![1];
    charts.push({
      spread: slowest / fastest,
      chart: {
        label: axis.label,
        spread: `${slowest < 2 * fastest ? percent(slowest / fastest - 1) : times(slowest / fastest)} between best and worst`,
        values: sorted.slice(0, shown).map(([value, time]) => ({
          text: wordOf(value),
          time: seconds(time),
          share: speedShare(fastest, time),
          best: time === fastest,
        })),
      },
    });
  }
  return charts.sort((a, b) => b.spread - a.spread).map(({ chart }) => chart);
}
