// A cell's text -> its magics and its TypeScript. The rules, which the front and the session share:
//
// - `%%name` lines come first; only empty lines and comments may be before. Below one that takes text, all is text.
// - `%name …` is a magic where a statement may begin. After a line that could go on (`a`, then `% b`), it is one only
//   without a blank behind the `%`, and if `name` is nothing that the notebook or the cell knows.
// - `!command …` is one where a statement may begin and a path or a word follows. TypeScript has `!ready && go()` too:
//   a word that the notebook, the cell or the language knows is an expression, unless what follows can't go on with it
//   (`!test -f x`, `!sort "a b"`).
// - `const x = %name …`, `let x = !command …` and `x = !command …` have the value; the same rules decide.
// - A backslash at a line's end continues `%name` and `!command`.

import type { MagicDescription } from "./description.ts";
import type { MagicCall } from "./magic.ts";
import { MagicError } from "./magic-error.ts";
import { nearest } from "./nearest.ts";
import { placeOf } from "./place.ts";
import { scanLines, type Taken } from "./scan.ts";
import { optionsLength } from "./usage.ts";

export interface LineMagic {
  readonly call: MagicCall;
  /** Offsets in the body, of the magic and, if it takes code, of that. */
  readonly start: number;
  readonly end: number;
  readonly code: { readonly start: number; readonly end: number } | undefined;
  /** Number of blocks around it. */
  readonly depth: number;
}

export interface CellSource {
  /** Outermost first. */
  readonly cellMagics: readonly MagicCall[];
  /** What is below the cell magics, and the offset and line (from 1) at which it begins. */
  readonly body: string;
  readonly offset: number;
  readonly firstLine: number;
  /** The body is no TypeScript: the last cell magic takes it as text. */
  readonly isText: boolean;
  readonly lines: readonly LineMagic[];
  /** Why it can't run. */
  readonly problem: MagicError | undefined;
}

export interface Surroundings {
  readonly magics: readonly MagicDescription[];
  /** True for the names of earlier cells and of the language. */
  isKnown(name: string): boolean;
}

/** The magic behind `!command`. */
const SHELL = "sh";

const CELL_MAGIC = /^([ \t]*)%%([A-Za-z_]\w*)([ \t]*)(.*)$/;
const LINE_MAGIC = /%([A-Za-z_]\w*)([ \t]*)/y;
const ASSIGNMENT =
  /(?:(?:export\s+)?(?:const|let|var)[ \t]+)?[\p{ID_Start}$_][\p{ID_Continue}$]*(?:[ \t]*:[^=\n]*)?[ \t]*=[ \t]*(?=[!%])/uy;
