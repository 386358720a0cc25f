// Elements of a document: Observable Plot, linkedom, jsdom.
import type { MimeBundle } from "../../specializers/index.ts";
import { shortened } from "./html.ts";

const longest = 300;
const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

/** Anything with `outerHTML`. */
export function elementBundle(value: object): MimeBundle | undefined {
  const html = (value as { readonly outerHTML?: unknown }).outerHTML;
  if (typeof html !== "string") return undefined;
  // as a text of properties an element would be its whole document
  const text = shortened(html, longest);
  return isSvg(html)
    ? { "text/plain": text, "image/svg+xml": withNamespace(html) }
    : { "text/plain": text, "text/html": html };
}

export const isSvg = (markup: string): boolean => /^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*<svg[\s>]/i.test(markup);

/** A picture of its own needs what an element inside of HTML does not: the name of its language. */
export const withNamespace = (svg: string): string =>
  /<svg[^>]*\sxmlns=/i.test(svg) ? svg : svg.replace(/<svg/i, `<svg xmlns="${SVG_NAMESPACE}"`);
