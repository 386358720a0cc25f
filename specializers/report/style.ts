// Colours and repeated inline styles of the report. JupyterLab's sanitiser keeps inline styles only, and one fragment
// serves both themes: so text takes the theme's own colour (dimmed by opacity), greys are half-transparent, and every
// accent is told apart from white and from #111 by 3:1 as a shape, or carries white text at 4.5:1 as a chip.

const faint = "rgba(127,127,127,.18)";
const line = "rgba(127,127,127,.4)";
const mono = "font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace";

/** Shapes: bars, dots, lines. */
export const ink = {
  winner: "#10a37f",
  winnerPale: "rgba(16,163,127,.45)",
  other: "#3b82f6",
  otherPale: "rgba(59,130,246,.45)",
  baseline: "#8a8f98",
  over: "#d97706",
  failed: "#dc2626",
  faint,
  line,
} as const;

/** Backgrounds of chips with white text. */
export const chip = { green: "#047857", blue: "#2563eb", amber: "#b45309", red: "#b91c1c", grey: "#57606a" } as const;
export type ChipColour = (typeof chip)[keyof typeof chip];

/** Chips of source lines, in turn, so that neighbours differ. */
export const lineColours: readonly string[] = ["#2563eb", "#047857", "#7c3aed", "#b45309", "#be123c", "#0e7490"];

export const css = {
  card: `border:1px solid ${line};border-radius:8px;padding:12px 16px;max-width:900px;line-height:1.45;font-size:13px`,
  note: "font-size:12px;opacity:.8",
  label: "display:flex;justify-content:space-between;font-size:12px;opacity:.85",
  td: "padding:2px 6px;text-align:left;white-space:nowrap",
  tdWide: "padding:2px 6px;text-align:left;white-space:normal;min-width:120px;max-width:260px",
  tdText: "padding:2px 6px;text-align:left;white-space:normal;overflow-wrap:break-word",
  code: `padding:0;font-size:12px;background-color:transparent;${mono}`,
  tdRight: "padding:2px 6px;text-align:right;white-space:nowrap",
  dim: "opacity:.75",
  bar: "width:48px;height:8px;border-radius:3px",
  th: "padding:2px 6px;text-align:left;font-weight:500;opacity:.8",
  thRight: "padding:2px 6px;text-align:right;font-weight:500;opacity:.8",
  table: "border-collapse:collapse;font-size:12px;margin:0;width:100%;table-layout:auto",
  caption: "text-align:left;font-size:12px;opacity:.8;padding:0 0 3px",
  summary: "cursor:pointer;font-size:13px;font-weight:600",
  details: "margin:7px 0 0",
  pre: `margin:0;padding:0;font-size:11.5px;line-height:1.5;overflow-x:auto;white-space:pre;background-color:transparent;${mono}`,
  wrappedPre: `margin:0;padding:0;font-size:11.5px;line-height:1.5;white-space:pre-wrap;overflow-wrap:break-word;background-color:transparent;${mono}`,
  chip: "display:inline-block;padding:0 7px;border-radius:9px;color:#fff;font-size:11px;line-height:18px;white-space:nowrap",
  lineChip:
    "display:inline-block;min-width:16px;padding:0 4px;border-radius:7px;color:#fff;font-size:10px;line-height:14px;text-align:center",
  lineNumber:
    "display:inline-block;min-width:16px;padding:0 4px;font-size:10px;line-height:14px;text-align:center;opacity:.75",
  inserted: "background-color:rgba(16,163,127,.2)",
  removed: "background-color:rgba(220,38,38,.14)",
  underlined: `border-bottom:2px solid ${ink.failed}`,
} as const;
