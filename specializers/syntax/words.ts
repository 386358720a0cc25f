// Words that messages are made of.

export type Text = readonly [message: string, hint: string];

export const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;
export const vector = (numbers: readonly number[]): string => `(${numbers.join(", ")})`;
export const shape = (extents: readonly number[]): string => extents.join("×");
/** "12,582,912 bytes", from a tenth of a gigabyte on with that as well. */
export const amount = (bytes: number): string =>
  `${bytes.toLocaleString("en-US")} bytes${bytes < 1e8 ? "" : ` (${(bytes / 1e9).toFixed(1)} GB)`}`;
