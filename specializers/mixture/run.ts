// Calls of generated code for mixtures: what is handed over.
import type { Events } from "../gmm/engine.ts";
import { originalOf } from "../gmm/original.ts";
import type { MixtureProgram } from "../gmm/program.ts";
import type { MixtureState } from "../gmm/state.ts";
import { host } from "../node-host.ts";
import type { Served } from "../pipeline.ts";
import { hostIsFull } from "../run-faults.ts";
import { NO_ROOM, type Values, type Variant } from "../runtime/dispatch.ts";
import type { DomainProgram } from "../specializer.ts";

export interface MixtureCall {
  /** Of a mixture, what the program takes. */
  readonly state: Pick<MixtureState, "means"> & Partial<MixtureState>;
  readonly centre: Float64Array;
  readonly held: Events;
  /** Results by name, and what lies with them. */
  readonly arrays: Readonly<Record<string, Float64Array>>;
  readonly scalars:
    | { readonly gather: number; readonly edition: number; readonly baseline: number }
    | { readonly wantsShares: number }
    | Readonly<Record<string, never>>;
}

/**
 * By generated code, or by TypeScript where there is none for it.
 * @returns why a device has failed; undefined: the results are there
 * @throws RangeError without memory; what the host throws when it was interrupted
 */
export function run(served: Served | undefined, program: MixtureProgram, call: MixtureCall): string | undefined {
  const { state, centre, held, arrays, scalars } = call;
  const { weights, means, precisionsCholesky } = state;
  const eventWeights = held.weights ?? (program.weighted ? new Float64Array(held.count).fill(1) : undefined);
  const given: Readonly<Record<string, Float64Array | Float32Array | number | undefined>> = {
    ...{ ...arrays, ...scalars, events: elements(held.values, program), eventWeights, centre },
    ...{ weights, means, precisionsCholesky, count: held.count },
  };
  const values = program.parameters.map(({ name }) => given[name]) as Values;
  if (!served) {
    originalOf(program)(...values);
    return undefined;
  }
  const status = served.variant.run(values);
  if (status < 0 && served.variant.target === "cuda") return served.variant.failure?.() ?? `status ${status}`;
  finished(status, served.variant, program);
  return undefined;
}

/** @throws RangeError without memory; what the host throws when it was interrupted */
export function finished(status: number, { failure }: Variant, program: DomainProgram): void {
  if (status === NO_ROOM) throw hostIsFull(program, failure?.() ?? `status ${status}`);
  if (status !== 0) throw host().interrupted();
}

/** Chunks need not all have the element type of the first. */
function elements(values: Events["values"], { dtype }: MixtureProgram): Events["values"] {
  if (dtype === "f64") return values instanceof Float64Array ? values : Float64Array.from(values);
  return values instanceof Float32Array ? values : Float32Array.from(values);
}
