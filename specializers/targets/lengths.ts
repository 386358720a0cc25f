// Lengths of axes where statements outside of the loops use them.
import type { Expression, Statement } from "../ir/expressions.ts";
import type { Totals } from "../ir/platform.ts";
import { namesIn } from "../ir/rewrite.ts";

/** One line for each length that occurs. */
export function lengths(
  { extents }: Totals,
  statements: readonly Statement[],
  values: readonly Expression[],
  line: (name: string, axis: number) => string,
): readonly string[] {
  const used = namesIn([
    ...statements,
    ...values.map((value) => ({ kind: "assign", at: value.at, name: "", value }) as const),
  ]);
  return extents.flatMap((name, axis) => (used.has(name) ? [line(name, axis)] : []));
}
