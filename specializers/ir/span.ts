// Where something stands in the text that the user typed.

/** UTF-16 offsets into `SourceText.text`; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A piece of TypeScript and where it came from. */
export interface SourceText {
  /** Shown to the reader: "Cell 3", or a file's name. */
  readonly name: string;
  readonly text: string;
  /** The line of the cell (1-based) on which `text` begins: 2 below a magic line. */
  readonly firstLine: number;
}

/** 1-based line and column, as the reader of the cell counts them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export function positionOf(source: SourceText, offset: number): Position {
  const before = source.text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: source.firstLine + (before.match(/\n/g)?.length ?? 0), column: offset - lineStart + 1 };
}
