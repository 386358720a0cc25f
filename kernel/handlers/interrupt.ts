// interrupt_request: also without a running cell, since a timer of an earlier one may loop.
import type { Handler } from "../front/kernel.ts";

export const interrupt: Handler = {
  kind: "reply",
  type: "interrupt_reply",
  handle(kernel) {
    kernel.session.interrupt();
    return { status: "ok" };
  },
};
