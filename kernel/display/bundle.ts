// From a value to its MIME bundle: its own display method first, then what it looks like, then text.
import type { MimeBundle } from "../../specializers/index.ts";
import { imageBundle } from "./images.ts";
import { elementBundle, specificationBundle } from "./markup.ts";
import { checkBundle } from "./mime.ts";
import { textOf } from "./text.ts";

/** A method of this name gives a value's own MIME bundle, or a promise of one. */
export const DISPLAY: unique symbol = Symbol.for("Jupyter.display");

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";

/**
 * The bundle, or a promise of it where the value's own method is asynchronous. Runs code of the user's.
 *
 * @throws TypeError when the value's own method gives no bundle, or what that method throws
 */
export function bundleOf(value: unknown): MimeBundle | Promise<MimeBundle> {
  if ((typeof value !== "object" && typeof value !== "function") || value === null)
    return { "text/plain": textOf(value) };
  const own = (value as { readonly [DISPLAY]?: unknown })[DISPLAY];
  if (typeof own === "function") {
    const given: unknown = own.call(value);
    return isThenable(given)
      ? Promise.resolve(given).then((bundle) => complete(bundle, value))
      : complete(given, value);
  }
  const rich = specificationBundle(value) ?? imageBundle(value) ?? elementBundle(value);
  return rich === undefined ? { "text/plain": textOf(value) } : { "text/plain": textOf(value), ...rich };
}

function complete(bundle: unknown, value: unknown): MimeBundle {
  const checked = checkBundle(bundle);
  return "text/plain" in checked ? checked : { "text/plain": summary(value), ...checked };
}

/** A value that shows itself may be huge as text: its kind is enough. */
const summary = (value: unknown): string => {
  const name = (value as { readonly constructor?: { readonly name?: unknown } }).constructor?.name;
  return typeof name === "string" && name !== "" ? `[${name}]` : "[Object]";
};
