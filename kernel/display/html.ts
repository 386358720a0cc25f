// What all views in HTML share. JupyterLab keeps nothing but inline styles of a notebook that is not trusted, and drops CSS
// variables there; so text takes the theme's own colour (dimmed by opacity), and lines are half-transparent greys.

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character]!);

const mono = "font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace";
const line = "1px solid rgba(127,127,127,.4)";
const faintLine = "1px solid rgba(127,127,127,.18)";

export const css = {
  frame: "overflow-x:auto;font-size:12px;line-height:1.45",
  table: "border-collapse:collapse;font-size:12px;margin:0;width:auto;table-layout:auto",
  head: `padding:3px 8px;font-weight:600;white-space:nowrap;border-bottom:${line}`,
  cell: `padding:3px 8px;border-bottom:${faintLine};white-space:pre-wrap;max-width:480px;overflow-wrap:break-word`,
  number: `padding:3px 8px;border-bottom:${faintLine};white-space:nowrap`,
  index: `padding:3px 8px;border-bottom:${faintLine};font-weight:400;white-space:nowrap;text-align:right`,
  note: "font-size:12px;opacity:.8;padding:3px 0",
  dim: "opacity:.75",
  tree: `font-size:12px;line-height:1.5;${mono}`,
  branch: "margin:0 0 0 16px",
  summary: "cursor:pointer",
} as const;

/** Text of any length as a part of a line. */
export const shortened = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`;
