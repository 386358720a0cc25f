// A marked function's outputs in the notebook: drawn where the cell ran, redrawn as the function's life goes on.
import { setImmediate } from "node:timers"; // the session wraps the global ones for user code
import type { MimeBundle } from "./host.ts";
import { host } from "./node-host.ts";
import { throttle } from "./report/index.ts";

export interface Card {
  /** Draws what `bundle` gives when the running code is done: a call never waits for its picture. */
  show(bundle: () => MimeBundle): void;
  /** Draws what still waits to be drawn, now: who waits for a tuning sees its last state. */
  flush(): void;
}

/** What waits to be drawn. A cell draws it before its reply goes out: then an executed notebook holds it. */
const waiting = new Set<() => void>();
let listening = false;

function drawWaiting(): void {
  for (const draw of waiting) draw();
}

export function openCard(first: MimeBundle): Card {
  if (!listening) host().onEnding(drawWaiting);
  listening = true;
  const output = host().display(first);
  const draw = throttle<() => MimeBundle>((newest) => output.update(newest()));
  let latest: (() => MimeBundle) | undefined;
  const drawLatest = (): void => {
    const wanted = latest;
    latest = undefined;
    if (wanted) draw(wanted);
  };
  const flush = (): void => {
    waiting.delete(flush);
    drawLatest();
    draw.flush();
  };
  return {
    show(newest) {
      if (latest === undefined) setImmediate(drawLatest).unref();
      latest = newest;
      waiting.add(flush);
    },
    flush,
  };
}

/** Where nobody looks: plain Node. */
export const noCard: Card = { show: () => {}, flush: () => {} };
