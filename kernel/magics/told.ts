// What the session tells the front about itself, for completion and help; each message has what has changed.
import type { MagicDescription } from "./description.ts";
import type { TypeCheckMode } from "./typecheck-mode.ts";

export interface Told {
  /** All magics that the user has registered. */
  readonly magics?: readonly MagicDescription[];
  /** All specializers. */
  readonly specializers?: readonly string[];
  /** The folder of files and commands. */
  readonly folder?: string;
  /** What becomes of type errors from now on. */
  readonly typecheck?: TypeCheckMode;
  /** Names that the running cell has taken out of the notebook. */
  readonly removed?: readonly string[];
}
