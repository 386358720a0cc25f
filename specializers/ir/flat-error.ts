// How far rounding in another order may lead, for each element that a flat program writes.
import type { CallData, CallLayout } from "../specializer.ts";
import { errorBetween, runWithErrors, storedError } from "./body-error.ts";
import type { FlatProgram } from "./flat.ts";

/** Twice the running error at each element of the program's last array, the one it writes. */
export function flatErrorBound(
  { body, parameters }: FlatProgram,
  call: CallLayout,
  { arrays, scalars }: CallData,
  roundoff: number,
): Readonly<Record<string, Float64Array>> {
  const out = parameters.at(-1)!.name;
  const { dtype } = call.arrays[out]!;
  const errors = new Float64Array(arrays[out]!.length);
  for (let i = 0; i < errors.length; i++)
    runWithErrors(body, {
      roundoff,
      scalars,
      load: (array) => ({ value: arrays[array]![i]!, error: 0 }),
      lookup: () => Number.NaN,
      store: (_, value) => {
        errors[i] = errorBetween(storedError(value, dtype));
      },
    });
  return { [out]: errors };
}
