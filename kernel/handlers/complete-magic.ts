// Completion of magic lines at a cell's start: their names, then the options that their usage names.
import type { Magic } from "../magics/magic.ts";
import { MAGICS } from "../magics/registry.ts";
import type { Completions } from "../types/service.ts";

/** The magics as they are typed. */
const FORMS: readonly { readonly text: string; readonly magic: Magic }[] = MAGICS.flatMap((magic) => [
  ...(magic.cell ? [{ text: `%%${magic.name}`, magic }] : []),
  ...(magic.line ? [{ text: `%${magic.name}`, magic }] : []),
]);

/** Undefined where the cursor is on no magic line. */
export function completeMagic(cell: string, offset: number): Completions | undefined {
  const line = magicLine(cell, offset);
  if (line === undefined) return undefined;
  const word = /[^\s,=]*$/.exec(line)?.[0] ?? "";
  const words = line.trimStart().split(/[\s=]+/);
  const [name, ...rest] = words;
  const form = FORMS.find(({ text }) => text === name);
  if (rest.length > 0 && (form === undefined || (form.text.startsWith("%%") ? false : form.magic.takesCode))) {
    return undefined;
  }
  const candidates =
    rest.length === 0
      ? FORMS.map(({ text }) => ({ name: text, type: "magic" }))
      : argumentsOf(form!.magic.usage, words).map((text) => ({ name: text, type: "keyword" }));
  const entries = candidates.filter(({ name: text }) => text.startsWith(word) && text !== word);
  return { entries, start: offset - word.length, end: offset };
}

/** The magic at an offset, as help. */
export function describeMagic(cell: string, offset: number): string | undefined {
  const line = magicLine(cell, offset);
  if (line === undefined) return undefined;
  const rest = /^[^\s\n]*/.exec(cell.slice(offset))?.[0] ?? "";
  const form = FORMS.find(({ text }) => text === `${line}${rest}`.trim());
  return form && `${form.text} ${form.magic.usage}`.trimEnd().concat(`\n\n${form.magic.summary}`);
}

/** The text from the line's start to the offset, where only magics, comments and empty lines come before. */
function magicLine(cell: string, offset: number): string | undefined {
  const start = cell.lastIndexOf("\n", offset - 1) + 1;
  const before = cell.slice(0, start).split("\n");
  if (before.some((each) => !/^\s*($|%|\/\/)/.test(each))) return undefined;
  const line = cell.slice(start, offset);
  return /^\s*%/.test(line) ? line : undefined;
}

/** What a usage as `[--tune idle|now|off] [--exact]` allows at the end of `words`. */
function argumentsOf(usage: string, words: readonly string[]): readonly string[] {
  const options = new Map<string, readonly string[]>();
  for (const [, name = "", value = ""] of usage.matchAll(/\[(--\w+)(?: ([^\]]+))?\]/g)) {
    options.set(name, /[|,]/.test(value) ? value.split(/[|,]/).filter((word) => /^\w+$/.test(word)) : []);
  }
  const values = options.get(words.at(-2) ?? "") ?? [];
  if (values.length > 0) return values;
  const used = new Set(words.slice(0, -1));
  return [...options.keys()].filter((name) => !used.has(name));
}
