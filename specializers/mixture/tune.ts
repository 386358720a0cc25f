// Tuning the code of a fit that has been.
import { trialScalars } from "./compiled.ts";
import { tuneAtOnce } from "./library-call.ts";
import type { FittedBy } from "./report.ts";

/** @throws RangeError for seconds that are no number above 0 */
export async function tuneFit({ engine }: FittedBy, seconds: number): Promise<void> {
  if (!(seconds > 0 && Number.isFinite(seconds)))
    throw new RangeError(`tune({ seconds }): seconds is a number above 0; got ${seconds}`);
  const compiled = engine.compile();
  if (compiled) await tuneAtOnce(compiled.call, trialScalars(compiled.call.plan), seconds);
}
