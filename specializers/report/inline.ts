// Sentences that name code between backticks, as the compiler's messages do.

export interface InlinePart {
  readonly code: boolean;
  readonly text: string;
}

/** "Write `function f()`." becomes text, code, text; a backtick without its partner stays as it is. */
export function inline(sentence: string): readonly InlinePart[] {
  return sentence
    .split(/`([^`]+)`/)
    .map((text, i) => ({ code: i % 2 === 1, text }))
    .filter((part) => part.text !== "");
}
