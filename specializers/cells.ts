// The door for a notebook: which functions of a cell are marked, and what takes their place.
import type { SourceText } from "./ir/span.ts";

/** Options on the magic line: `--tune idle|now|off --seconds N --targets js,openmp --exact --explain`. */
export interface MarkOptions {
  readonly tune: "idle" | "now" | "off";
  readonly seconds: number;
  readonly targets: readonly string[] | undefined;
  readonly exact: boolean;
  readonly explain: boolean;
}

export interface CellRequest {
  readonly source: SourceText;
  /** Named by `%%specialize name`; "stencil" under `%%stencil`; undefined: the first that recognises. */
  readonly specializer: string | undefined;
  /** False in an ordinary cell: only functions with a "use …" directive are marked. */
  readonly all: boolean;
  readonly options: MarkOptions;
}

/** A declaration of the cell whose value `wrap` replaces before the cell's statements run. */
export interface Mark {
  readonly name: string;
  readonly kind: "function" | "class";
  /** Free names of the declaration, to be read at each call: the cell's transform makes a getter of each. */
  readonly captures: readonly string[];
  wrap(original: unknown, captures: Readonly<Record<string, () => unknown>>): unknown;
}
