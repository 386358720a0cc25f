// Comm messages of the clients. No target can be registered, so a comm that is opened is closed at once.
import type { Channel } from "./output/channel.ts";
import type { CommRequest } from "./protocol.ts";

export function handleComm({ id, event, content }: CommRequest, send: Channel["send"]): void {
  if (event === "open") {
    const { comm_id } = content as { readonly comm_id: string };
    send({ kind: "comm", id, event: "close", content: { comm_id, data: {} } });
  }
  send({ kind: "handled", id });
}
