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
  /** A card under this one, in the same output; there once it is first shown. */
  below(): Card;
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
  const parts: (() => MimeBundle)[] = [() => first];
  const part = (place: number): Card => ({
    show(newest) {
      parts[place] = newest;
      if (latest === undefined) setImmediate(drawLatest).unref();
      latest = () => joined(parts.flatMap((each) => [each()]));
      waiting.add(flush);
    },
    flush,
    below: () => part(place + 1),
  });
  return part(0);
}

/** One bundle of several: text and HTML below each other, of all else the first's. */
function joined(bundles: readonly MimeBundle[]): MimeBundle {
  const together = (type: string, gap: string): MimeBundle => {
    const texts = bundles.flatMap((bundle) => (typeof bundle[type] === "string" ? [bundle[type]] : []));
    return texts.length > 0 ? { [type]: texts.join(gap) } : {};
  };
  return { ...bundles[0], ...together("text/plain", "\n\n"), ...together("text/html", "\n") };
}

/** Where nobody looks: plain Node. */
export const noCard: Card = { show: () => {}, flush: () => {}, below: () => noCard };
