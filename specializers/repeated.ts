// `iterate` of a marked function as a marked function of its own, with the number of steps as its last argument.
import type { Recognised } from "./plan.ts";
import { quickLayout } from "./runtime/arguments.ts";

export interface Repeated<Marked> {
  /** Whether these can swap roles: two grids of one layout. */
  fits(input: unknown, output: unknown, rest: readonly unknown[]): boolean;
  /** Made at the first use. */
  readonly marked: Marked;
}

/** Undefined where the specializer has no program for it. */
export function repeatedOf<Marked>(
  { specializer, source, program }: Recognised,
  make: (found: Recognised) => Marked,
): Repeated<Marked> | undefined {
  const found = specializer.iterated?.(program);
  if (!found) return undefined;
  let made: Marked | undefined;
  return {
    fits: (input, output, rest) =>
      rest.length + 2 === program.parameters.length &&
      quickLayout(input) !== undefined &&
      quickLayout(input) === quickLayout(output),
    get marked() {
      made ??= make({ ...found, source });
      return made;
    },
  };
}
