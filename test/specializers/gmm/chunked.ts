// Events in chunks for tests, and what is asked of a result.
import * as assert from "uvu/assert";
import { type Matrix, MixtureError, NdArray } from "../../../specializers/index.ts";
import { createRandom } from "../../../specializers/tuner/random.ts";

/** Three clusters in three dimensions. */
export const events = (count: number): Float64Array => {
  const random = createRandom(3);
  return Float64Array.from({ length: 3 * count }, (_, at) => 5 * (Math.floor(at / 3) % 3) * (1 + (at % 3)) + random());
};
export const matrix = (values: Float64Array): NdArray => NdArray.from(values, [values.length / 3, 3]);

/** A source of chunks of the given numbers of rows, the last of the rest. */
export const chunked =
  (values: Float64Array, ...sizes: number[]): (() => Generator<Matrix>) =>
  () =>
    (function* () {
      let at = 0;
      for (const size of [...sizes, Number.POSITIVE_INFINITY]) {
        const chunk = values.subarray(3 * at, Math.min(values.length, 3 * (at + size)));
        yield { data: chunk, shape: [chunk.length / 3, 3], stride: [3, 1], offset: 0 };
        at += chunk.length / 3;
      }
    })();

export const close = (got: ArrayLike<number>, wanted: ArrayLike<number>, what: string): void => {
  assert.is(got.length, wanted.length, what);
  for (let i = 0; i < got.length; i++)
    assert.ok(
      Math.abs(got[i]! - wanted[i]!) <= 1e-10 * (1 + Math.abs(wanted[i]!)),
      `${what} ${i}: ${got[i]} ${wanted[i]}`,
    );
};

export const rejects = async (code: string, said: RegExp, promise: Promise<unknown>): Promise<MixtureError> => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof MixtureError, String(error));
  assert.is(error.code, code);
  assert.match(error.message, said);
  return error;
};
