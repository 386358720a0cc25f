// The session's questions about the history, which the front keeps.
import type { HistoryEntry, HistoryQuery } from "../../magics/history-query.ts";
import type { OutgoingMessage } from "../output/channel.ts";

export interface HistoryQuestions {
  ask(query: HistoryQuery): Promise<readonly HistoryEntry[]>;
  answer(number: number, entries: readonly HistoryEntry[]): void;
}

export function createHistoryQuestions(send: (message: OutgoingMessage) => void): HistoryQuestions {
  const waiting = new Map<number, (entries: readonly HistoryEntry[]) => void>();
  let last = 0;
  return {
    ask: (query) =>
      new Promise((resolve) => {
        const number = ++last;
        waiting.set(number, resolve);
        send({ kind: "history", number, query });
      }),
    answer(number, entries) {
      waiting.get(number)?.(entries);
      waiting.delete(number);
    },
  };
}
