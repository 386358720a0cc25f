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
const WIDEST = 400; // characters of a line

/** A part of a text's line that fits, and how many characters before it are left out. */
function fitted(line: string, column: number): { readonly text: string; readonly skipped: number } {
  if (line.length <= WIDEST) return { text: line, skipped: 0 };
  const from = Math.max(0, Math.min(column - 1 - WIDEST / 2, line.length - WIDEST));
  const text = line.slice(from, from + WIDEST);
  return {
    text: `${from > 0 ? "…" : ""}${text}${from + WIDEST < line.length ? "…" : ""}`,
    skipped: from > 0 ? from - 1 : 0,
  };
}

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
    const { text: content, skipped } = fitted(lines[i]?.trimEnd() ?? "", i === index ? column : 1);
    if (i !== index) {
      drawn.push(dim(`  ${number} | ${content}`).trimEnd());
      continue;
    }
    // tabs stay tabs, so that the marks stand below what they mean however wide a tab is
    const at = column - skipped;
    const before = content.slice(0, at - 1).replace(/[^\t]/g, " ");
    const marks = "^".repeat(Math.max(1, Math.min(length, content.length - at + 1)));
    drawn.push(`${red(">")} ${number} | ${bold(content)}`, `  ${" ".repeat(width)} | ${before}${red(marks)}`);
  }
  return drawn.join("\n");
}
