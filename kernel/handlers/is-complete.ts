// is_complete_request: consoles ask whether Enter runs the text or opens a new line.
import { readCellText } from "../front/cell-text.ts";
import type { Kernel } from "../front/kernel.ts";
import type { Content, Message } from "../wire/message.ts";

export async function isComplete(_kernel: Kernel, { content }: Message): Promise<Content> {
  const { code, magics } = readCellText(typeof content.code === "string" ? content.code : "");
  // a cell magic wants a body
  if (magics.some((magic) => magic.startsWith("%%")) && code.trim() === "") return { status: "incomplete", indent: "" };
  const { completeness } = await import("../session/completeness.ts");
  return { ...completeness(code) };
}
