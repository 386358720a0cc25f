// Cost over size as an SVG file: logarithmic axes, the caches' edges marked, on a panel of its own that follows the
// reader's theme.
import { machine } from "../../../specializers/toolchain/machine.ts";
import type { Kind } from "./contender.ts";
import type { SizeFigures } from "./sizes.ts";

const width = 860;
const height = 460;
const plot = { left: 64, right: width - 132, top: 64, bottom: height - 56 };

interface Series {
  readonly kind: Kind;
  readonly label: string;
  readonly dash?: string;
}
const series: readonly Series[] = [
  { kind: "numba", label: "Numba" },
  { kind: "gcc", label: "gcc's loop" },
  { kind: "default", label: "Taipan, untuned", dash: "5 4" },
  { kind: "tuned", label: "Taipan, tuned" },
];

const style = `
  .panel { fill: #ffffff; stroke: #d5dae1 }
  text { fill: #3b4350; font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif }
  .title { font-size: 16px; font-weight: 600; fill: #1b222c }
  .minor { fill: #6a7382; font-size: 12px }
  .rule { stroke: #e6e9ee } .edge { stroke: #8a94a3; stroke-dasharray: 3 4 }
  .line { fill: none; stroke-width: 2.5; stroke-linejoin: round }
  .tuned { stroke: #0b8f6c } .default { stroke: #0b8f6c } .gcc { stroke: #c2410c } .numba { stroke: #2563eb }
  text.tuned, text.default { fill: #0b8f6c; stroke: none } text.gcc { fill: #c2410c; stroke: none } text.numba { fill: #2563eb; stroke: none }
  @media (prefers-color-scheme: dark) {
    .panel { fill: #151a21; stroke: #2e3641 }
    text { fill: #c6cdd8 } .title { fill: #f0f3f7 } .minor { fill: #98a2b1 }
    .rule { stroke: #262d37 } .edge { stroke: #6f7987 }
    .tuned, .default { stroke: #2fd3a2 } .gcc { stroke: #fb923c } .numba { stroke: #6ea8ff }
    text.tuned, text.default { fill: #2fd3a2 } text.gcc { fill: #fb923c } text.numba { fill: #6ea8ff }
  }`;

/** The chart of these figures, measured on this machine. */
export function sizesChart(figures: readonly SizeFigures[]): string {
  const costs = figures.flatMap(({ costs }) => Object.values(costs));
  const bottom = Math.min(...costs) / 1.3;
  const top = Math.max(...costs) * 1.3;
  const sides = figures.map(({ n }) => n);
  const scale = (value: number, from: number, to: number, start: number, end: number): number =>
    start + ((end - start) * Math.log(value / from)) / Math.log(to / from);
  const x = (n: number): number => scale(n, sides[0]!, sides.at(-1)!, plot.left, plot.right);
  const y = (cost: number): number => scale(cost, bottom, top, plot.bottom, plot.top);
  const at = (value: number): string => value.toFixed(1);

  const rules = ticks(bottom, top).map(
    (cost) =>
      `<line class="rule" x1="${plot.left}" x2="${plot.right}" y1="${at(y(cost))}" y2="${at(y(cost))}"/>` +
      `<text class="minor" x="${plot.left - 8}" y="${at(y(cost) + 4)}" text-anchor="end">${cost}</text>`,
  );
  const labels = sides
    .filter((n) => [16, 32, 64, 128, 256, 384, 512, 640].includes(n))
    .map((n) => `<text class="minor" x="${at(x(n))}" y="${plot.bottom + 20}" text-anchor="middle">${n}³</text>`);
  const edges = cacheEdges()
    .filter(({ n }) => n > sides[0]! && n < sides.at(-1)!)
    .map(
      ({ n, label }) =>
        `<line class="edge" x1="${at(x(n))}" x2="${at(x(n))}" y1="${plot.top}" y2="${plot.bottom}"/>` +
        `<text class="minor" x="${at(x(n))}" y="${plot.top - 6}" text-anchor="middle">${label}</text>`,
    );
  const lines = series.flatMap(({ kind, dash }) => {
    const points = figures.flatMap(({ n, costs }) => {
      const cost = costs[kind];
      return cost === undefined ? [] : [`${at(x(n))},${at(y(cost))}`];
    });
    const dashed = dash === undefined ? "" : ` stroke-dasharray="${dash}"`;
    return points.length === 0 ? [] : [`<polyline class="line ${kind}"${dashed} points="${points.join(" ")}"/>`];
  });
  const last = figures.at(-1)!.costs;
  const names = apart(
    series.flatMap(({ kind, label }) => {
      const cost = last[kind];
      return cost === undefined ? [] : [{ kind, label, y: y(cost) + 4 }];
    }),
  ).map(({ kind, label, y }) => `<text class="${kind}" x="${plot.right + 10}" y="${at(y)}">${label}</text>`);
  const { cpu, cores } = machine();
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Nanoseconds a point of the 7-point Laplacian over the size of the grid">
<style>${style}
</style>
<rect class="panel" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="10"/>
<text class="title" x="20" y="30">7-point Laplacian: nanoseconds a point over the size of the grid</text>
${[...rules, ...labels, ...edges, ...lines, ...names].join("\n")}
<text class="minor" x="20" y="${height - 12}">${cpu}, ${cores} cores; f64, medians of interleaved rounds; both grids fit a cache left of its line</text>
</svg>
`;
}

/** 1, 2 and 5 times powers of ten. */
function ticks(low: number, high: number): readonly number[] {
  const decades = [-3, -2, -1, 0, 1, 2, 3, 4];
  return decades
    .flatMap((power) => [1, 2, 5].map((digit) => Number((digit * 10 ** power).toPrecision(1))))
    .filter((value) => value >= low && value <= high);
}

/** Sides of the cubes of which two just fit: what each core has of its own counts once a core. */
function cacheEdges(): readonly { readonly n: number; readonly label: string }[] {
  const { caches, cores } = machine();
  const data = caches.filter(({ kind }) => kind !== "Instruction");
  const last = Math.max(...data.map(({ level }) => level));
  return data.map(({ level, bytes }) => {
    const all = level === last ? bytes : bytes * cores;
    return { n: Math.cbrt(all / 16), label: `L${level}` };
  });
}

/** Labels that would overlap are moved apart. */
function apart<T extends { readonly y: number }>(labels: readonly T[]): readonly T[] {
  const sorted = [...labels].sort((a, b) => a.y - b.y);
  const moved: T[] = [];
  for (const label of sorted) moved.push({ ...label, y: Math.max(label.y, (moved.at(-1)?.y ?? -99) + 17) });
  return moved;
}
