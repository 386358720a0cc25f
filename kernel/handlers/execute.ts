// execute_request: joins the queue; executions.ts replies when the cell has run.
import { type Cell, parseCell } from "../front/cell.ts";
import type { Handler } from "../front/kernel.ts";

export const execute: Handler = {
  kind: "own",
  handle(kernel, request, channel) {
    let cell: Cell;
    try {
      cell = parseCell(request);
    } catch (error) {
      const evalue = (error as Error).message;
      kernel.status("busy", request.header);
      kernel.reply(channel, request, "execute_reply", {
        status: "error",
        ename: "BadRequest",
        evalue,
        traceback: [evalue],
        execution_count: kernel.executions.count,
        user_expressions: {},
        payload: [],
      });
      kernel.status("idle", request.header);
      return;
    }
    kernel.executions.enqueue(cell);
  },
};
