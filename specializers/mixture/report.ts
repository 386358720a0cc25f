// What a fitted mixture has to show: the report of the generated code that fitted it, or why TypeScript did.
import type { Subject } from "../describe.ts";
import { mixture } from "../gmm/specializer.ts";
import type { NativeClusterSteps } from "./clusters.ts";
import type { MixtureEngine } from "./engine.ts";

/** What computed a fit. */
export interface FittedBy {
  readonly engine: MixtureEngine;
  readonly steps: NativeClusterSteps;
}

export function mixtureSubject({ engine: { compiled, why }, steps }: FittedBy): Subject {
  const { source } = compiled?.call.plan.source ?? {};
  const small = "The fit was over before a compiler would have been done: it ran as TypeScript.";
  return {
    name: "em",
    callee: "GaussianMixture.fit",
    specializer: mixture.name,
    source: source ?? { name: "GaussianMixture", text: "", firstLine: 1 },
    diagnostics: [],
    notes: [...(compiled ? [] : [why === undefined ? small : `It ran as TypeScript: ${why}`]), ...steps.notes()],
    call: compiled?.call,
    domain: compiled && mixture.print!(compiled.program),
  };
}
