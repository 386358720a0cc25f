// Elements of a document (Observable Plot, linkedom, jsdom), and charts that give their specification.
import type { MimeBundle } from "../../specializers/index.ts";
import { isRecord } from "./mime.ts";

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

/** Anything with `outerHTML`. */
export function elementBundle(value: object): MimeBundle | undefined {
  const html = (value as { readonly outerHTML?: unknown }).outerHTML;
  if (typeof html !== "string") return undefined;
  if (!/^\s*<svg[\s>]/i.test(html)) return { "text/html": html };
  const named = /^\s*<svg[^>]*\sxmlns=/i.test(html);
  return { "image/svg+xml": named ? html : html.replace(/<svg/i, `<svg xmlns="${SVG_NAMESPACE}"`) };
}

/** Vega and Vega-Lite: anything with `toSpec()`, which names its schema. */
export function specificationBundle(value: object): MimeBundle | undefined {
  const { toSpec } = value as { readonly toSpec?: unknown };
  if (typeof toSpec !== "function") return undefined;
  const spec: unknown = toSpec.call(value);
  if (!isRecord(spec) || typeof spec.$schema !== "string") return undefined;
  const version = /\/schema\/(vega|vega-lite)\/v(\d+)/.exec(spec.$schema);
  return version === null
    ? undefined
    : { [`application/vnd.${version[1]!.replace("-", "")}.v${version[2]}+json`]: spec };
}
