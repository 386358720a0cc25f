// A cell's TypeScript without its magics: as long as the cell, and each character at its offset.
import type { CellSource, LineMagic } from "./read-cell.ts";

/** These stand for what a magic gives, where it is assigned: one character, since `!w` has but two. */
export const COMMAND_VALUE = "ꜝ";
export const MAGIC_VALUE = "ꜞ";

/** All of the cell. */
export const blankCell = (text: string, source: CellSource): string =>
  blank(text.slice(0, source.offset)) + (source.isText ? blank(source.body) : blankBody(source));

/** Its body. */
export function blankBody({ body, lines }: CellSource): string {
  let result = "";
  let at = 0;
  for (const line of lines) {
    const end = line.code?.start ?? line.end;
    result += body.slice(at, line.start) + standIn(line) + blank(body.slice(line.start + 1, end));
    at = end;
  }
  return result + body.slice(at);
}

function standIn({ call, code }: LineMagic): string {
  if (!call.assigned) return ";";
  if (code !== undefined) return " ";
  return call.name === "!" ? COMMAND_VALUE : MAGIC_VALUE;
}

const blank = (text: string): string => text.replace(/[^\r\n]/g, " ");
