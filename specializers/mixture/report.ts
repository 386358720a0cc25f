// What a fitted mixture has to show: the report of the generated code that fitted it, or why TypeScript did.
import type { Subject } from "../describe.ts";
import { mixture } from "../gmm/specializer.ts";
import type { MixtureEngine } from "./engine.ts";

export function mixtureSubject({ compiled, why }: MixtureEngine): Subject {
  const { source } = compiled?.call.plan.source ?? {};
  const small = "The fit was over before a compiler would have been done: it ran as TypeScript.";
  return {
    name: "em",
    callee: "GaussianMixture.fit",
    specializer: mixture.name,
    source: source ?? { name: "GaussianMixture", text: "", firstLine: 1 },
    diagnostics: [],
    notes: compiled ? [] : [why === undefined ? small : `It ran as TypeScript: ${why}`],
    call: compiled?.call,
    domain: compiled && mixture.print!(compiled.program),
  };
}
