// Words that messages are made of.

export type Text = readonly [message: string, hint: string];

export const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;
export const vector = (numbers: readonly number[]): string => `(${numbers.join(", ")})`;
export const shape = (extents: readonly number[]): string => extents.join("×");
