// is_complete_request: consoles ask whether Enter runs the text or opens a new line.
import { askedAbout } from "../front/help.ts";
import type { Kernel } from "../front/kernel.ts";
import type { Content, Message } from "../wire/message.ts";

export async function isComplete(kernel: Kernel, { content }: Message): Promise<Content> {
  const cell = typeof content.code === "string" ? content.code : "";
  if (askedAbout(cell) !== undefined) return { status: "complete" };
  const { code, source } = (await kernel.services.reader()).read(cell);
  // a cell magic wants a body
  if (source.cellMagics.length > 0 && source.body.trim() === "") return { status: "incomplete", indent: "" };
  if (source.isText) return { status: "complete" };
  const { completeness } = await import("../session/completeness.ts");
  return { ...completeness(code) };
}
