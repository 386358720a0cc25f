// A value as text: what every front end can show.
import { inspect } from "node:util";

export const textOf = (value: unknown): string =>
  inspect(value, { depth: 3, maxArrayLength: 100, maxStringLength: 10_000, breakLength: 80 });
