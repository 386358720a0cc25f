// Errors of Gaussian mixtures: stable codes, one sentence, and what to do.

type Text = readonly [message: string, hint: string];

export const messages = {
  GMM_OPTION: (name: string, expected: string, got: string): Text => [
    `${name} is ${expected}; got ${got}`,
    "correct the option",
  ],
  GMM_DATA: (got: string): Text => [
    `the data are rows of events, [events, features]; got ${got}`,
    "pass an NdArray of two axes, { data, shape, stride, offset }, or a list of rows of equal length",
  ],
  GMM_EMPTY: (): Text => ["the data have no events", "pass at least two rows"],
  GMM_NO_FEATURES: (): Text => ["the data have no features: D is 0", "every row needs at least one value"],
  GMM_CHUNKS: (got: string): Text => [
    `a function as data returns chunks of rows, as an iterable or an asynchronous one; got ${got}`,
    "pass a generator function: async function* () { yield chunk }",
  ],
  GMM_CHUNK: (chunk: number, got: number, expected: number): Text => [
    `chunk ${chunk} has ${got} feature(s), those before have ${expected}`,
    "every chunk has the same number of columns",
  ],
  GMM_ONE_PASS: (): Text => [
    "these chunks can be read only once, and a fit reads them in every iteration",
    "pass a function that starts over: the generator function itself, or () => new source",
  ],
  GMM_PASSES: (pass: number, rows: number, before: number): Text => [
    `pass ${pass} over the chunks gave ${rows} rows where the first gave ${before}`,
    "pass a function that gives the same chunks at every call",
  ],
  GMM_SOURCE: (pass: number, chunks: number, rows: number, cause: unknown): Text => [
    `the source of chunks failed in pass ${pass}, after ${chunks} chunk(s) and ${rows} rows: ${
      cause instanceof Error ? cause.message : String(cause)
    }`,
    "the model keeps its last complete iteration",
  ],
  GMM_FILE: (path: string, reason: string): Text => [
    `${path} ${reason}`,
    "rowsOfFile reads rows of little-endian f64 or f32: raw ones with { dtype, features }, or a .npy file [N, D] in C order",
  ],
  GMM_FEW_EVENTS: (events: number, needed: number): Text => [
    `${events} event(s) are too few to fit; at least ${needed} are needed`,
    "pass more rows, or fit fewer components",
  ],
  GMM_NOT_FINITE: (value: number, row: number, column: number): Text => [
    `the data hold ${value} at row ${row}, column ${column}`,
    "leave such rows out, or replace the value",
  ],
  GMM_FEATURES: (got: number, expected: number): Text => [
    `the data have ${got} feature(s), the mixture was fitted to ${expected}`,
    "pass rows of the features that fit was given",
  ],
  GMM_NOT_FITTED: (what: string): Text => [`${what} needs a fitted mixture`, "call fit(X) first"],
  GMM_SAMPLES: (count: number): Text => [
    `sample(count) draws a positive whole number of events; got ${count}`,
    "pass a count of at least 1",
  ],
  GMM_SHAPE: (name: string, expected: string, got: string): Text => [
    `${name} has the shape ${expected}; got ${got}`,
    "one entry for each component, in scikit-learn's layout",
  ],
  GMM_WEIGHTS: (sum: number): Text => [
    `weightsInit lie between 0 and 1 and sum to 1; their sum is ${sum}`,
    "divide them by their sum",
  ],
  GMM_PRECISIONS: (where: string): Text => [
    `precisionsInit${where} is not symmetric and positive definite`,
    "pass inverses of covariances",
  ],
  GMM_SAMPLE_WEIGHT: (reason: string): Text => [
    `sampleWeight ${reason}`,
    "one finite number of at least 0 for each event, not all of them 0",
  ],
  GMM_ILL_DEFINED_COVARIANCE: (component: string): Text => [
    `the covariance of ${component} is not positive definite (its events may have collapsed onto few points)`,
    "fit fewer components, increase regCovar, or scale the data",
  ],
} as const;

export type MixtureCode = keyof typeof messages;

export class MixtureError extends Error {
  override readonly name = "MixtureError";
  /** Stable; all codes are in gmm/messages.ts. */
  readonly code: MixtureCode;
  readonly hint: string;
  constructor(code: MixtureCode, [message, hint]: Text, options?: ErrorOptions) {
    super(`${message}; ${hint}`, options);
    this.code = code;
    this.hint = hint;
  }
}

export function problem<C extends MixtureCode>(code: C, ...details: Parameters<(typeof messages)[C]>): MixtureError {
  const text = messages[code] as (...details: Parameters<(typeof messages)[C]>) => Text;
  const cause = details.at(-1);
  return new MixtureError(code, text(...details), code === "GMM_SOURCE" ? { cause } : undefined);
}
