// The lines around a place, with the place underlined.
import { bold, dim, red } from "./ansi.ts";

export interface CodePlace {
  readonly text: string;
  /** Number of the text's first line. */
  readonly firstLine: number;
  /** 1-based, in the same count as `firstLine`. */
  readonly line: number;
  readonly column: number;
  /** Characters to underline, on this line at most. */
  readonly length: number;
}

const CONTEXT = 2;

export function codeFrame({ text, firstLine, line, column, length }: CodePlace): string {
  const lines = text.split("\n");
  const index = line - firstLine;
  const target = lines[index];
  if (target === undefined) return "";
  const from = Math.max(0, index - CONTEXT);
  const to = Math.min(lines.length, index + CONTEXT + 1);
  const width = String(to - 1 + firstLine).length;
  const drawn: string[] = [];
  for (let i = from; i < to; i++) {
    const number = String(i + firstLine).padStart(width);
    const content = lines[i]?.trimEnd() ?? "";
    if (i !== index) {
      drawn.push(dim(`  ${number} | ${content}`).trimEnd());
      continue;
    }
    // tabs stay tabs, so that the marks stand below what they mean however wide a tab is
    const before = target.slice(0, column - 1).replace(/[^\t]/g, " ");
    const marks = "^".repeat(Math.max(1, Math.min(length, target.length - column + 1)));
    drawn.push(`${red(">")} ${number} | ${bold(content)}`, `  ${" ".repeat(width)} | ${before}${red(marks)}`);
  }
  return drawn.join("\n");
}
