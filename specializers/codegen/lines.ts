// The line map: which generated line comes from where in the user's TypeScript, and the comments that say so.
import type { SourceText, Span } from "../ir/span.ts";
import { readMark } from "../targets/mark.ts";

export interface MappedText {
  readonly text: string;
  /** Line (1-based) to offset in the user's TypeScript. */
  readonly lines: ReadonlyMap<number, number>;
}

/**
 * Takes the marks out of generated text. Above the first of neighbouring lines that come from one place stands that
 * place as a comment: its text and not its line number, so that a cell that only moved gives the same text.
 */
export function mapLines(generated: string, source: SourceText | undefined): MappedText {
  const out: string[] = [];
  const lines = new Map<number, number>();
  let quoted = -1;
  for (const raw of generated.split("\n")) {
    const { line, at } = readMark(raw);
    if (at !== undefined && source !== undefined && at.start !== quoted) {
      const quote = quoteOf(source, at);
      if (quote !== "") out.push(`${line.match(/^\s*/)?.[0] ?? ""}// ${quote}`);
      quoted = at.start;
    }
    // a new function quotes again
    if (line === "}") quoted = -1;
    out.push(line);
    if (at !== undefined) lines.set(out.length, at.start);
  }
  return { text: out.join("\n"), lines };
}

const LONGEST = 100;

/** The first line of a place, as one line of printable ASCII that can stand in a comment of C and of JavaScript. */
function quoteOf({ text }: SourceText, { start, end }: Span): string {
  const first = text.slice(start, end).split(/[\r\n\u2028\u2029]/)[0] ?? "";
  const plain = first.replace(/[^\x20-\x7e]/g, ".").trim();
  const short = plain.length > LONGEST ? `${plain.slice(0, LONGEST)} ...` : plain;
  return short.replaceAll("*/", "* /").replace(/[\\/\s]+$/, "");
}
