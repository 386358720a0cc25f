// Text replacements that remember where each piece came from. They never add or remove a line.

/** A thunk is called when all edits are known. */
type Text = string | (() => string);

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: Text;
  /** Where in the original the text stands for, if not at `start`. */
  readonly origin: number;
}

export interface Edits {
  text(start: number, end: number): string;
  replace(start: number, end: number, text: Text): void;
  insert(at: number, text: Text): void;
  /** Adds to what runs before the text's first character; `origin` is what it stands for. */
  prepend(text: string, origin: number): void;
  /** The text goes, its line breaks stay. */
  blank(start: number, end: number): void;
  apply(): Edited;
}

export interface Edited {
  readonly text: string;
  /** Offset in the original of an offset in the result. */
  originOf(offset: number): number;
}

export function createEdits(original: string): Edits {
  const prologue: Edit[] = [];
  const list: Edit[] = [];
  const replace = (start: number, end: number, text: Text): void => {
    list.push({ start, end, text, origin: start });
  };
  return {
    text: (start, end) => original.slice(start, end),
    replace,
    insert: (at, text) => replace(at, at, text),
    prepend(text, origin) {
      prologue.push({ start: 0, end: 0, text, origin });
    },
    blank: (start, end) => replace(start, end, original.slice(start, end).replace(/[^\n]/g, "")),
    apply() {
      const sorted = [...prologue, ...list.sort((a, b) => a.start - b.start || a.end - b.end)];
      const parts: string[] = [];
      const pieces: Piece[] = []; // where each piece begins in the result, and what it stands for
      let done = 0;
      let length = 0;
      const add = (text: string, origin: number, copied: boolean): void => {
        if (text === "") return;
        parts.push(text);
        pieces.push({ at: length, origin, copied });
        length += text.length;
      };
      for (const { start, end, text, origin } of sorted) {
        if (start < done) throw new Error(`edits overlap at ${start}`);
        add(original.slice(done, start), done, true);
        add(typeof text === "string" ? text : text(), origin, false);
        done = end;
      }
      add(original.slice(done), done, true);
      return { text: parts.join(""), originOf: (offset) => originIn(pieces, offset) };
    },
  };
}

interface Piece {
  readonly at: number;
  readonly origin: number;
  readonly copied: boolean;
}

function originIn(pieces: readonly Piece[], offset: number): number {
  const piece = pieces.findLast(({ at }) => at <= offset);
  if (piece === undefined) return 0;
  return piece.copied ? piece.origin + offset - piece.at : piece.origin;
}
