// From a value to its MIME bundle: its own display method first, then what it looks like, then text.
import { types } from "node:util";
import type { MimeBundle } from "../../specializers/index.ts";
import { chartBundle } from "./charts.ts";
import { arrowTable, arrowVectorTable, dataFrameTable } from "./frames.ts";
import { canvasBundle, pictureBundle } from "./images.ts";
import { elementBundle } from "./markup.ts";
import { hasOwnText, nameOf, read } from "./members.ts";
import { checkBundle } from "./mime.ts";
import { arrayBundle } from "./ndarray.ts";
import { mapTable, recordsTable } from "./records.ts";
import { DISPLAY } from "./shown.ts";
import { type TableModel, tableHtml, tableText, usualLimits } from "./table.ts";
import { textOf } from "./text.ts";
import { isLong, treeHtml } from "./tree.ts";

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";

type Rich = MimeBundle | undefined;
type Recognizer = (value: object) => Rich | Promise<Rich>;

const framed = (model: TableModel | undefined): Rich =>
  model && { "text/plain": tableText(model), "text/html": tableHtml(model) };

/** What values of other libraries look like, in the order of Deno's kernel. */
const recognizers: readonly Recognizer[] = [
  canvasBundle,
  chartBundle,
  (value) => framed(dataFrameTable(value)),
  (value) => framed(arrowTable(value) ?? arrowVectorTable(value)),
  pictureBundle,
  elementBundle,
  arrayBundle,
];

/**
 * The bundle, or a promise of it where the value is a promise or its own method asynchronous. Runs code of the user's.
 *
 * @throws TypeError when the value's own method gives no bundle, or what that method throws
 */
export function bundleOf(value: unknown): MimeBundle | Promise<MimeBundle> {
  if ((typeof value !== "object" && typeof value !== "function") || value === null)
    return { "text/plain": textOf(value) };
  if (types.isPromise(value)) return value.then(bundleOf);
  const own = read(value, (held) => (held as { readonly [DISPLAY]?: unknown })[DISPLAY]);
  if (typeof own === "function" && !answersAnything(value)) {
    const given: unknown = own.call(value);
    return isThenable(given)
      ? Promise.resolve(given).then((bundle) => complete(bundle, value))
      : complete(given, value);
  }
  if (typeof value === "function") return { "text/plain": textOf(value) };
  return recognized(value) ?? structure(value);
}

/** A proxy may have a method of any name one asks for. */
const nonsense = Symbol("no object has this");
const answersAnything = (value: object): boolean =>
  types.isProxy(value) &&
  read(value, (held) => (held as { readonly [nonsense]?: unknown })[nonsense] !== undefined) !== false;

function recognized(value: object): MimeBundle | Promise<MimeBundle> | undefined {
  if (answersAnything(value)) return undefined;
  for (const recognize of recognizers) {
    try {
      const rich = recognize(value);
      if (rich instanceof Promise)
        return rich.then(
          (found) => (found ? withText(found, value) : structure(value)),
          (error: unknown) => noted(value, error),
        );
      if (rich) return withText(rich, value);
    } catch (error) {
      return noted(value, error);
    }
  }
  return undefined;
}

/** It looked like something that it is not, or what it is has failed: its text, and why it is no more. */
const noted = (value: object, error: unknown): MimeBundle => {
  const bundle = structure(value);
  const reason = error instanceof Error ? error.message : textOf(error);
  return { "text/plain": `${bundle["text/plain"]}\n(it could be shown as text only: ${reason})` };
};

const withText = (bundle: MimeBundle, value: object): MimeBundle =>
  "text/plain" in bundle ? bundle : { "text/plain": textOf(value), ...bundle };

/** Text, and for what is hard to read as text a table or a tree. */
function structure(value: object): MimeBundle {
  const text = textOf(value);
  const records = recordsTable(value) ?? (isLong(text) ? mapTable(value, usualLimits.rows) : undefined);
  // Front ends show HTML in the place of text: of what is no table, a line of text is easier to read.
  if (records === undefined && !text.includes("\n")) return { "text/plain": text };
  const html = records ? tableHtml(records) : treeHtml(value, text);
  return html === undefined ? { "text/plain": text } : { "text/plain": text, "text/html": html };
}

function complete(bundle: unknown, value: object): MimeBundle {
  const checked = checkBundle(bundle);
  if ("text/plain" in checked) return checked;
  // A value that shows itself may be huge as text: its kind is enough.
  return { "text/plain": hasOwnText(value) ? textOf(value) : `[${nameOf(value)}]`, ...checked };
}
