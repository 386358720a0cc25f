// Template tags that are functions as well: html`<b>${x}</b>` and html("<b>…</b>").

export type Template = readonly [strings: TemplateStringsArray | string, ...values: unknown[]];

/** @param written how a value stands in the text; a text that is handed in whole stays as it is */
export function textOfTemplate(
  [strings, ...values]: Template,
  literal: "cooked" | "raw",
  written: (value: unknown) => string,
): string {
  if (typeof strings === "string") return strings;
  if (!Array.isArray(strings) || !("raw" in strings)) throw new TypeError("a text is wanted, or a template");
  const parts = literal === "raw" ? strings.raw.map(unescaped) : strings;
  return parts.map((part, index) => part + (index < values.length ? written(values[index]) : "")).join("");
}

/** What a template can't hold without a backslash; all other backslashes are LaTeX's, or Markdown's. */
const unescaped = (part: string): string => part.replace(/\\(`|\$(?=\{))/g, "$1");

/** Without the indentation that all lines have, which would be code in Markdown. */
export function dedented(text: string): string {
  const lines = text
    .replace(/^\s*\n/, "")
    .trimEnd()
    .split("\n");
  const depths = lines.filter((line) => line.trim() !== "").map((line) => /^[ \t]*/.exec(line)![0].length);
  const common = Math.min(...depths);
  return lines.map((line) => line.slice(common)).join("\n");
}
