// What the session tells the front about itself, for completion and help; each message has what has changed.
import type { MagicDescription } from "./description.ts";

export interface Told {
  /** All magics that the user has registered. */
  readonly magics?: readonly MagicDescription[];
  /** All specializers. */
  readonly specializers?: readonly string[];
  /** The folder of files and commands. */
  readonly folder?: string;
}
