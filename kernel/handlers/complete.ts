// in progress
import type { Kernel } from "../front/kernel.ts";
import type { Content, Message } from "../wire/message.ts";
export async function complete(_kernel: Kernel, { content }: Message): Promise<Content> {
  return { status: "ok", matches: [], cursor_start: content.cursor_pos, cursor_end: content.cursor_pos, metadata: {} };
}
