// Which request an output belongs to, also when it comes long after its cell has ended.
import type { Header } from "../wire/message.ts";

export interface Parent {
  readonly header: Header;
  /** Outputs of a silent cell are not published. */
  readonly silent: boolean;
}

export interface Parents {
  add(parent: Parent): void;
  find(id: string): Parent | undefined;
}

/** Requests remembered; late output of older ones goes to the last cell. */
const REMEMBERED = 2000;

export function createParents(): Parents {
  const known = new Map<string, Parent>();
  return {
    add(parent) {
      known.set(parent.header.msg_id, parent);
      if (known.size > REMEMBERED) known.delete(known.keys().next().value as string);
    },
    find: (id) => known.get(id),
  };
}
