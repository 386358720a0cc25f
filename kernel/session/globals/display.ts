// `display(value)` and `clearOutput()`: outputs in the place of their call.
import { randomUUID } from "node:crypto";
import type { MimeBundle } from "../../../specializers/index.ts";
import { type AnimationOptions, animationBundle, type Frames } from "../../display/animation.ts";
import { bundleOf } from "../../display/bundle.ts";
import { type Helpers, helpers } from "../../display/helpers.ts";
import { imageBundle } from "../../display/image.ts";
import { checkBundle } from "../../display/mime.ts";
import type { ImageInput } from "../../display/planes.ts";
import type { ImageOptions } from "../../display/raster.ts";
import { DISPLAY } from "../../display/shown.ts";
import { drawOutput } from "../host.ts";
import type { OutgoingMessage } from "../output/channel.ts";

/** What `display` gives: the same place in the notebook, to draw something else there. */
export interface DisplayHandle {
  /** The display id, by which other cells find the place too. */
  readonly id: string;
  update(value: unknown, options?: Pick<DisplayOptions, "raw">): void;
}

export interface DisplayOptions {
  /** The value is a MIME bundle itself. */
  readonly raw?: boolean;
  /** A name for the place. What is shown under it later, in this cell or another one, is shown here as well. */
  readonly id?: string;
  /** Draws only where the id has been shown before; where it has not, here. */
  readonly update?: boolean;
}

export interface DisplayPorts {
  readonly send: (message: OutgoingMessage) => void;
  readonly owner: () => string;
  /** The running cell ends only after this. */
  readonly await: (output: Promise<unknown>) => void;
}

/** `display.html(…)`, `display.md(…)` and so on show at once what `html(…)`, `md(…)` give. */
export interface Display extends Helpers<DisplayHandle> {
  /** Shows a value in the cell's output; of a promise what it resolves to. */
  (value: unknown, options?: DisplayOptions): DisplayHandle;
  /** Shows an array of shape [rows, columns], or [3, rows, columns] for colours, as a picture; also an array of rows. */
  image(source: ImageInput, options?: ImageOptions): DisplayHandle;
  /**
   * Shows arrays one after the other as one animated picture, with one range of colours for all. The frames may be any
   * iterable, an asynchronous one too, or an array of shape [frames, rows, columns].
   */
  animate(frames: Frames, options?: AnimationOptions): DisplayHandle;
}

const handles = new WeakSet<object>();
/** Makes a value one that a cell's last line does not show: it is in the output already. */
export const markAsDrawn = <T extends object>(value: T): T => {
  handles.add(value);
  return value;
};
/** A handle is no value to show when `display(…)` is a cell's last line. */
export const isDisplayHandle = (value: unknown): boolean =>
  ((typeof value === "object" && value !== null) || typeof value === "function") && handles.has(value);

const ofBundle = (bundle: MimeBundle): object => ({ [DISPLAY]: () => bundle });

/** Where outputs of one display id are. */
interface Place {
  readonly id: string;
  drawn: boolean;
  /** What was asked for before is drawn before. */
  previous: Promise<unknown> | undefined;
}

export function createDisplay({ send, owner, await: hold }: DisplayPorts): Display {
  const named = new Map<string, Place>();
  const placeOf = (id: string | undefined): Place => {
    const known = id === undefined ? undefined : named.get(id);
    if (known) return known;
    const place = { id: id ?? randomUUID(), drawn: false, previous: undefined };
    if (id !== undefined) named.set(id, place);
    return place;
  };

  const show = (place: Place, value: unknown, { raw, update }: DisplayOptions): void => {
    const cell = owner();
    const draw = (data: MimeBundle): void => {
      const again = update === true && place.drawn;
      place.drawn = true;
      const event = again ? "update_display_data" : "display_data";
      drawOutput(send, event, { cell: again ? owner() : cell, displayId: place.id, data });
    };
    const bundle = raw === true ? checkBundle(value) : bundleOf(value);
    if (place.previous === undefined && !(bundle instanceof Promise)) {
      draw(bundle);
      return;
    }
    const turn = Promise.all([bundle, place.previous]).then(([ready]) => draw(ready));
    const settled = turn
      .catch(() => {})
      .then(() => {
        if (place.previous === settled) place.previous = undefined;
      });
    place.previous = settled;
    hold(turn);
  };

  const display = (value: unknown, options: DisplayOptions = {}): DisplayHandle => {
    const { id } = options;
    if (id !== undefined && (typeof id !== "string" || id === ""))
      throw new TypeError("the id of a display is a text that is not empty");
    const place = placeOf(id);
    show(place, value, options);
    return markAsDrawn({
      id: place.id,
      update: (next: unknown, { raw }: Pick<DisplayOptions, "raw"> = {}) =>
        show(place, next, { raw: raw === true, update: true }),
    });
  };

  const image = (source: ImageInput, options?: ImageOptions): DisplayHandle =>
    display(imageBundle(source, options), { raw: true });

  const animate = (frames: Frames, options?: AnimationOptions): DisplayHandle => {
    const bundle = animationBundle(frames, options);
    return display(bundle instanceof Promise ? bundle.then(ofBundle) : bundle, { raw: !(bundle instanceof Promise) });
  };

  const shownAtOnce = Object.fromEntries(
    Object.entries(helpers).map(([name, make]) => [
      name,
      (...given: unknown[]) => display((make as (...given: unknown[]) => unknown)(...given)),
    ]),
  ) as unknown as Helpers<DisplayHandle>;
  return Object.assign(display, shownAtOnce, { image, animate });
}

/** Empties the cell's output; with `wait`, only when the next output comes. */
export const createClearOutput =
  ({ send, owner }: Pick<DisplayPorts, "send" | "owner">) =>
  (options: boolean | { readonly wait?: boolean } = false): void => {
    const wait = typeof options === "object" && options !== null ? options.wait : options;
    send({ kind: "display", id: owner(), event: "clear_output", content: { wait: Boolean(wait) } });
  };
