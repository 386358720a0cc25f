// Which request an output belongs to, also when it comes long after its cell has ended.
import type { Header } from "../wire/message.ts";

export interface Parent {
  readonly header: Header;
  /** Outputs of a silent cell are not published. */
  readonly silent: boolean;
}

export interface Parents {
  add(cell: Parent): void;
  /** A comm message: a slider that is dragged sends thousands, which must not push out the cells. */
  addMessage(header: Header): void;
  find(id: string): Parent | undefined;
}

/** Remembered of each kind; late output of older ones goes to the last cell. */
const REMEMBERED = 2000;

export function createParents(): Parents {
  const cells = new Map<string, Parent>();
  const messages = new Map<string, Parent>();
  const remember = (known: Map<string, Parent>, parent: Parent): void => {
    known.set(parent.header.msg_id, parent);
    if (known.size > REMEMBERED) known.delete(known.keys().next().value as string);
  };
  return {
    add: (cell) => remember(cells, cell),
    addMessage: (header) => remember(messages, { header, silent: false }),
    find: (id) => cells.get(id) ?? messages.get(id),
  };
}
