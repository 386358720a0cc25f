// The kernels' figures as a table: a row for each row of the goals, a column for each kernel.
import type { Figure, KernelFigures } from "./index.ts";
import { INTERRUPTED, median, type QuestionFigure, quantile } from "./measures.ts";

type Row = readonly [title: string, goal: string, cell: (figures: KernelFigures) => string];

const shown = <T>(figure: Figure<T>, show: (figure: T) => string): string =>
  typeof figure === "string" ? figure : show(figure);

const question = ({ first, later, right }: QuestionFigure): string =>
  `${median(later).toFixed(1)} (first ${first.toFixed(0)})${right ? "" : " wrong"}`;

const medianAndWorst = (times: readonly number[]): string =>
  `${median(times).toFixed(0)} (${Math.max(...times).toFixed(0)})`;

const ROWS: readonly Row[] = [
  [
    "start to first reply, s: median (best)",
    "0.30",
    (k) => shown(k.start, (times) => `${median(times).toFixed(2)} (${Math.min(...times).toFixed(2)})`),
  ],
  ["trivial cell, ms: median", "1.2", (k) => shown(k.trips, (times) => median(times).toFixed(2))],
  ["trivial cell, ms: p99", "", (k) => shown(k.trips, (times) => quantile(times, 0.99).toFixed(2))],
  ["completion over 50 cells, ms", "15", (k) => shown(k.completion, question)],
  ["inspection over 50 cells, ms", "", (k) => shown(k.inspection, question)],
  ["idle process tree, MB (PSS)", "100", (k) => shown(k.memory, (megabytes) => megabytes.toFixed(0))],
  [
    "100 MB of lines, MB/s: share before idle",
    "30",
    (k) =>
      shown(
        k.output,
        ({ megabytesPerSecond, share }) => `${megabytesPerSecond.toFixed(1)}: ${(100 * share).toFixed(0)} %`,
      ),
  ],
  ...INTERRUPTED.map(
    (kind): Row => [
      `interrupt: ${kind}, ms: median (worst)`,
      kind === "loop" ? "20" : "40",
      (k) => shown(k.interrupts[kind]!, medianAndWorst),
    ],
  ),
  ["crash to the next cell's reply, ms: median (worst)", "1000", (k) => shown(k.crashes, medianAndWorst)],
];

export function kernelTable(all: readonly KernelFigures[]): string {
  const table = [
    ["", "goal", ...all.map(({ name, version }) => `${name} ${version}`.trim())],
    ...ROWS.map(([title, goal, cell]) => [title, goal, ...all.map(cell)]),
  ];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  return table
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
