// The figures as text: a line a contender while the bench runs, and the README's table of all cases.
import type { CaseFigures, Figure } from "./run.ts";

const milliseconds = (value: number | null): string =>
  value === null || Number.isNaN(value)
    ? "–"
    : value < 10
      ? value.toFixed(2)
      : value < 100
        ? value.toFixed(1)
        : value.toFixed(0);

/** What share of its stream's speed a contender reaches, by the bytes that it must move at least. */
const shareOf = ({ leastBytes, stream, figures }: CaseFigures, key: "cold" | "warm", figure: Figure): number => {
  const bound = figures.find(({ kind }) => kind === "stream")?.[key];
  const own = figure[key];
  return bound && own ? leastBytes / own / (stream.bytes / bound) : Number.NaN;
};
const share = (value: number): string => (Number.isNaN(value) ? "–" : value.toFixed(2));

/** A line for each contender: medians, shares of the stream, ratios to the tuned one. */
export function caseTable(result: CaseFigures): string {
  const { figures, title, stream, rounds, fractionOfCeiling, missing } = result;
  const rows = figures.map((figure) => [
    figure.name,
    milliseconds(figure.cold),
    milliseconds(figure.warm),
    figure.kind === "stream" ? "" : share(shareOf(result, "cold", figure)),
    figure.kind === "stream" ? "" : share(shareOf(result, "warm", figure)),
    figure.kind === "stream" ? "" : `${figure.ratio.toFixed(2)} ±${figure.deviation.toFixed(2)}`,
  ]);
  const head = [title, "cold ms", "warm ms", "of stream, cold", "warm", "x tuned"];
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]!.length)));
  const lines = [head, ...rows].map((row) =>
    row.map((text, column) => (column === 0 ? text.padEnd(widths[0]!) : text.padStart(widths[column]!))).join("  "),
  );
  const ceiling =
    fractionOfCeiling === null ? "" : `; tuned reaches ${(100 * fractionOfCeiling).toFixed(0)} % of the roofline`;
  return [
    ...lines,
    `medians of ${rounds} interleaved rounds, ratios within a round; ${stream.name} as the stream${ceiling}`,
    ...Object.entries(missing).map(([name, why]) => `${name} takes no part: ${why}`),
  ].join("\n");
}

const columns = ["gcc", "numba", "halide", "devito", "js", "typescript"] as const;

/** Markdown, for the README: times of the tuned function, and how many times as long the others take. */
export function markdownTable(results: readonly CaseFigures[]): string {
  const rows = results.map((result) => {
    const of = (kind: Figure["kind"]) => result.figures.find((figure) => figure.kind === kind);
    const tuned = of("tuned")!;
    const ratio = (figure: Figure | undefined): string => {
      if (figure === undefined) return "–";
      return figure.ratio < 9.95 ? figure.ratio.toFixed(2) : figure.ratio.toFixed(0);
    };
    return [
      result.title,
      milliseconds(tuned.cold),
      share(shareOf(result, "cold", tuned)),
      milliseconds(tuned.warm),
      ratio(of("hand")),
      ratio(of("default")),
      ...columns.map((kind) => ratio(of(kind))),
    ];
  });
  const head = [
    "",
    "cold, ms",
    "of its stream",
    "warm, ms",
    "C by hand",
    "untuned",
    "gcc",
    "Numba",
    "Halide",
    "Devito",
    "js",
    "TypeScript",
  ];
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? "---" : "--:"))), ...rows.map(line)].join("\n");
}
