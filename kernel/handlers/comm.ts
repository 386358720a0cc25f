// Comms: messages go to the session, which says when it has handled them; what is open is known here.
import type { Handler } from "../front/kernel.ts";
import type { CommRequest } from "../session/protocol.ts";

const route = (event: CommRequest["event"]): Handler => ({
  kind: "own",
  handle(kernel, request) {
    kernel.status("busy", request.header);
    if (typeof request.content.comm_id === "string") kernel.comms.request(request, event);
    else kernel.status("idle", request.header); // no comm is meant
  },
});

export const commOpen = route("open");
export const commMessage = route("msg");
export const commClose = route("close");

export const commInfo: Handler = {
  kind: "reply",
  type: "comm_info_reply",
  handle(kernel, { content }) {
    const target =
      typeof content.target_name === "string" && content.target_name !== "" ? content.target_name : undefined;
    return { status: "ok", comms: kernel.comms.open(target) };
  },
};