/** To the line's end, and over line ends behind a backslash. */
const REST = /(?:\\\r?\n|[^\n])*/y;
const COMMAND_PATH = /!(?:\.{1,2}\/|~\/|\/(?![^/\n]*\/[a-z]*[.)]))/y;
const COMMAND_WORD = /!([A-Za-z_][\w]*)([^\n]*)/y;
/** What a TypeScript expression can't have behind its first word. */
const NO_EXPRESSION = /^[ \t]+(?:-{1,2}\w|(?!(?:in|instanceof|as|satisfies)\b)[\w"'`$~]|\.{0,2}\/\w)/;
const KEYWORDS = new Set(
  "async await class delete false function import new null super this throw true typeof undefined void yield".split(
    " ",
  ),
);

/** False for the many cells that have nothing that looks like a magic. */
export const mayHaveMagics = (text: string): boolean => /^[ \t]*[%!]|=[ \t]*[%!][\w./~]/m.test(text);

export function readCell(text: string, { magics, isKnown }: Surroundings): CellSource {
  if (!mayHaveMagics(text)) {
    return { cellMagics: [], body: text, offset: 0, firstLine: 1, isText: false, lines: [], problem: undefined };
  }
  const problems: MagicError[] = [];
  const find = (call: MagicCall): MagicDescription | undefined => {
    const isCell = call.name.startsWith("%%");
    const found = magics.find(({ name, cell, line }) => name === call.magic && (isCell ? cell : line));
    if (found === undefined) problems.push(unknownMagic(call, magics));
    return found;
  };

  const cellMagics: MagicCall[] = [];
  let offset = 0;
  let firstLine = 1;
  let isText = false;
  for (let at = 0, line = 1; at < text.length && !isText; line++) {
    const end = text.indexOf("\n", at) < 0 ? text.length : text.indexOf("\n", at);
    const content = text.slice(at, end).replace(/\r$/, "");
    at = end + 1;
    if (/^\s*(\/\/.*)?$/.test(content)) continue;
    const found = CELL_MAGIC.exec(content);
    if (found === null) break;
    const [, indent = "", magic = "", gap = "", rest = ""] = found;
    const column = indent.length + 1;
    const name = `%%${magic}`;
    const argumentColumn = column + name.length + gap.length;
    const call = { magic, name, argumentText: rest.trim(), line, column, argumentColumn, assigned: false };
    cellMagics.push(call);
    const described = find(call);
    isText = described !== undefined && described.takesCode !== true;
    offset = Math.min(at, text.length);
    firstLine = line + 1;
  }
  const body = text.slice(offset);
  const lines = isText ? [] : readLines(body, firstLine, isKnown, find, problems);
  const [problem] = problems.sort((a, b) => a.place.line - b.place.line);
  return { cellMagics, body, offset, firstLine, isText, lines, problem };
}

function readLines(
  body: string,
  firstLine: number,
  isKnown: Surroundings["isKnown"],
  find: (call: MagicCall) => MagicDescription | undefined,
  problems: MagicError[],
): readonly LineMagic[] {
  const lines: LineMagic[] = [];
  const words = createWords(body);
  const known = (word: string): boolean => KEYWORDS.has(word) || words.has(word) || isKnown(word);
  const match = (pattern: RegExp, at: number): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(body);
  };
  const isCommand = (at: number): boolean => {
    if (match(COMMAND_PATH, at)) return true;
    const [, word = "", rest = ""] = match(COMMAND_WORD, at) ?? [];
    return word !== "" && (!known(word) || (!KEYWORDS.has(word) && NO_EXPRESSION.test(rest)));
  };

  scanLines(body, ({ offset, afterValue, depth }): Taken | undefined => {
    const assigned = match(ASSIGNMENT, offset)?.[0].length;
    const start = offset + (assigned ?? 0);
    if (body[start] !== "!" && body[start] !== "%") return undefined;
    const lineStart = body.lastIndexOf("\n", start - 1) + 1;
    const line = firstLine + count(body, "\n", start);
    const column = start - lineStart + 1;
    const callOf = (magic: string, name: string, argument: number): MagicCall => {
      const argumentText = (match(REST, argument)?.[0] ?? "").trim();
      const argumentColumn = argument - lineStart + 1;
      return { magic, name, argumentText, line, column, argumentColumn, assigned: assigned !== undefined };
    };
    const end = start + (match(REST, start)?.[0].replace(/\r$/, "").length ?? 0);
    if (body[start] === "!") {
      if (!isCommand(start)) return undefined;
      const gap = match(/[ \t]*/y, start + 1)?.[0].length ?? 0;
      const call = callOf(SHELL, "!", start + 1 + gap);
      find(call);
      lines.push({ call, start, end, code: undefined, depth });
      return { resume: end };
    }
    if (assigned === undefined && /^%%[A-Za-z_]/.test(body.slice(start, start + 3))) {
      const [name = ""] = match(/%%\w+/y, start) ?? [];
      problems.push(
        new MagicError(`${name} has to stand above the cell's code`, { line, column, length: name.length }),
      );
      return { resume: end };
    }
    const [whole = "", magic = ""] = match(LINE_MAGIC, start) ?? [];
    if (magic === "" || (afterValue && assigned === undefined && known(magic))) return undefined;
    const call = callOf(magic, `%${magic}`, start + whole.length);
    const found = find(call);
    const options = found?.takesCode === true ? optionsLength(found.usage, body.slice(start + whole.length, end)) : 0;
    const codeStart = start + whole.length + options;
    if (found?.takesCode !== true || body.slice(codeStart, end).trim() === "") {
      lines.push({ call, start, end, code: undefined, depth });
      return { resume: end };
    }
    const withOptions = { ...call, argumentText: body.slice(start + whole.length, codeStart).trim() };
    const index = lines.length;
    const add = (codeEnd: number): void => {
      lines[index] = { call: withOptions, start, end: codeEnd, code: { start: codeStart, end: codeEnd }, depth };
    };
    add(end);
    return { resume: codeStart, ended: add };
  });
  return lines;
}

/** Words of a body's TypeScript: its magic lines, comments, strings and members are left out. */
function createWords(body: string): { has(word: string): boolean } {
  let words: Set<string> | undefined;
  const read = (): Set<string> => {
    const code = body
      .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, " ")
      .replace(/(^[ \t]*|=[ \t]*)[!%](?=[A-Za-z_./~])[^\n]*/gm, "$1");
    return new Set(code.match(/(?<![.\p{ID_Continue}$])[\p{ID_Start}$_][\p{ID_Continue}$]*/gu));
  };
  return {
    has(word) {
      words ??= read();
      return words.has(word);
    },
  };
}

const count = (text: string, char: string, end: number): number => {
  let found = 0;
  for (let at = text.indexOf(char); at >= 0 && at < end; at = text.indexOf(char, at + 1)) found++;
  return found;
};

function unknownMagic(call: MagicCall, magics: readonly MagicDescription[]): MagicError {
  const forms = magics.flatMap(({ name, cell, line }) => [
    ...(cell ? [`%%${name}`] : []),
    ...(line ? [`%${name}`] : []),
  ]);
  const near = nearest(call.name, forms);
  const meant = near.length > 0 ? `did you mean ${near.join(" or ")}?` : "%lsmagic lists those there are";
  return new MagicError(`there is no magic ${call.name}; ${meant}`, { ...placeOf(call), length: call.name.length });
}
