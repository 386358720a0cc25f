// A cell's text -> its magics and its TypeScript. Magics come before the first line of code.
import { type Magic, MagicError, type MagicLine, type Request } from "./magic.ts";
import { nearest } from "./nearest.ts";
import { MAGICS } from "./registry.ts";

export interface SplitCell {
  readonly magics: readonly Request[];
  /** The TypeScript: lines and columns are those of the cell, but for the lines before `firstLine`. */
  readonly body: string;
  /** 1-based line of the cell on which `body` begins. */
  readonly firstLine: number;
}

const MAGIC = /^([ \t]*)(%%?)([A-Za-z_]\w*)([ \t]*)(.*)$/;

/** @throws MagicError at a magic that does not exist, or whose arguments are wrong */
export function splitCell(text: string, magics: readonly Magic[] = MAGICS): SplitCell {
  const requests: Request[] = [];
  const lines = text.split("\n");
  let first = 0;
  for (const [index, line] of lines.entries()) {
    if (/^\s*(\/\/.*)?$/.test(line)) continue; // empty, or a comment
    const match = MAGIC.exec(line.replace(/\r$/, ""));
    if (match === null) break;
    const [, indent = "", percent = "", name = "", gap = "", rest = ""] = match;
    const magic = find(percent, name, { line: index + 1, column: indent.length + 1 }, magics);
    const before = indent.length + percent.length + name.length + gap.length;
    const argumentText = rest.trimEnd();
    const magicLine: MagicLine = { name: percent + name, argumentText, line: index + 1, argumentColumn: before + 1 };
    requests.push(magic.read(magicLine));
    if (percent === "%" && magic.takesCode === true) {
      // the code stays where it is
      const body = [" ".repeat(before) + rest, ...lines.slice(index + 1)].join("\n");
      return { magics: requests, body, firstLine: index + 1 };
    }
    first = index + 1;
  }
  return { magics: requests, body: lines.slice(first).join("\n"), firstLine: first + 1 };
}

function find(
  percent: string,
  name: string,
  at: { readonly line: number; readonly column: number },
  magics: readonly Magic[],
): Magic {
  const isCell = percent === "%%";
  const found = magics.find((magic) => magic.name === name && (isCell ? magic.cell : magic.line));
  if (found !== undefined) return found;
  const forms = magics.flatMap((magic) => [
    ...(magic.cell ? [`%%${magic.name}`] : []),
    ...(magic.line ? [`%${magic.name}`] : []),
  ]);
  const near = nearest(percent + name, forms);
  const meant = near.length > 0 ? `did you mean ${near.join(" or ")}?` : "%lsmagic lists those there are";
  const place = { ...at, length: percent.length + name.length };
  throw new MagicError(`there is no magic ${percent}${name}; ${meant}`, place);
}
