// What `f.report()` and `f.explain()` return: values that display themselves.
import { inspect } from "node:util";
import { explanation, reportModel, type Subject } from "./describe.ts";
import type { MimeBundle } from "./host.ts";
import { explainBundle, type ReportJson, reportBundle, reportJson } from "./report/index.ts";

const display = Symbol.for("Jupyter.display");

interface Displayed {
  /** MIME bundle, as Jupyter front ends take it. */
  [display](): MimeBundle;
  [inspect.custom](): string;
}

export interface Report extends Displayed, ReportJson {
  toJSON(): ReportJson;
}
export interface Explained extends Displayed {
  readonly text: string;
}

export function report(subject: Subject): Report {
  const model = reportModel(subject);
  const json = reportJson(model);
  const bundle = () => reportBundle(model);
  return { ...json, toJSON: () => json, ...shown(bundle) };
}

export function explained(subject: Subject): Explained {
  const bundle = explainBundle(explanation(subject));
  return { text: String(bundle["text/plain"]), ...shown(() => bundle) };
}

const shown = (bundle: () => MimeBundle): Displayed => ({
  [display]: bundle,
  [inspect.custom]: () => String(bundle()["text/plain"]),
});
