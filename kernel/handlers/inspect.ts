// inspect_request: the type and the documentation of what the cursor is on.
import type { Kernel } from "../front/kernel.ts";
import { inspectionText } from "../types/inspection-text.ts";
import { toOffset } from "../types/place.ts";
import type { Content, Message } from "../wire/message.ts";
import { describeMagic } from "./complete-magic.ts";

export async function inspect(kernel: Kernel, { content }: Message): Promise<Content> {
  const cell = typeof content.code === "string" ? content.code : "";
  const offset = toOffset(cell, typeof content.cursor_pos === "number" ? content.cursor_pos : cell.length);
  const magic = describeMagic(cell, offset, await kernel.services.reader());
  if (magic !== undefined) return found(magic, undefined);
  const { code, marked } = (await kernel.services.reader()).read(cell);
  const types = await kernel.services.types();
  const source = content.detail_level === 1;
  const inspection = await types.inspect(code, offset, { marked, source });
  if (inspection === undefined) {
    if (types.unavailable === undefined) return { status: "ok", found: false, data: {}, metadata: {} };
    return found(`Types are not available: ${types.unavailable}`, undefined);
  }
  const { plain, markdown } = inspectionText(inspection);
  return found(plain, markdown);
}

const found = (plain: string, markdown: string | undefined): Content => ({
  status: "ok",
  found: true,
  data: { "text/plain": plain, ...(markdown === undefined ? {} : { "text/markdown": markdown }) },
  metadata: {},
});
