// What %history is told.
import type { HistoryEntry, HistoryQuery } from "../magics/history-query.ts";
import type { History } from "./history.ts";

export async function answerHistory(history: History, query: HistoryQuery): Promise<readonly HistoryEntry[]> {
  const find = () => {
    switch (query.kind) {
      case "range":
        return history.range(query.session, query.start, query.stop);
      case "tail":
        return history.tail(query.count);
      case "search":
        return history.search(query.pattern, Number.POSITIVE_INFINITY, false);
    }
  };
  return (await find()).map(({ session, line, input }) => ({ session, line, input }));
}
