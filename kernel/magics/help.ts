// Magics as they are typed, and their help.
import type { MagicDescription } from "./description.ts";

export interface Form {
  /** As it is typed. */
  readonly text: string;
  readonly magic: MagicDescription;
}

export const formsOf = (magics: readonly MagicDescription[]): readonly Form[] =>
  magics.flatMap((magic) => [
    ...(magic.cell ? [{ text: `%%${magic.name}`, magic }] : []),
    ...(magic.line ? [{ text: `%${magic.name}`, magic }] : []),
  ]);

/** The help on `%name` or `%%name`. */
export function helpOn(name: string, magics: readonly MagicDescription[]): string | undefined {
  const form = formsOf(magics).find(({ text }) => text === name);
  return form && `${form.text} ${form.magic.usage}`.trimEnd().concat(`\n\n${form.magic.summary}`);
}
