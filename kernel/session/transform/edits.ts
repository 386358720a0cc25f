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
      const pieces: number[] = [];
      let done = 0;
      let length = 0;
      const add = (text: string, origin: number, copied: boolean): void => {
        if (text === "") return;
        parts.push(text);
        pieces.push(length, origin, copied ? 1 : 0);
        length += text.length;
      };
      for (const { start, end, text, origin } of sorted) {
        if (start < done) throw new Error(`edits overlap at ${start}`);
        add(original.slice(done, start), done, true);
        add(typeof text === "string" ? text : text(), origin, false);
        done = end;
      }
      add(original.slice(done), done, true);
      return edited(parts.join(""), pieces);
    },
  };
}

/**
 * Made here, as it outlives the edits by far and must not keep them.
 *
 * @param pieces three numbers each: where it begins in the result, what it stands for, and 1 if it was copied
 */
const edited = (text: string, pieces: readonly number[]): Edited => ({
  text,
  originOf(offset) {
    let piece = pieces.length - 3;
    while (piece >= 0 && pieces[piece]! > offset) piece -= 3;
    if (piece < 0) return 0;
    const [at = 0, origin = 0, copied] = pieces.slice(piece, piece + 3);
    return copied === 1 ? origin + offset - at : origin;
  },
});
