// The lines around a place in a cell, with what is meant underlined.
import { positionOf } from "../ir/span.ts";
import type { Diagnostic } from "./diagnostic.ts";

const tabWidth = 2;
const expandTabs = (text: string) => text.replaceAll("\t", " ".repeat(tabWidth));

/** Plain text: the lines of the span with one line around them, numbered as in the cell, underlined with ^. */
export function codeFrame({ source, at }: Pick<Diagnostic, "source" | "at">, around = 1): string {
  const lines = source.text.split("\n");
  const row = (offset: number) => positionOf(source, offset).line - source.firstLine;
  const [first, last] = [row(at.start), row(Math.max(at.start, at.end - 1))];
  const from = Math.max(0, first - around);
  const to = Math.min(lines.length - 1, last + around);
  const width = String(to + source.firstLine).length;
  const frame: string[] = [];
  let offset = lines.slice(0, from).reduce((sum, line) => sum + line.length + 1, 0);
  for (let index = from; index <= to; index++) {
    const line = lines[index]!;
    frame.push(`${String(index + source.firstLine).padStart(width)} | ${expandTabs(line)}`.trimEnd());
    if (index >= first && index <= last) {
      const start = index === first ? at.start - offset : line.length - line.trimStart().length;
      const end = index === last ? at.end - offset : line.length;
      const before = expandTabs(line.slice(0, start)).length;
      const marked = Math.max(1, expandTabs(line.slice(start, end)).length);
      frame.push(`${" ".repeat(width)} | ${" ".repeat(before)}${"^".repeat(marked)}`);
    }
    offset += line.length + 1;
  }
  return frame.join("\n");
}

/** A diagnostic as plain text: place, code and sentence, the frame, the hint. */
export function showDiagnostic(diagnostic: Diagnostic): string {
  const { line, column } = positionOf(diagnostic.source, diagnostic.at.start);
  return `${diagnostic.source.name}:${line}:${column} ${diagnostic.code}: ${diagnostic.message}\n${codeFrame(diagnostic)}\nhint: ${diagnostic.hint}`;
}
