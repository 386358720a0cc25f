// What serves a call before anything was tuned for it: an earlier session's winner, the default schedule, or JavaScript.
import { cache, type Served, serveJavaScript, serveNative } from "./pipeline.ts";
import type { Plan } from "./plan.ts";
import type { Config } from "./specializer.ts";
import { decline } from "./syntax/messages.ts";
import { findToolchain } from "./toolchain/compilers.ts";
import type { CheckCase } from "./tuner/job.ts";

type Checks = () => readonly CheckCase[];

/** The winner of an earlier session, if it is still legal and its library is still there (or compiles again). */
export function winnerOf(plan: Plan, config: Config | undefined, checks: Checks): Served | undefined {
  if (!config || plan.space.illegal(config) !== undefined) return undefined;
  const served = config.target === "js" ? serveJavaScript(plan, checks) : serveNative(plan, config, checks, "cache");
  return "why" in served ? undefined : { ...served, variant: { ...served.variant, from: "cache" } };
}

/** @throws DiagnosticError when none of the targets gives the right result: then the function runs as TypeScript. */
export function firstChoice(plan: Plan, checks: Checks, canWait: boolean, notes: string[]): Served {
  const { space, javascript } = plan;
  const wantsNative = space.default.target !== "js";
  if (!wantsNative) notes.push(...findToolchain(cache()).notes);
  if (wantsNative && !(canWait && javascript)) {
    const served = serveNative(plan, space.default, checks, "default");
    if (!("why" in served)) return served;
    if (!javascript) return nothingServes(plan, served.why);
    notes.push(`The js target serves: ${served.why}.`);
  }
  const served = serveJavaScript(plan, checks);
  return "why" in served ? nothingServes(plan, served.why) : served;
}

function nothingServes({ source: { source, at }, options: { targets } }: Plan, why: string): never {
  if (targets) return decline("CALL_TARGETS", source, at, targets.join(", "), why);
  return decline("CALL_UNSERVED", source, at, why);
}
