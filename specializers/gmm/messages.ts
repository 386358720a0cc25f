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
  constructor(code: MixtureCode, [message, hint]: Text) {
    super(`${message}; ${hint}`);
    this.code = code;
    this.hint = hint;
  }
}

export function problem<C extends MixtureCode>(code: C, ...details: Parameters<(typeof messages)[C]>): MixtureError {
  const text = messages[code] as (...details: Parameters<(typeof messages)[C]>) => Text;
  return new MixtureError(code, text(...details));
}
