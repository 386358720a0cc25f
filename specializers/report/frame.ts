// The piece of a cell a diagnostic points at, as lines to be drawn: what stands before, under and after the underline.
import { positionOf } from "../ir/span.ts";
import type { Diagnostic } from "../syntax/diagnostic.ts";

export interface FrameLine {
  /** Line of the cell; padded to the width of the longest. */
  readonly number: string;
  readonly before: string;
  readonly marked: string;
  readonly after: string;
}

export interface Frame {
  /** "Cell 3, line 4, column 12". */
  readonly place: string;
  readonly lines: readonly FrameLine[];
}

/** Lines around the underlined ones; a span longer than this shows its beginning. */
const around = 1;
const longest = 8;

export function frameOf(diagnostic: Diagnostic): Frame {
  const { source, at } = diagnostic;
  const start = positionOf(source, at.start);
  const lines = source.text.split("\n");
  const first = start.line - source.firstLine;
  const last = Math.min(
    positionOf(source, Math.max(at.start, at.end - 1)).line - source.firstLine,
    first + longest - 1,
  );
  const from = Math.max(0, first - around);
  const to = Math.min(lines.length - 1, last + around);
  const width = String(source.firstLine + to).length;
  let offset = lines.slice(0, from).reduce((sum, line) => sum + line.length + 1, 0);
  const drawn: FrameLine[] = [];
  for (let i = from; i <= to; i++) {
    const text = lines[i] ?? "";
    const inside = i >= first && i <= last;
    const begin = inside ? Math.max(at.start - offset, indent(text)) : text.length;
    const end = inside ? Math.max(begin, Math.min(at.end - offset, text.length)) : text.length;
    drawn.push({
      number: String(source.firstLine + i).padStart(width),
      before: text.slice(0, begin),
      // An empty span still marks a place: one column after the last character.
      marked: text.slice(begin, end) || (inside && at.start === at.end ? " " : ""),
      after: text.slice(end),
    });
    offset += text.length + 1;
  }
  return { place: `${source.name}, line ${start.line}, column ${start.column}`, lines: drawn };
}

const indent = (text: string): number => text.length - text.trimStart().length;
