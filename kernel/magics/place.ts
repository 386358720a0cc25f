// Where a magic stands in its cell.
import type { MagicCall } from "./magic.ts";
import type { MagicPlace } from "./magic-error.ts";

/** All of a magic's line. */
export const placeOf = ({ name, argumentText, line, column, argumentColumn }: MagicCall): MagicPlace => {
  const [first = ""] = argumentText.split("\n");
  return { line, column, length: first === "" ? name.length : argumentColumn - column + first.length };
};

/** A part of its arguments. */
export const placeInside = ({ line, argumentColumn }: MagicCall, index: number, length: number): MagicPlace => ({
  line,
  column: argumentColumn + index,
  length,
});
