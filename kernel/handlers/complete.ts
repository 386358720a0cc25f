// complete_request: magics at a cell's start, else what TypeScript knows. Positions are code points on the wire.
import type { Kernel } from "../front/kernel.ts";
import { toOffset, toPosition } from "../types/place.ts";
import type { Completions } from "../types/service.ts";
import type { Content, Message } from "../wire/message.ts";
import { completeMagic } from "./complete-magic.ts";

export async function complete(kernel: Kernel, { content }: Message): Promise<Content> {
  const cell = typeof content.code === "string" ? content.code : "";
  const offset = toOffset(cell, typeof content.cursor_pos === "number" ? content.cursor_pos : cell.length);
  const found =
    completeMagic(cell, offset, await kernel.services.reader()) ?? (await completeCode(kernel, cell, offset));
  const start = toPosition(cell, found.start);
  const end = toPosition(cell, found.end);
  return {
    status: "ok",
    matches: found.entries.map(({ name }) => name),
    cursor_start: start,
    cursor_end: end,
    metadata: {
      _jupyter_types_experimental: found.entries.map(({ name, type }) => ({ text: name, type, start, end })),
    },
  };
}

async function completeCode(kernel: Kernel, cell: string, offset: number): Promise<Completions> {
  const { code, marked } = (await kernel.services.reader()).read(cell);
  const types = await kernel.services.types();
  return types.complete(code, offset, { marked });
}
