// A marked function's card in the notebook: drawn where the cell ran, redrawn as the function's life goes on.
import { setImmediate } from "node:timers"; // the session wraps the global ones for user code
import { host } from "./node-host.ts";
import { type ReportModel, reportBundle, throttle } from "./report/index.ts";

export interface Card {
  /** Draws what `model` gives when the running code is done: a call never waits for its picture. */
  show(model: () => ReportModel): void;
  /** Draws what still waits to be drawn, now: who waits for a tuning sees its last state. */
  flush(): void;
}

export function openCard(model: ReportModel): Card {
  const output = host().display(reportBundle(model));
  const draw = throttle<() => ReportModel>((newest) => output.update(reportBundle(newest())));
  let latest: (() => ReportModel) | undefined;
  const drawLatest = (): void => {
    const wanted = latest;
    latest = undefined;
    if (wanted) draw(wanted);
  };
  return {
    show(newest) {
      if (latest === undefined) setImmediate(drawLatest).unref();
      latest = newest;
    },
    flush() {
      drawLatest();
      draw.flush();
    },
  };
}

/** Where nobody looks: plain Node. */
export const noCard: Card = { show: () => {}, flush: () => {} };
