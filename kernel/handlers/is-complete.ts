// in progress
import type { Kernel } from "../front/kernel.ts";
import type { Content, Message } from "../wire/message.ts";
export async function isComplete(_kernel: Kernel, _message: Message): Promise<Content> {
  return { status: "unknown" };
}
