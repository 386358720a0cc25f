// is_complete_request: consoles ask whether Enter runs the text or opens a new line.
import { readCellText } from "../front/cell-text.ts";
import { askedName } from "../front/help.ts";
import type { Kernel } from "../front/kernel.ts";
import type { Content, Message } from "../wire/message.ts";

export async function isComplete(_kernel: Kernel, { content }: Message): Promise<Content> {
  const cell = typeof content.code === "string" ? content.code : "";
  const { code } = readCellText(cell);
  // a cell magic wants a body
  if (/^\s*%%/.test(cell) && code.trim() === "") return { status: "incomplete", indent: "" };
  if (askedName(code) !== undefined) return { status: "complete" };
  const { completeness } = await import("../session/completeness.ts");
  return { ...completeness(code) };
}
