// SWC reports a syntax error as a drawing made for a terminal: message, code frame, then a Rust backtrace. Its message
// and place are read back from it.
import { CellSyntaxError } from "./syntax-error.ts";

const TAB = 4; // columns to which the drawing expands a tab

/** The error with its place in `source`; one that SWC didn't draw comes back as it is. */
export function parseSwcError(error: unknown, source: string): unknown {
  if (!(error instanceof Error) || error instanceof CellSyntaxError) return error;
  const [drawing = ""] = error.message.split(/\n\s*Caused by:/);
  const lines = drawing.split("\n");
  const message = /^\s*x (.*)$/.exec(lines[0] ?? "")?.[1];
  if (message === undefined) return error;
  for (const [index, line] of lines.entries()) {
    const numbered = /^\s*(\d+) \| ?/.exec(line);
    const under = /^(\s*: )([\s|]*)(\^+)/.exec(lines.slice(index + 1).find((next) => !/^\s*:[\s|]*$/.test(next)) ?? "");
    if (numbered === null || under === null) continue;
    const number = Number(numbered[1]);
    const text = source.split("\n")[number - 1] ?? "";
    const column = columnAt(text, under[2]!.length);
    const length = columnAt(text, under[2]!.length + under[3]!.length) - column;
    return new CellSyntaxError(sentence(message), { line: number, column: column + 1, length: Math.max(1, length) });
  }
  return new CellSyntaxError(sentence(message), undefined);
}

const sentence = (message: string): string => message.replace(/<eof>/g, "the end of the cell").trim();

/** Index into `text` of what the drawing shows at a terminal column. */
function columnAt(text: string, column: number): number {
  let drawn = 0;
  let index = 0;
  for (const character of text) {
    if (drawn >= column) break;
    drawn += character === "\t" ? TAB - (drawn % TAB) : isWide(character) ? 2 : 1;
    index += character.length;
  }
  return index + Math.max(0, column - drawn);
}

const isWide = (character: string): boolean =>
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
    character,
  );
