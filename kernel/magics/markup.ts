// %%html, %%markdown, %%svg and %%latex: the cell is shown as it is.
import type { Magic } from "./magic.ts";

const shown = (name: string, type: string, what: string): Magic => ({
  name,
  cell: true,
  line: false,
  usage: "",
  summary: `shows the cell as ${what}`,
  run: ({ body = "", display }) => display({ [type]: body, "text/plain": body }),
});

export const html = shown("html", "text/html", "HTML");
export const markdown = shown("markdown", "text/markdown", "Markdown");
export const svg = shown("svg", "image/svg+xml", "an SVG picture");
export const latex = shown("latex", "text/latex", "LaTeX");
