// A marked function's card in the notebook: drawn where the cell ran, redrawn as the function's life goes on.
import { host } from "./node-host.ts";
import { type ReportModel, reportBundle, throttle } from "./report/index.ts";

export interface Card {
  /** Draws the model soon; a final one at once. */
  show(model: ReportModel): void;
}

export function openCard(model: ReportModel): Card {
  const output = host().display(reportBundle(model));
  const draw = throttle<ReportModel>((newest) => output.update(reportBundle(newest)));
  return {
    show(newest) {
      draw(newest);
      if (newest.final) draw.flush();
    },
  };
}

/** Where nobody looks: plain Node. */
export const noCard: Card = { show: () => {} };
