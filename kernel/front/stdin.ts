// Questions that a running cell asks its user: input_request to the client that sent the cell, and its answer.
import type { FromSession, ToSession } from "../session/protocol.ts";
import type { Content } from "../wire/message.ts";
import type { Cell } from "./cell.ts";

export interface Stdin {
  ask(cell: Cell | undefined, question: Extract<FromSession, { kind: "input" }>): void;
  /** An input_reply; without a question that waits it is stale, and forgotten. */
  answer(content: Content): void;
  /** The cell has ended: its question has no meaning any more. */
  clear(): void;
}

export function createStdin(ports: {
  request(cell: Cell, content: Content): void;
  send(message: ToSession): void;
}): Stdin {
  let waiting: string | undefined;
  return {
    ask(cell, { id, prompt, password }) {
      if (cell === undefined || cell.request.header.msg_id !== id || !cell.allowStdin) return;
      waiting = id;
      ports.request(cell, { prompt, password });
    },
    answer({ value }) {
      if (waiting === undefined || typeof value !== "string") return;
      ports.send({ kind: "stdin", id: waiting, value });
      waiting = undefined;
    },
    clear() {
      waiting = undefined;
    },
  };
}
