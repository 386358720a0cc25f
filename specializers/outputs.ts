// What a notebook shows of a marked function, from before its first call on.
import { type Card, noCard, openCard } from "./card.ts";
import type { MarkOptions } from "./cells.ts";
import { explanation, reportModel, type Subject } from "./describe.ts";
import type { Recognised } from "./plan.ts";
import { explainBundle, reportBundle } from "./report/index.ts";
import type { Diagnostic } from "./syntax/diagnostic.ts";
import type { FunctionSource } from "./syntax/function-source.ts";

/** What a notebook shows of a marked function. */
export interface Outputs {
  readonly card: Card;
  /** Every stage, under `--explain`. */
  readonly stages: Card;
}

/** A marked function before its first call. */
export function uncalled(source: FunctionSource, found: Recognised | Diagnostic): Subject {
  const recognised = "program" in found ? found : undefined;
  return {
    name: source.name,
    ...(source.kind === "method" && { callee: `new ${source.name}().kernel` }),
    specializer: recognised?.specializer.name ?? "",
    source: source.source,
    diagnostics: "program" in found ? [] : [found],
    notes: [],
    call: undefined,
    domain:
      recognised && (recognised.specializer.print?.(recognised.program) ?? JSON.stringify(recognised.program, null, 2)),
  };
}

/** Its outputs in the running cell. */
export function openOutputs(source: FunctionSource, found: Recognised | Diagnostic, { explain }: MarkOptions): Outputs {
  const subject = uncalled(source, found);
  return {
    card: openCard(reportBundle(reportModel(subject))),
    stages: explain ? openCard(explainBundle(explanation(subject))) : noCard,
  };
}

/** In plain Node. */
export const noOutputs: Outputs = { card: noCard, stages: noCard };
