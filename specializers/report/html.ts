// The card and the explanation as HTML fragments: plain view data for the templates, which escape it.
import { htmlRenderer } from "../codegen/render-html.ts";
import type { Diagnostic } from "../syntax/diagnostic.ts";
import { axisCharts } from "./axes.ts";
import { diffLines } from "./diff.ts";
import type { Explanation } from "./explanation.ts";
import { frameOf } from "./frame.ts";
import { inline } from "./inline.ts";
import { lineViews } from "./lines.ts";
import type { PassRecord, ReportModel } from "./model.ts";
import { reproduce } from "./reproduce.ts";
import { type Meter, roofline } from "./roofline.ts";
import { searchChart } from "./search.ts";
import { sourceToSource, typescriptLines } from "./source.ts";
import { css, ink } from "./style.ts";
import { count, percent, seconds } from "./units.ts";
import { variantTable } from "./variants.ts";
import { signatureText, verdict } from "./verdict.ts";

const renderHtml = htmlRenderer("report", { css, ink });

/** A stencil of fifty neighbours becomes thousands of lines: its card keeps the first of them, `explain()` shows all. */
const mostLines = 300;

/** The card of a marked function, whatever the state of its life. */
export function cardHtml(model: ReportModel): string {
  const { memory, compute } = roofline(model);
  const table = variantTable(model);
  return renderHtml("card", {
    kernel: model.kernel,
    signature: signatureText(model),
    verdict: verdict(model),
    notes: model.notes.map(inline),
    diagnostics: model.diagnostics.map(diagnosticView),
    meters: [memory, compute].filter((meter) => meter !== undefined).map(meterView),
    table: table !== undefined && {
      ...table,
      axisColumns: Math.max(1, table.labels.length),
    },
    search: searchChart(model) ?? false,
    axes: axisCharts(model),
    lines: lineViews(model.charts ?? []),
    source: sourceToSource(model.source, model.generated, mostLines) ?? false,
    passes: model.passes.map(passView),
    passesTitle: passesTitle(model.passes),
    reproduce: model.state === "recognised" || model.state === "declined" ? [] : reproduce(model),
  });
}

export function explanationHtml(explanation: Explanation): string {
  let previous = explanation.domain;
  const passes = explanation.passes.map((pass) => {
    const after = pass.after;
    const lines = after === undefined || !pass.changed ? [] : diffLines(previous ?? after, after);
    previous = after ?? previous;
    return { ...passView(pass), lines };
  });
  const { compiled, variant } = explanation;
  const source = sourceToSource(explanation.source, explanation.generated);
  return renderHtml("explanation", {
    kernel: explanation.kernel,
    specializer: explanation.specializer,
    signature: explanation.signature,
    diagnostics: explanation.diagnostics.map(diagnosticView),
    // Too wide to stand beside its code, the TypeScript carries the chips where it stands first.
    typescript: source?.stacked ? source.typescript : typescriptLines(explanation.source),
    domain: explanation.domain ?? false,
    passes,
    passesTitle: passesTitle(explanation.passes),
    variant: variant ? `${variant.name} (${variant.target})` : "",
    platform: explanation.platform ?? false,
    source: source ? { ...source, typescript: source.stacked ? [] : source.typescript } : false,
    sourceTitle: source?.stacked ? "numbered by the TypeScript line it came from" : "beside the lines it came from",
    compiled: compiled
      ? {
          compiler: compiled.compiler,
          flags: compiled.flags.join(" "),
          log: compiled.log.trim() || "no warnings",
          time: seconds(compiled.seconds),
        }
      : false,
    notDone: explanation.notDone.map(inline),
  });
}

function diagnosticView(diagnostic: Diagnostic): object {
  const { code, message, hint } = diagnostic;
  return { ...frameOf(diagnostic), code, message: inline(message), hint: hint !== "" && inline(hint) };
}

function meterView(meter: Meter): object {
  const scale = Math.max(1, meter.share);
  return {
    ...meter,
    percent: percent(meter.share),
    colour: meter.over ? ink.over : ink.winner,
    fill: Math.round((1000 * meter.share) / scale) / 10,
    /** Where 100 % stands in the bar. */
    full: Math.round(1000 / scale) / 10,
  };
}

function passView(pass: PassRecord): object {
  return {
    name: pass.name,
    does: pass.does,
    changed: pass.changed,
    kind: pass.exact ? "exact" : "rounds differently",
    notDone: pass.notDone.map(inline),
  };
}

function passesTitle(passes: readonly PassRecord[]): string {
  const changed = passes.filter((pass) => pass.changed).length;
  const notDone = passes.reduce((sum, pass) => sum + pass.notDone.length, 0);
  return `${count(passes.length, "pass", "passes")}: ${changed} changed the program${notDone > 0 ? `, ${count(notDone, "thing")} not done` : ""}`;
}
