// shutdown_request, also as the first half of a restart: the reply goes to the asker and to everyone on iopub.
import type { Handler } from "../front/kernel.ts";

export const shutdown: Handler = {
  kind: "reply",
  type: "shutdown_reply",
  handle(kernel, { header, content }) {
    const reply = { status: "ok", restart: content.restart === true };
    kernel.publish("shutdown_reply", reply, header);
    return reply;
  },
  after: (kernel) => kernel.shutdown(),
};
