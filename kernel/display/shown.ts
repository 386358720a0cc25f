// Values made to be shown: each is its MIME bundle, and its source where a text is wanted.
import { inspect } from "node:util";
import type { MimeBundle } from "../../specializers/index.ts";
import { clipped } from "./text.ts";

/** A method of this name gives a value's own MIME bundle, or a promise of one. */
export const DISPLAY: unique symbol = Symbol.for("Jupyter.display");

/** A value that a cell shows as what it is: markup, a picture, a chart, a table. `String(shown)` is its source. */
export interface Shown {
  [DISPLAY](): MimeBundle;
  [inspect.custom](): string;
  toString(): string;
}

/** @param text what front ends show that know nothing but text */
export function shown(type: string, data: unknown, text: string, source = text): Shown {
  const bundle: MimeBundle = { "text/plain": clipped(text), [type]: data };
  return hidden({
    [DISPLAY]: () => bundle,
    [inspect.custom]: () => clipped(text),
    toString: () => source,
  });
}

/** A value of these methods has no properties to be listed. */
const hidden = (methods: Shown): Shown =>
  Object.create(
    Object.prototype,
    Object.fromEntries(
      Reflect.ownKeys(methods).map((key) => [key, { value: methods[key as keyof Shown], enumerable: false }]),
    ),
  );
