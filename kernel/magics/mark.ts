// What %%stencil and %%specialize ask of the compiler.
import type { MarkOptions } from "../../specializers/index.ts";
import type { MagicPlace } from "./magic-error.ts";

export interface MarkRequest {
  /** Undefined: whichever recognises the functions. */
  readonly specializer: string | undefined;
  readonly options: MarkOptions;
  /** The magic's line. */
  readonly place: MagicPlace;
}
