// How far rounding in another order may lead, for each element that a flat program writes.
import type { CallData, CallLayout } from "../specializer.ts";
import { errorBetween, runWithErrors, storedError } from "./body-error.ts";
import type { Statement } from "./expressions.ts";

/** Twice the running error of `body` at each element of the array `out`. */
export function flatErrorBound(
  body: readonly Statement[],
  out: string,
  call: CallLayout,
  { arrays, scalars }: CallData,
  roundoff: number,
): Readonly<Record<string, Float64Array>> {
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
