// `html`, `md`, `svg`, `latex`, `png`, `jpg`, `json`, `vegaLite`, `table`: values that show themselves.
import type { MimeBundle } from "../../specializers/index.ts";
import { specificationBundle } from "./charts.ts";
import { escapeHtml } from "./html.ts";
import { dataUrlBundle, pictureType } from "./images.ts";
import { isSvg, withNamespace } from "./markup.ts";
import { read } from "./members.ts";
import { base64, isRecord } from "./mime.ts";
import { thousands } from "./numbers.ts";
import { DISPLAY, type Shown, shown } from "./shown.ts";
import { type TableOptions, tableOf } from "./table-of.ts";
import { dedented, type Template, textOfTemplate } from "./template.ts";
import { textOf } from "./text.ts";

/** A template tag that may be called with a text as well. */
export interface Tag<R> {
  (strings: TemplateStringsArray, ...values: readonly unknown[]): R;
  (source: string): R;
}

export interface Helpers<R> {
  /**
   * Markup. In a template, values are escaped unless they show themselves as markup or pictures; lists are joined. A text
   * that is handed in by a call is taken as it is.
   */
  readonly html: Tag<R>;
  /** Markdown, with LaTeX between `$` signs; indentation that all lines have is taken away. Backslashes stay. */
  readonly md: Tag<R>;
  /** A drawing; its namespace may be left out. */
  readonly svg: Tag<R>;
  /** A formula: latex`\frac{a}{b}`; `$` signs around it may be left out. */
  readonly latex: Tag<R>;
  /** A PNG picture from its bytes, base64 or a data URL. @throws TypeError for anything else */
  png(picture: Uint8Array | string): R;
  /** A JPEG picture from its bytes, base64 or a data URL. @throws TypeError for anything else */
  jpg(picture: Uint8Array | string): R;
  /** A value as JSON that can be unfolded. @throws TypeError for what JSON can't hold */
  json(value: unknown): R;
  /** A chart from a Vega-Lite specification, or from anything with `toSpec()`. @throws TypeError if it is none */
  vegaLite(spec: object): R;
  /**
   * A table of objects, arrays, a Map, an object of columns, an Arrow table or a data frame; 20 rows unless said.
   * @throws TypeError for what has no rows, or a column that is not there
   */
  table(rows: object, options?: TableOptions): R;
}

const html: Tag<Shown> = (...template: Template) => {
  const source = textOfTemplate(template, "cooked", inMarkup);
  return shown("text/html", source, withoutTags(source) || "[html]", source);
};

const svg: Tag<Shown> = (...template: Template) => {
  const source = textOfTemplate(template, "cooked", inMarkup).trim();
  if (!isSvg(source)) throw new TypeError("a drawing begins with <svg");
  return shown("image/svg+xml", withNamespace(source), "[svg]", source);
};

const md: Tag<Shown> = (...template: Template) => {
  const source = dedented(textOfTemplate(template, "raw", inText));
  return shown("text/markdown", source, source);
};

const latex: Tag<Shown> = (...template: Template) => {
  const source = textOfTemplate(template, "raw", inText).trim();
  const delimited = /^(\$|\\\[|\\\(|\\begin)/.test(source);
  return shown("text/latex", delimited ? source : `$\\displaystyle ${source}$`, source);
};

function picture(type: "image/png" | "image/jpeg", data: unknown): Shown {
  const bytes = data instanceof Uint8Array ? data : typeof data === "string" ? decoded(data) : undefined;
  if (bytes === undefined || pictureType(bytes) !== type)
    throw new TypeError(`bytes, base64 or a data URL of type ${type} are wanted`);
  return shown(type, base64(bytes), `[${type}, ${thousands(bytes.length)} bytes]`);
}

const decoded = (text: string): Uint8Array =>
  Buffer.from(String(Object.values(dataUrlBundle(text) ?? { text })[0]), "base64");

function json(value: unknown): Shown {
  const text = JSON.stringify(value, null, 2) as string | undefined;
  if (text === undefined) throw new TypeError(`JSON can't hold ${textOf(value)}`);
  return shown("application/json", JSON.parse(text), text);
}

const usualSchema = "https://vega.github.io/schema/vega-lite/v5.json";

function vegaLite(given: object): Shown {
  const { toSpec } = given as { readonly toSpec?: unknown };
  const spec: unknown = typeof toSpec === "function" ? toSpec.call(given) : given;
  const bundle = isRecord(spec) ? specificationBundle({ $schema: usualSchema, ...spec }) : undefined;
  const [type, data] = Object.entries(bundle ?? {})[0] ?? [];
  if (type === undefined || !type.includes("vegalite"))
    throw new TypeError("a Vega-Lite specification is wanted: an object with mark and encoding, say");
  return shown(type, data, "[Vega-Lite chart]", JSON.stringify(data));
}

export const helpers: Helpers<Shown> = {
  html,
  svg,
  md,
  latex,
  png: (data) => picture("image/png", data),
  jpg: (data) => picture("image/jpeg", data),
  json,
  vegaLite,
  table(rows, options) {
    const { html: source, text } = tableOf(rows, options);
    return shown("text/html", source, text, source);
  },
};

/** A value as a part of Markdown or LaTeX. */
const inText = (value: unknown): string => (Array.isArray(value) ? value.map(inText).join("") : String(value ?? ""));

/** A value as a part of markup. */
function inMarkup(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(inMarkup).join("");
  if (typeof value !== "object") return escapeHtml(String(value));
  const bundle = bundleIn(value);
  const markup =
    bundle["text/html"] ?? bundle["image/svg+xml"] ?? (value as { readonly outerHTML?: unknown }).outerHTML;
  if (typeof markup === "string") return markup;
  const picture = Object.entries(bundle).find(([type]) => type.startsWith("image/"));
  if (picture) return `<img src="data:${picture[0]};base64,${picture[1]}" alt="${escapeHtml(plain(bundle))}">`;
  return escapeHtml(plain(bundle) || String(value));
}

/** Promises of bundles come too late for a text. */
const bundleIn = (value: object): MimeBundle => {
  const own = read(value, (held) => (held as Partial<Shown>)[DISPLAY]);
  const bundle: unknown = typeof own === "function" ? own.call(value as Shown) : undefined;
  return isRecord(bundle) ? bundle : {};
};
const plain = (bundle: MimeBundle): string => String(bundle["text/plain"] ?? "");

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', "#39": "'", nbsp: " ", amp: "&" };
const withoutTags = (markup: string): string =>
  markup
    .replace(/<(style|script)[\s\S]*?<\/\1>/gi, "")
    .replace(/<\/?(p|div|tr|li|br|h\d|table|ul|ol|pre)\b[^>]*>/gi, "\n")
    .replace(/<[^>]*>/g, " ")
    .replace(/&(lt|gt|quot|#39|nbsp|amp);/g, (_, name: string) => entities[name]!)
    .replace(/[ \t]+/g, " ")
    .replace(/\s*\n\s*/g, "\n")
    .trim();
