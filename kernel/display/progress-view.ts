// Progress bars as text and as HTML: how far, how fast, how long still.
import type { MimeBundle } from "../../specializers/index.ts";
import { css, escapeHtml } from "./html.ts";
import { thousands } from "./numbers.ts";

export interface BarView {
  readonly label: string;
  readonly count: number;
  readonly total: number | undefined;
  readonly status: "running" | "done" | "stopped" | "interrupted";
  /** Since it began. */
  readonly seconds: number;
  /** Of late, a second; undefined before anything is known. */
  readonly rate: number | undefined;
  /** Bars around this one. */
  readonly level: number;
}

const width = 24; // characters
const colours = { running: "#3b82f6", done: "#10a37f", stopped: "#d97706", interrupted: "#d97706" } as const;

export const progressBundle = (bars: readonly BarView[]): MimeBundle => ({
  "text/plain": bars.map(textOfBar).join("\n"),
  "text/html": `<div style="${css.frame}">${bars.map(htmlOfBar).join("")}</div>`,
});

/** From 0 to 1. */
const part = ({ count, total }: BarView): number =>
  total === undefined || total <= 0 ? 1 : Math.max(0, Math.min(1, count / total));

/** "37 %", "interrupted at 37 %", or nothing where the end is not known. */
function percentage(bar: BarView): string {
  const word = bar.status === "stopped" || bar.status === "interrupted" ? `${bar.status} at ` : "";
  if (bar.total === undefined) return word === "" ? "" : `${word}${thousands(bar.count)}`;
  return `${word}${Math.floor(100 * part(bar) + 1e-9)} %`;
}

function details(bar: BarView): string {
  const { count, total, seconds, status } = bar;
  const rate = status === "running" ? bar.rate : count / Math.max(seconds, 1e-9);
  const parts = [total === undefined ? thousands(count) : `${thousands(count)}/${thousands(total)}`];
  if (rate !== undefined && rate > 0 && count > 0) parts.push(rateText(rate));
  if (status !== "running") parts.push(`in ${duration(seconds)}`);
  else if (total !== undefined && rate !== undefined && rate > 0)
    parts.push(`${duration((total - count) / rate)} left`);
  else parts.push(duration(seconds));
  return parts.join(", ");
}

const rateText = (rate: number): string => {
  if (rate < 1) return `${duration(1 / rate)} each`;
  return `${rate < 100 ? Number(rate.toPrecision(3)) : thousands(Math.round(rate))}/s`;
};

export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${thousands(Math.floor(whole / 3600))} h ${Math.floor((whole % 3600) / 60)} min`;
}

function textOfBar(bar: BarView): string {
  const full = Math.round(part(bar) * width);
  const drawn = bar.total === undefined ? "" : `${"█".repeat(full)}${"░".repeat(width - full)}`;
  const words = [bar.label, drawn, percentage(bar), details(bar)].filter((word) => word !== "");
  return "  ".repeat(bar.level) + words.join("  ");
}

function htmlOfBar(bar: BarView): string {
  const filled = `width:${(100 * part(bar)).toFixed(1)}%;height:8px;border-radius:4px;background-color:${colours[bar.status]}`;
  const track = "width:200px;height:8px;border-radius:4px;background-color:rgba(127,127,127,.25)";
  const drawn = bar.total === undefined ? "" : `<div style="${track}"><div style="${filled}"></div></div>`;
  const span = (text: string, style: string): string =>
    text === "" ? "" : `<span style="${style}">${escapeHtml(text)}</span>`;
  const indent = bar.level > 0 ? `;margin-left:${bar.level * 16}px` : "";
  return `<div style="display:flex;flex-wrap:wrap;align-items:center;gap:8px${indent}">${span(bar.label, "white-space:pre-wrap")}${drawn}${span(percentage(bar), "font-weight:600")}${span(details(bar), css.dim)}</div>`;
}
