// MIME bundles: the same report as HTML for notebooks, as text for terminals, as JSON for programs.
import type { MimeBundle } from "../host.ts";
import type { Explanation } from "./explanation.ts";
import { cardHtml, explanationHtml } from "./html.ts";
import { reportJson } from "./json.ts";
import type { ReportModel } from "./model.ts";
import { explanationText, reportText } from "./text.ts";

export const reportMime = "application/vnd.taipan.report+json";

/** One card that follows the function's life: recognised or declined, serving, tuning, final. */
export function reportBundle(model: ReportModel): MimeBundle {
  return { "text/html": cardHtml(model), "text/plain": reportText(model), [reportMime]: reportJson(model) };
}

export function explainBundle(explanation: Explanation): MimeBundle {
  return { "text/html": explanationHtml(explanation), "text/plain": explanationText(explanation) };
}
