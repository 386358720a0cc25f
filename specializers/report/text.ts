// The report as plain text: the same facts in the same order, in columns of a fixed-width font.

import { showDiagnostic } from "../syntax/code-frame.ts";
import { axisCharts } from "./axes.ts";
import { diffLines } from "./diff.ts";
import type { Explanation } from "./explanation.ts";
import { chartText } from "./lines.ts";
import type { PassRecord, ReportModel } from "./model.ts";
import { reproduce } from "./reproduce.ts";
import { type Meter, roofline } from "./roofline.ts";
import { type SourceLine, sourceToSource, typescriptLines } from "./source.ts";
import { percent, seconds } from "./units.ts";
import { type VariantRow, type VariantTable, variantTable } from "./variants.ts";
import { signatureText, verdict } from "./verdict.ts";

export function reportText(model: ReportModel): string {
  const { headline, times, sentences, state, facts } = verdict(model);
  const { memory, compute } = roofline(model);
  const table = variantTable(model);
  return paragraphs([
    [
      [model.kernel, signatureText(model), state.text, ...facts].filter((part) => part !== "").join(" · "),
      times ? `${headline} (${times})` : headline,
      sentences.join(" "),
    ],
    model.diagnostics.map(showDiagnostic),
    model.notes.map((note) => `Note: ${note}`),
    [memory, compute].filter((meter) => meter !== undefined).map(meterText),
    table ? tableText(table) : [],
    axisCharts(model).map(
      ({ label, spread, values }) =>
        `${label}: ${spread}: ${values.map(({ text, time }) => `${text} ${time}`).join(", ")}`,
    ),
    (model.charts ?? []).map(chartText),
    passesText(model.passes),
    model.state === "recognised" || model.state === "declined"
      ? []
      : reproduce(model).map(({ label, text }) => `${label}: ${text}`),
  ]);
}

export function explanationText(explanation: Explanation): string {
  const { domain, passes, platform, compiled, variant } = explanation;
  const source = sourceToSource(explanation.source, explanation.generated);
  const stages: string[][] = [
    [[explanation.kernel, explanation.signature].filter(Boolean).join(" · ")],
    explanation.diagnostics.map(showDiagnostic),
    ["TypeScript", ...typescriptLines(explanation.source).map(lineText)],
  ];
  if (domain !== undefined) stages.push([`Domain AST (${explanation.specializer})`, domain.trimEnd()]);
  let previous = domain;
  for (const pass of passes) {
    const lines = pass.after === undefined || !pass.changed ? [] : diffLines(previous ?? pass.after, pass.after);
    previous = pass.after ?? previous;
    stages.push([passText(pass), ...lines.map(({ mark, text }) => `${mark} ${text}`.trimEnd())]);
  }
  if (platform !== undefined)
    stages.push([`Platform AST${variant ? ` of ${variant.name} (${variant.target})` : ""}`, platform.trimEnd()]);
  if (source) stages.push([`Generated ${source.language}`, ...source.generated.map(lineText)]);
  if (compiled)
    stages.push([
      `${compiled.compiler}, ${seconds(compiled.seconds)}`,
      compiled.flags.join(" "),
      compiled.log.trim() || "no warnings",
    ]);
  if (explanation.notDone.length > 0)
    stages.push(["Not done, and why", ...explanation.notDone.map((text) => `- ${text}`)]);
  return paragraphs(stages);
}

const paragraphs = (parts: readonly (readonly string[])[]): string =>
  parts
    .map((lines) => lines.filter((line) => line !== "").join("\n"))
    .filter((part) => part !== "")
    .join("\n\n");

function meterText(meter: Meter): string {
  const full = Math.round(20 * Math.min(1, meter.share));
  return `${meter.label.padEnd(7)} ${"█".repeat(full)}${"░".repeat(20 - full)} ${percent(meter.share)} ${meter.note}${meter.over && `: ${meter.over}`} (${meter.achieved} of ${meter.ceiling})`;
}

/** Rows in sight and how many more there are; text has no folding. */
function tableText(table: VariantTable): string[] {
  const configuration = (row: VariantRow): string[] =>
    row.cells.length > 0 ? row.cells.map((cell) => cell.text) : [row.name];
  const labels = table.labels.length > 0 ? table.labels : ["variant"];
  const empty = labels.slice(1).map(() => "");
  const rows = [
    ["#", ...labels, "time", "noise", table.rateLabel, "compile", "why"],
    ...table.rows.map((row) => [row.rank, ...configuration(row), row.time, row.noise, row.rate, row.compile, row.why]),
  ];
  const baselines = table.baselines.map((row) => [
    "",
    row.label,
    ...empty,
    row.time,
    row.noise,
    row.rate,
    row.compile,
    row.why,
  ]);
  const right = new Set([0, labels.length + 1, labels.length + 3, labels.length + 4]);
  const more = table.folded.length + table.omitted;
  return [
    table.caption,
    ...aligned([...rows, ...baselines], right, labels.length),
    more > 0 ? `and ${table.foldedTitle}` : "",
  ];
}

/** Columns padded to their widest cell. A baseline's label may run over the empty cells of the axes beside it. */
function aligned(rows: readonly (readonly string[])[], right: ReadonlySet<number>, axes: number): string[] {
  const spans = (row: readonly string[]): boolean => row[0] === "" && axes > 1;
  const widths = rows[0]!.map((_, i) =>
    Math.max(...rows.map((row) => (spans(row) && i >= 1 && i <= axes ? 0 : displayWidth(row[i] ?? "")))),
  );
  const axesWidth = widths.slice(1, axes + 1).reduce((sum, width) => sum + width + 2, -2);
  const pad = (text: string, width: number, toRight: boolean): string => {
    const fill = " ".repeat(Math.max(0, width - displayWidth(text)));
    return toRight ? fill + text : text + fill;
  };
  return rows.map((row) => {
    const cells = spans(row)
      ? [
          pad("", widths[0]!, false),
          pad(row[1]!, axesWidth, false),
          ...row.slice(axes + 1).map((text, i) => pad(text, widths[axes + 1 + i]!, right.has(axes + 1 + i))),
        ]
      : row.map((text, i) => pad(text, widths[i]!, right.has(i)));
    return cells.join("  ").trimEnd();
  });
}

/** Columns of a terminal: wide scripts and emoji take two. */
function displayWidth(text: string): number {
  let width = 0;
  for (const character of text)
    width += /\p{Mark}/u.test(character)
      ? 0
      : /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}]/u.test(
            character,
          )
        ? 2
        : 1;
  return width;
}

function passesText(passes: readonly PassRecord[]): string[] {
  return passes.filter((pass) => pass.changed || pass.notDone.length > 0).map(passText);
}

const passText = (pass: PassRecord): string =>
  [
    `Pass ${pass.name}: ${pass.does}${pass.changed ? "" : " (changed nothing)"}`,
    ...pass.notDone.map((reason) => `  not done: ${reason}`),
  ].join("\n");

const lineText = (line: SourceLine): string => `${line.number.padStart(4)} | ${line.text}`.trimEnd();
