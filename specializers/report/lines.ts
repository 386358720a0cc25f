// Line charts as pictures: an SVG in an <img>, which untrusted notebooks show, too. It does not see the page's theme, so it has a
// background of its own.
import type { LineChart } from "./model.ts";

export interface LineView {
  readonly title: string;
  /** The figures as a sentence, for who can't see the picture. */
  readonly alt: string;
  readonly source: string;
}

const width = 400;
const height = 210;
const plot = { left: 52, right: 388, top: 34, bottom: 168 } as const;
/** Each has 3:1 on white. */
const colours = ["#0b7a5f", "#2563eb", "#b45309", "#7c3aed", "#be123c", "#0e7490"] as const;
/** Marks of points beyond these would run into each other. */
const mostMarks = 30;
const mostTexts = 12;

export const lineViews = (charts: readonly LineChart[]): readonly LineView[] =>
  charts.map((chart) => ({
    title: chart.title,
    alt: chartText(chart),
    source: `data:image/svg+xml;base64,${Buffer.from(svgOf(chart)).toString("base64")}`,
  }));

/** "Log-likelihood: of the fit 1: -3.9, 2: -3.2". */
export function chartText({ title, x, series }: LineChart): string {
  const lines = series.map(({ name, points }) => {
    const step = Math.ceil(points.length / mostTexts);
    const some = points.filter((_, i) => i % step === 0 || i === points.length - 1);
    return `${name} ${some.map(([at, value]) => `${at}: ${Number(value.toPrecision(4))}`).join(", ")}`;
  });
  return `${title} (by ${x.label}): ${lines.join("; ")}`;
}

function svgOf({ x, y, series }: LineChart): string {
  const points = series.flatMap((each) => each.points);
  const xs = [...new Set(points.map(([at]) => at))].sort((a, b) => a - b);
  const values = points.map(([, value]) => value);
  const scale = (value: number): number => (x.logarithmic ? Math.log(value) : value);
  const [first, last] = [xs[0]!, xs.at(-1)!];
  const across = axis(scale(first), scale(last), plot.left + 8, plot.right - 8);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const yTicks = niceTicks(low, high);
  const up = axis(Math.min(low, yTicks[0]!), Math.max(high, yTicks.at(-1)!), plot.bottom, plot.top + 6);
  const at = ([px, py]: readonly [number, number]): string => `${across(scale(px))},${up(py)}`;
  const lines = series.map((each, i) => {
    const colour = colours[i % colours.length]!;
    const marks = each.points.length <= mostMarks ? each.points : [];
    const dots = marks.map((point) => {
      const [cx, cy] = at(point).split(",");
      return `<circle cx="${cx}" cy="${cy}" r="2.5" fill="${colour}"/>`;
    });
    return `<polyline points="${each.points.map(at).join(" ")}" fill="none" stroke="${colour}" stroke-width="1.8"/>${dots.join("")}`;
  });
  const legend = series.length > 1 ? legendOf(series.map(({ name }) => name)) : "";
  const grid = yTicks.map(
    (value) =>
      `<path d="M${plot.left} ${up(value)}H${plot.right}" stroke="#e5e7eb"/><text x="${plot.left - 6}" y="${up(value) + 4}" text-anchor="end">${Number(value.toPrecision(6))}</text>`,
  );
  // where values are many, round numbers between them: of iterations none has a fraction
  const whole = xs.every(Number.isInteger);
  const round = niceTicks(first, last).filter(
    (value) => value >= first && value <= last && (!whole || Number.isInteger(value)),
  );
  const marked = !x.logarithmic && xs.length > mostTexts ? round : spread(xs, (value) => across(scale(value)));
  const xTexts = marked.map(
    (value) => `<text x="${across(scale(value))}" y="${plot.bottom + 16}" text-anchor="middle">${value}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="system-ui,sans-serif" font-size="11" fill="#4b5563"><rect width="${width}" height="${height}" rx="6" fill="#fff"/>${grid.join("")}<path d="M${plot.left} ${plot.top}V${plot.bottom}H${plot.right}" fill="none" stroke="#9ca3af"/>${lines.join("")}${xTexts.join("")}${legend}<text x="${plot.left}" y="${series.length > 1 ? 30 : 20}">${escaped(y.label)}</text><text x="${plot.right}" y="${height - 8}" text-anchor="end">${escaped(x.label)}</text></svg>`;
}

/** Where a number lies on an axis, to a tenth of a pixel. */
const axis = (from: number, to: number, start: number, end: number) => (value: number) =>
  Math.round(10 * (start + (to > from ? (value - from) / (to - from) : 0.5) * (end - start))) / 10;

function legendOf(names: readonly string[]): string {
  let left = plot.left;
  return names
    .map((name, i) => {
      const from = left;
      left += 24 + 6.2 * name.length;
      return `<path d="M${from} 12h10" stroke="${colours[i % colours.length]}" stroke-width="3"/><text x="${from + 14}" y="16">${escaped(name)}</text>`;
    })
    .join("");
}

/** Values whose texts have room beside each other: the last one, and as many before it as fit. */
function spread(values: readonly number[], place: (value: number) => number): readonly number[] {
  const kept: number[] = [];
  for (const value of [...values].reverse()) {
    const right = kept.at(-1);
    const room = 7 * Math.max(String(value).length, String(right ?? "").length) + 4;
    if (right === undefined || place(right) - place(value) >= room) kept.push(value);
  }
  return kept;
}

/** Three to six round numbers that span the values. */
function niceTicks(low: number, high: number): readonly number[] {
  const span = high > low ? high - low : Math.abs(high) || 1;
  const power = 10 ** Math.floor(Math.log10(span / 4));
  const step = power * ([1, 2, 2.5, 5, 10].find((each) => (each * power * 5) / span >= 1) ?? 10);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (each) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[each]!);
