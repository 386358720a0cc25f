// What the report hands to the rest: bundles to display, JSON for programs, and the throttle of live updates.
export { explainBundle, reportBundle, reportMime } from "./bundle.ts";
export type { Explanation } from "./explanation.ts";
export { type ReportJson, reportJson } from "./json.ts";
export type { LineChart, MachineSummary, PassRecord, ReportModel, ReportState } from "./model.ts";
export { type Throttled, throttle } from "./throttle.ts";
