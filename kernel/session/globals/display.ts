// `display(value)` and `clearOutput()`: outputs in the place of their call.
import type { MimeBundle } from "../../../specializers/index.ts";
import { bundleOf } from "../../display/bundle.ts";
import { type ImageInput, imageBundle } from "../../display/image.ts";
import { checkBundle } from "../../display/mime.ts";
import type { ImageOptions } from "../../display/raster.ts";
import { createOutput } from "../host.ts";
import type { OutgoingMessage } from "../output/channel.ts";

/** What `display` gives: the same place in the notebook, to draw something else there. */
export interface DisplayHandle {
  update(value: unknown, options?: DisplayOptions): void;
}

export interface DisplayOptions {
  /** The value is a MIME bundle itself. */
  readonly raw?: boolean;
}

export interface DisplayPorts {
  readonly send: (message: OutgoingMessage) => void;
  readonly owner: () => string;
  /** The running cell ends only after this. */
  readonly await: (output: Promise<unknown>) => void;
}

export interface Display {
  /** Shows a value in the cell's output. */
  (value: unknown, options?: DisplayOptions): DisplayHandle;
  /** Shows an array of shape [rows, columns], or [3, rows, columns] for colours, as a picture. */
  image(source: ImageInput, options?: ImageOptions): DisplayHandle;
}

const handles = new WeakSet<object>();
/** A handle is no value to show when `display(…)` is a cell's last line. */
export const isDisplayHandle = (value: unknown): boolean =>
  typeof value === "object" && value !== null && handles.has(value);

export function createDisplay({ send, owner, await: hold }: DisplayPorts): Display {
  const toBundle = (value: unknown, raw: boolean | undefined): MimeBundle | Promise<MimeBundle> =>
    raw === true ? checkBundle(value) : bundleOf(value);

  const display = (value: unknown, { raw }: DisplayOptions = {}): DisplayHandle => {
    const cell = owner();
    let output: { update(bundle: MimeBundle): void } | undefined;
    let previous: Promise<unknown> | undefined;
    const draw = (bundle: MimeBundle): void => {
      if (output === undefined) output = createOutput({ send, owner }, bundle, cell);
      else output.update(bundle);
    };
    const show = (bundle: MimeBundle | Promise<MimeBundle>): void => {
      if (previous === undefined && !(bundle instanceof Promise)) {
        draw(bundle);
        return;
      }
      const turn = Promise.all([bundle, previous]).then(([ready]) => draw(ready));
      previous = turn.catch(() => {});
      hold(turn);
    };
    show(toBundle(value, raw));
    const handle: DisplayHandle = { update: (next, options = {}) => show(toBundle(next, options.raw)) };
    handles.add(handle);
    return handle;
  };

  const image = (source: ImageInput, options?: ImageOptions): DisplayHandle =>
    display(imageBundle(source, options), { raw: true });

  return Object.assign(display, { image });
}

/** Empties the cell's output; with `wait`, only when the next output comes. */
export const createClearOutput =
  ({ send, owner }: Pick<DisplayPorts, "send" | "owner">) =>
  (wait = false): void =>
    send({ kind: "display", id: owner(), event: "clear_output", content: { wait: Boolean(wait) } });
