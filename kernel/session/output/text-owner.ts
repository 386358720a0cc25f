// Says whose text follows, when it is not the last cell's: a timer of an earlier one prints.
import type { Channel } from "./channel.ts";

export interface TextOwner {
  /** A cell starts: the front takes all text for its own, until it is told otherwise. */
  begin(cell: string): void;
  beforeText(): void;
}

export function createTextOwner(current: () => string, send: Channel["send"]): TextOwner {
  let told = "";
  return {
    begin(cell) {
      told = cell;
    },
    beforeText() {
      const owner = current();
      if (owner === told) return;
      told = owner;
      send({ kind: "owner", id: owner });
    },
  };
}
